import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { tokenFor } from '../accounts.ts';

const DEADLINE_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

const created = z.object({ id: z.string() });
const reading = z.object({ status_code: z.string() });

interface Addressed {
  readonly igUserId: string;
  readonly containerId: string;
}

/** The twin's calls, made with `fetch`: of the usual HTTP clients the one that gets many requests out soonest. */
export function createTwinActivities(graphUrl: string) {
  const call = async (igUserId: string, path: string, form?: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${graphUrl}/v25.0/${path}`, {
      headers: { authorization: `Bearer ${tokenFor(igUserId)}` },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${await response.text()}`);
    return await response.json();
  };
  return {
    async createContainer({ igUserId, imageUrl }: { igUserId: string; imageUrl: string }): Promise<string> {
      return created.parse(await call(igUserId, `${igUserId}/media`, { image_url: imageUrl })).id;
    },

    async awaitContainer({ igUserId, containerId }: Addressed): Promise<void> {
      const read = async () => reading.parse(await call(igUserId, `${containerId}?fields=status_code`)).status_code;
      while ((await read()) === 'IN_PROGRESS') await sleep(LOOK_EVERY_MS);
    },

    async publish({ igUserId, containerId }: Addressed): Promise<void> {
      await call(igUserId, `${igUserId}/media_publish`, { creation_id: containerId });
    },

    async nothing(): Promise<void> {},
  };
}

export type TwinActivities = ReturnType<typeof createTwinActivities>;
