import { z } from 'zod';
import type { NewAccount } from '../accounts/account.ts';

const DEADLINE_MS = 10_000;

const publishes = z.array(z.object({ bodyReceivedAt: z.number(), igUserId: z.string(), committed: z.boolean() }));

/** A publish request as Instagram's side saw it. `bodyReceivedAt`: when the whole of it was there, in epoch milliseconds. */
export type SeenPublish = z.infer<typeof publishes>[number];

const created = z.object({ uri: z.string() });
const state = z.object({
  containers: z.array(
    z.object({
      parameters: z.record(z.string(), z.string()),
      upload: z.object({ received: z.number(), postedBytes: z.number() }).nullable(),
    }),
  ),
  faults: z.array(z.unknown()),
});

/** Where a video can be sent to, and who may. */
export interface UploadAddress {
  readonly uri: string;
  readonly token: string;
}

export interface SeenUpload {
  readonly received: number;
  /** All bytes that came, those sent again too. */
  readonly postedBytes: number;
  /** Of all that were asked for: those that have not struck yet. */
  readonly faultsLeft: number;
}

/** What the simulator does more slowly or more quickly, and what it allows. */
export interface SimulatorSettings {
  readonly imageProcessingMs?: number;
  readonly videoProcessingMs?: number;
  readonly carouselProcessingMs?: number;
  /** Publishes of an account in each rolling window, and the length of that. */
  readonly quotaTotal?: number;
  readonly quotaDurationSeconds?: number;
}

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

  async set(settings: SimulatorSettings): Promise<void> {
    await this.#post('settings', settings);
  }

  /** Has another tool publish on an account. */
  async publishElsewhere({ igUserId }: NewAccount, count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) await this.#post('media', { igUserId, through: 'api' });
  }

  /** Cuts the next uploads into containers of that caption, each after so many bytes of its own request. */
  async cutUploads(caption: string, afterBytes: readonly number[]): Promise<void> {
    await this.#post(
      'faults',
      afterBytes.map((after) => ({
        on: 'upload',
        containing: caption,
        outcome: { kind: 'cut', afterBytes: after },
      })),
    );
  }

  /** How the upload into the container of that caption went. */
  async uploadOf(caption: string): Promise<SeenUpload> {
    const { containers, faults } = state.parse(await (await this.#fetch('state')).json());
    const upload = containers.find(({ parameters }) => parameters['caption'] === caption)?.upload;
    if (upload == null) throw new Error(`The simulator has seen no upload of ${caption}.`);
    return { ...upload, faultsLeft: faults.length };
  }

  /** Makes a container for a video, as an account would by hand. */
  async beginUpload({ igUserId, token }: NewAccount): Promise<UploadAddress> {
    const response = await fetch(`${this.url}/v25.0/${igUserId}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ media_type: 'REELS', upload_type: 'resumable' }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return { uri: created.parse(await response.json()).uri, token };
  }

  async #post(path: string, body: object): Promise<void> {
    await this.#fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
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
