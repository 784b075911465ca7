import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { fetchMedia, letGo } from '../containers/media-fetch.ts';
import type { UploadOutcome } from '../faults/outcomes.ts';
import { askForBody } from '../protocol/expect-continue.ts';
import type { Upload } from '../state.ts';
import type { World } from '../world.ts';
import { type Connection, disturbed } from './disturbances.ts';
import { type Part, type Reception, receive } from './received-bytes.ts';
import type { UploadOrder } from './upload-request.ts';

/** One file, or the rest of one, on its way in. */
export interface Transfer {
  /** To the request that brings it. */
  readonly reply: FastifyReply;
  readonly order: Exclude<UploadOrder, { kind: 'refuse' }>;
  readonly upload: Upload;
  readonly fault: UploadOutcome | undefined;
}

type TakeIn = (part: Part) => Promise<Reception>;

/** Brings in the bytes that an upload request promises, a piece at a time. */
export function transfer(world: World, { reply, order, upload, fault }: Transfer): Promise<Reception> {
  const { raw } = reply.request;
  const connection = connectionOf(world, raw);
  const takeIn: TakeIn = (part) => receive(upload, { ...part, bytes: disturbed(part.bytes, fault, connection) });
  if (order.kind === 'fetch') return fetchFile(world, order.url, takeIn);
  askForBody(world, reply);
  // The answer has to leave by this connection: it may not end with the reading.
  return takeIn({ ...order, bytes: raw.iterator({ destroyOnReturn: false }) });
}

/** As Instagram does with a `file_url`. That it does so before it answers is a guess. */
async function fetchFile({ settings, closing }: World, url: string, takeIn: TakeIn): Promise<Reception> {
  const bounds = { timeoutMs: settings.mediaFetchTimeoutMs, closing };
  const fetched = await fetchMedia(url, bounds, async (ask): Promise<Reception> => {
    const response = await ask();
    if (response.ok && response.body !== null) return takeIn({ offset: 0, fileSize: null, bytes: response.body });
    await letGo(response);
    return 'lost';
  });
  return typeof fetched === 'string' ? fetched : 'lost';
}

const connectionOf = ({ closing }: World, { socket }: IncomingMessage): Connection => ({
  reset: () => void socket.resetAndDestroy(),
  pause: (milliseconds) => setTimeout(milliseconds, undefined, { signal: closing }),
});
