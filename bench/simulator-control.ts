import { z } from 'zod';

const DEADLINE_MS = 10_000;

const publishes = z.array(z.object({ bodyReceivedAt: z.number(), igUserId: z.string(), committed: z.boolean() }));

/** A publish request as Instagram's side saw it. `bodyReceivedAt`: when the whole of it was there, in epoch milliseconds. */
export type SeenPublish = z.infer<typeof publishes>[number];

/** What the bench asks of the simulator beside its Graph side. */
export class SimulatorControl {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  get pictureUrl(): string {
    return `${this.url}/_control/pictures/bench.jpg`;
  }

  /** All publish requests since it was started, in the order of their arrival. */
  async publishes(): Promise<readonly SeenPublish[]> {
    return publishes.parse(await (await this.#fetch('publishes')).json());
  }

  async set(settings: { readonly imageProcessingMs: number }): Promise<void> {
    await this.#fetch('settings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
  }

  async #fetch(path: string, request: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.url}/_control/${path}`, {
      ...request,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to /_control/${path}.`);
    return response;
  }
}
