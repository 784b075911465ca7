import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** When a request came, by the machine's clock: epoch milliseconds with a fraction. */
export interface Arrival {
  /** Its headers were read. */
  readonly receivedAt: number;
  /** The whole of it was there; null until then. */
  bodyReceivedAt: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    arrival: Arrival;
  }
}

const machineNow = (): number => performance.timeOrigin + performance.now();

/** How many requests go on in one turn of the event loop: half a millisecond of work. */
const PER_TURN = 4;

/** Lets requests go on in the order in which they came, so few at a time that those still coming are stamped meanwhile. */
class Turnstile {
  #waiting: (() => void)[] = [];

  enter(goOn: () => void): void {
    this.#waiting.push(goOn);
    if (this.#waiting.length === 1) setImmediate(() => this.#turn());
  }

  #turn(): void {
    for (const goOn of this.#waiting.splice(0, PER_TURN)) goOn();
    if (this.#waiting.length > 0) setImmediate(() => this.#turn());
  }
}

/** Stamps a request whose headers have just been read. */
function stamp(raw: IncomingMessage): Arrival {
  const arrival: Arrival = { receivedAt: machineNow(), bodyReceivedAt: null };
  const push = raw.push;
  // Node's parser ends the body with null as soon as it has read the last byte. The event `end` would only tell when
  // somebody has read the body.
  raw.push = (chunk, encoding) => {
    if (chunk === null) arrival.bodyReceivedAt ??= machineNow();
    return push.call(raw, chunk, encoding);
  };
  return arrival;
}

/** Stamps every request of `app` before anything else is done with it. */
export function stampArrivals(app: FastifyInstance): void {
  const turnstile = new Turnstile();
  app.decorateRequest('arrival');
  app.addHook('onRequest', (request: FastifyRequest, _reply, done) => {
    request.arrival = stamp(request.raw);
    turnstile.enter(done);
  });
}
