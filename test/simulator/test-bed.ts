import { z } from 'zod';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TestAccount {
  readonly igUserId: string;
  readonly username: string;
  readonly token: string;
}

const identified = z.object({ id: z.string() });
const account = z.object({ igUserId: z.string(), username: z.string(), token: z.string() });
const refusal = z.object({
  error: z.object({ code: z.number(), error_subcode: z.number().optional(), type: z.string(), message: z.string() }),
});

/** The id in the answer to a create or a publish. */
export const idIn = ({ body }: Answer): string => identified.parse(body).id;

/** A refusal in short: HTTP status, code, subcode. */
export function refusalIn({ status, body }: Answer): readonly (number | undefined)[] {
  const { error } = refusal.parse(body);
  return [status, error.code, error.error_subcode];
}

async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A running simulator, and the ways in which a test speaks to it. */
export class TestBed {
  readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  get pictureUrl(): string {
    return `${this.simulator.url}/_control/pictures/test.jpg`;
  }

  /** A request to Graph with everything in its query. */
  graph(method: 'GET' | 'POST' | 'DELETE', path: string, params: Record<string, string> = {}): Promise<Answer> {
    return send(`${this.simulator.url}${path}?${new URLSearchParams(params)}`, { method });
  }

  /** A request exactly as given. */
  send(path: string, init?: RequestInit): Promise<Answer> {
    return send(path.startsWith('http') ? path : `${this.simulator.url}${path}`, init);
  }

  control(path: string, body: unknown): Promise<Answer> {
    return send(`${this.simulator.url}/_control${path}`, json('POST', body));
  }

  advance(advanceMs: number): Promise<Answer> {
    return this.control('/clock', { advanceMs });
  }

  async addAccount(username: string, more: object = {}): Promise<TestAccount> {
    return account.parse((await this.control('/accounts', { username, ...more })).body);
  }

  create({ igUserId, token }: TestAccount, params: Record<string, string>): Promise<Answer> {
    return this.graph('POST', `/v25.0/${igUserId}/media`, { access_token: token, ...params });
  }

  createImage(account: TestAccount, params: Record<string, string> = {}): Promise<Answer> {
    return this.create(account, { image_url: this.pictureUrl, ...params });
  }

  /** Makes the container of a carousel of so many images; returns its id. */
  async createCarousel(account: TestAccount, count: number, params: Record<string, string> = {}): Promise<string> {
    const children: string[] = [];
    for (let item = 0; item < count; item += 1)
      children.push(idIn(await this.createImage(account, { is_carousel_item: 'true' })));
    return idIn(await this.create(account, { media_type: 'CAROUSEL', children: children.join(), ...params }));
  }

  publish({ igUserId, token }: TestAccount, creationId: string): Promise<Answer> {
    return this.graph('POST', `/v25.0/${igUserId}/media_publish`, { access_token: token, creation_id: creationId });
  }

  /** Creates a container and publishes it; returns the media's id. */
  async publishNew(account: TestAccount, caption: string): Promise<string> {
    return idIn(await this.publish(account, idIn(await this.createImage(account, { caption }))));
  }

  /** Reads a node, or an edge of one: `<id>/media`. */
  read({ token }: TestAccount, path: string, fields?: string): Promise<Answer> {
    return this.graph('GET', `/v25.0/${path}`, { access_token: token, ...(fields === undefined ? {} : { fields }) });
  }

  async state(): Promise<z.infer<typeof stateShape>> {
    return stateShape.parse((await send(`${this.simulator.url}/_control/state`)).body);
  }

  /** Reads the state until it is as expected, for as long as such a thing may take. */
  async until(holds: (state: z.infer<typeof stateShape>) => boolean): Promise<void> {
    const deadline = performance.now() + 3_000;
    while (!holds(await this.state())) {
      if (performance.now() > deadline) throw new Error('The simulator has not come to the expected state in 3 s.');
    }
  }

  async publishes(): Promise<z.infer<typeof publishesShape>> {
    return publishesShape.parse((await send(`${this.simulator.url}/_control/publishes`)).body);
  }
}

const stateShape = z.object({
  now: z.number(),
  settings: z.record(z.string(), z.unknown()),
  accounts: z.array(z.record(z.string(), z.unknown())),
  containers: z.array(z.record(z.string(), z.unknown())),
  media: z.array(z.record(z.string(), z.unknown())),
  invites: z.array(z.record(z.string(), z.unknown())),
  faults: z.array(z.record(z.string(), z.unknown())),
});

const publishesShape = z.array(
  z.strictObject({
    receivedAt: z.number(),
    bodyReceivedAt: z.number(),
    igUserId: z.string(),
    creationId: z.string().nullable(),
    httpStatus: z.number().nullable(),
    mediaId: z.string().nullable(),
    committed: z.boolean(),
  }),
);

const AT_ONCE = { imageProcessingMs: 0, videoProcessingMs: 0, carouselProcessingMs: 0 };

/** Starts a simulator whose containers are finished at once. */
export const startTestBed = async (options: SimulatorOptions = {}): Promise<TestBed> =>
  new TestBed(await startSimulator({ ...AT_ONCE, ...options }));
