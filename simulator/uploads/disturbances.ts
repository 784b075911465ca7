import type { UploadOutcome } from '../faults/outcomes.ts';
import { EndedEarly } from './received-bytes.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** What a fault can do to the connection that the bytes come over. */
export interface Connection {
  readonly reset: () => void;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** The bytes of a request as a fault lets them come. */
export function disturbed(bytes: Bytes, outcome: UploadOutcome | undefined, connection: Connection): Bytes {
  switch (outcome?.kind) {
    case 'cut':
      return after(bytes, outcome.afterBytes, () => {
        connection.reset();
        throw new Error('A fault has cut the connection.');
      });
    case 'partialRequest':
      return upTo(bytes, outcome.afterBytes);
    case 'stall':
      return after(bytes, outcome.afterBytes, () => connection.pause(outcome.ms));
    default:
      return bytes;
  }
}

/** Lets so many bytes through and reads the rest away, as if it had never come. */
async function* upTo(bytes: Bytes, count: number): Bytes {
  let left = count;
  for await (const chunk of bytes) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
  }
  if (left < 0) throw new EndedEarly();
}

/** Lets so many bytes through, strikes once, and goes on if that lets it. */
async function* after(bytes: Bytes, count: number, strike: () => void | Promise<void>): Bytes {
  let left = count;
  let hasStruck = false;
  for await (const chunk of bytes) {
    if (hasStruck || chunk.length < left) {
      yield chunk;
    } else {
      yield chunk.subarray(0, left);
      hasStruck = true;
      await strike();
      yield chunk.subarray(left);
    }
    left -= chunk.length;
  }
}
