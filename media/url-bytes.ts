import { withoutQuery } from '../contracts/without-query.ts';
import { contentLength, contentRange, type HttpAccess, type MediaResponse, request } from './http.ts';
import { connectionError, statusError } from './http-error.ts';
import { MediaAccessError } from './media-access-error.ts';
import type { MediaBytes } from './media-bytes.ts';
import { type MediaProblem, warning } from './media-problem.ts';

/** The least that is asked for at once: the headers of boxes are 16 bytes, and lie near each other. */
const WINDOW_BYTES = 64 * 1024;
/** As far as a host without ranges is read, from the start each time. */
const REACH_WITHOUT_RANGE_BYTES = 8 * 1024 * 1024;
const PART_TIMEOUT_MS = 30_000;

/** A stretch of the medium. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
}

interface Part {
  readonly offset: number;
  readonly content: Buffer;
  readonly ranged: boolean;
  /** Of the whole medium, when the host says. */
  readonly total: number | undefined;
}

/**
 * Opens a URL as a medium of which parts can be read.
 * @throws MediaAccessError
 */
export async function openUrlBytes(url: string, access: HttpAccess): Promise<MediaBytes> {
  const head = await headOf(url, access);
  const first = await fetchPart(url, access, { offset: 0, length: WINDOW_BYTES });
  const bytes = first.total ?? head.bytes;
  if (bytes === undefined)
    throw new MediaAccessError('media-unreadable', `The host of ${withoutQuery(url)} does not say how long it is.`);
  const read = partsFrom(first, (stretch) => fetchPart(url, access, stretch));
  return {
    bytes,
    problems: [...head.problems, ...(first.ranged ? [] : [rangeProblem(url)])],
    read: async (offset, length) =>
      offset < bytes ? await read(offset, Math.min(length, bytes - offset)) : Buffer.alloc(0),
    close: async () => {},
  };
}

interface Head {
  readonly bytes: number | undefined;
  readonly problems: readonly MediaProblem[];
}

async function headOf(url: string, access: HttpAccess): Promise<Head> {
  const { body, status, headers } = await request({ ...access, url, method: 'HEAD', timeoutMs: PART_TIMEOUT_MS });
  body.destroy();
  if (status !== 200) return { bytes: undefined, problems: [headProblem(url, status)] };
  return { bytes: contentLength(headers['content-length']), problems: [] };
}

// Videos on hosts that lack either have failed at Instagram with error 2207077, though not always.
const rangeProblem = (url: string): MediaProblem =>
  warning(
    'host-without-range',
    `The host of ${withoutQuery(url)} does not answer requests for a range of bytes, without which Instagram may fail to fetch it.`,
  );
const headProblem = (url: string, status: number): MediaProblem =>
  warning(
    'host-without-head',
    `The host of ${withoutQuery(url)} refuses HEAD requests (HTTP ${status}), without which Instagram may fail to fetch it.`,
  );

/** Reads from the first part, or from the last, and fetches another where neither holds what is wanted. */
function partsFrom(first: Part, fetch: (stretch: Stretch) => Promise<Part>): MediaBytes['read'] {
  let last = first;
  return async (offset, length) => {
    const known = within(first, { offset, length }) ?? within(last, { offset, length });
    if (known !== undefined) return known;
    last = await fetch({ offset, length: Math.max(length, WINDOW_BYTES) });
    return last.content.subarray(0, length);
  };
}

function within({ offset, content }: Part, wanted: Stretch): Buffer | undefined {
  const start = wanted.offset - offset;
  const end = start + wanted.length;
  return start >= 0 && end <= content.length ? content.subarray(start, end) : undefined;
}

async function fetchPart(url: string, access: HttpAccess, stretch: Stretch): Promise<Part> {
  const range = `bytes=${stretch.offset}-${stretch.offset + stretch.length - 1}`;
  const response = await request({ ...access, url, range, timeoutMs: PART_TIMEOUT_MS });
  try {
    return await partOf(response, url, stretch);
  } catch (error) {
    access.signal.throwIfAborted();
    throw connectionError(error, url);
  } finally {
    response.body.destroy();
  }
}

async function partOf({ status, headers, body }: MediaResponse, url: string, wanted: Stretch): Promise<Part> {
  const { offset, length } = wanted;
  switch (status) {
    case 206: {
      const range = contentRange(headers['content-range']);
      if (range?.start !== offset) throw wrongRange(url);
      return { offset, content: await stretchOf(body, { offset: 0, length }), ranged: true, total: range.total };
    }
    case 200: {
      if (offset + length > REACH_WITHOUT_RANGE_BYTES) throw outOfReach(url);
      const total = contentLength(headers['content-length']);
      return { offset, content: await stretchOf(body, wanted), ranged: false, total };
    }
    // How some hosts answer for a medium of no bytes at all.
    case 416:
      return { offset, content: Buffer.alloc(0), ranged: true, total: 0 };
    default:
      throw statusError(status, url);
  }
}

const wrongRange = (url: string) =>
  new MediaAccessError(
    'media-unreadable',
    `The host of ${withoutQuery(url)} answers with other bytes than were asked for.`,
  );
const outOfReach = (url: string) =>
  new MediaAccessError(
    'media-unreadable',
    `${withoutQuery(url)} cannot be looked into: its index does not lie at the front, and its host answers no requests for a range of bytes.`,
  );

/** Reads no further than the stretch, however much the host sends. Fewer bytes only where the body ends. */
async function stretchOf(body: AsyncIterable<Buffer>, { offset, length }: Stretch): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let [skip, missing] = [offset, length];
  for await (const chunk of body) {
    const wanted = chunk.subarray(skip, skip + missing);
    skip = Math.max(0, skip - chunk.length);
    missing -= wanted.length;
    chunks.push(wanted);
    if (missing === 0) break;
  }
  return Buffer.concat(chunks);
}
