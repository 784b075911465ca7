import { type FastifyInstance, fastify } from 'fastify';
import { adjustableClock, type Clock, systemClock } from './clock.ts';
import { controlRoutes } from './control/control-routes.ts';
import { FaultQueue } from './faults/fault-queue.ts';
import { graphRoutes } from './graph-routes.ts';
import { traceId } from './ids.ts';
import { stampArrivals } from './protocol/arrival.ts';
import { holdExpectations } from './protocol/expect-continue.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { State } from './state.ts';
import { uploadRoutes } from './uploads/upload-routes.ts';
import { UPLOAD_PATH } from './uploads/upload-uri.ts';
import type { Memory, World } from './world.ts';

export interface SimulatorOptions extends Partial<Settings> {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, a free port */
  readonly port?: number;
  /** What the simulator's rules of hours and days go by. `POST /_control/clock` sets it forward. @default the machine's */
  readonly clock?: Clock;
  /** What an earlier simulator knew, its clock too: accounts, containers, media, faults and settings. @default nothing */
  readonly memory?: Memory;
}

export interface Simulator {
  /** Where it answers, without a slash at the end: what to give a client in the place of https://graph.facebook.com. */
  readonly url: string;
  readonly port: number;
  /** All that it knows: give it to another simulator, once this one is closed, and that one goes on where this one stopped. */
  readonly memory: Memory;
  /** Ends every connection, the waiting ones too, and frees the port. */
  close(): Promise<void>;
}

/** As many connections as may come at one instant without being turned away. */
const BACKLOG = 4_096;

/**
 * Starts a stand-in for the HTTP side of Instagram: containers, publishing, media, stories, comments, collaboration and quota as
 * graph.facebook.com answers them, uploads as rupload.facebook.com does, with `/_control` routes beside them to add accounts,
 * set the clock, order faults and see what came in. Settings that are given go before those in the memory.
 * @throws an error with `code` `EADDRINUSE` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, clock = systemClock, memory = newMemory(clock), ...settings } = options;
  Object.assign(memory.settings, settings);
  const closing = new AbortController();
  const app = build({ ...memory, closing: closing.signal });
  app.addHook('preClose', async () => closing.abort());
  const url = await listen(app, host, port);
  return { url, port: Number(new URL(url).port), memory, close: async () => void (await app.close()) };
}

function newMemory(base: Clock): Memory {
  const clock = adjustableClock(base);
  return { clock, settings: { ...defaultSettings }, state: new State(), faults: new FaultQueue(clock) };
}

function build(world: World): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    genReqId: traceId,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
  });
  stampArrivals(app);
  holdExpectations(app);
  app.register(controlRoutes(world), { prefix: '/_control' });
  app.register(uploadRoutes(world), { prefix: UPLOAD_PATH });
  app.register(graphRoutes(world));
  return app;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    await app.close();
    throw isPortTaken(error) ? portTaken(host, port, error) : error;
  }
}

const isPortTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

function portTaken(host: string, port: number, cause: unknown): Error {
  const message = `The simulator cannot listen on ${host}:${port}: the port is taken. Choose another, or 0 for a free one.`;
  return Object.assign(new Error(message, { cause }), { code: 'EADDRINUSE' });
}
