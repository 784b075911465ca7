import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openFileSource } from '../../media/file-source.ts';
import { CHUNK_BYTES } from '../../media/file-stream.ts';
import { mediaFile } from './media-directory.ts';

// The chunks of a file lie in buffers that are used again. Nothing may see one change that it has not done with yet.

const { signal } = new AbortController();
const BYTES = randomBytes(20 * CHUNK_BYTES + 12_345);
const DIGEST = sha256(BYTES);

let file: string;
beforeEach(() => {
  file = mediaFile(BYTES);
});
const open = async (): Promise<Readable> => (await openFileSource(file)).open(0, signal);

interface Taken {
  readonly chunk: Uint8Array;
  readonly at: number;
}

const isIntact = ({ chunk, at }: Taken): boolean => BYTES.subarray(at, at + chunk.length).equals(chunk);

/** Takes the chunks one by one, and keeps them as they are. */
async function take(each: (taken: readonly Taken[]) => Promise<void> | void = () => {}): Promise<Taken[]> {
  const taken: Taken[] = [];
  let at = 0;
  for await (const chunk of (await open()) as AsyncIterable<Uint8Array>) {
    taken.push({ chunk, at });
    at += chunk.length;
    await each(taken);
  }
  expect(at).toBe(BYTES.length);
  return taken;
}

describe('a chunk of a file', () => {
  test('is full, but for the last one', async () => {
    const lengths: number[] = [];
    await take((taken) => void lengths.push(taken.at(-1)?.chunk.length ?? 0));
    expect(lengths).toEqual([...Array<number>(20).fill(CHUNK_BYTES), 12_345]);
  });

  test('stays as it is until four more have been taken', async () => {
    await take(async (taken) => {
      // Takes longer than to read ahead.
      await readFile(file);
      for (const each of taken.slice(-5)) {
        expect(each.chunk.length).toBeGreaterThan(0);
        expect(isIntact(each)).toBe(true);
      }
    });
  });

  test('that is kept for longer is empty, and never shows other bytes', async () => {
    const taken = await take();
    expect(taken[0]?.chunk.length).toBe(0);
    expect(taken.every(isIntact)).toBe(true);
  });

  test('is as it was when whoever writes it has done so, however long that takes and however much waits there', async () => {
    const pauses = fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 21 });
    const buffered = fc.constantFrom(1, CHUNK_BYTES / 4, CHUNK_BYTES, 4 * CHUNK_BYTES);
    await fc.assert(
      fc.asyncProperty(pauses, buffered, async (turns, highWaterMark) => {
        const wire = slowWire(turns, highWaterMark);
        await pipeline(await open(), wire.writable);
        expect(wire.digest()).toBe(DIGEST);
      }),
      { numRuns: 30 },
    );
  });
});

/** Looks at each chunk only when it has waited for some turns of the event loop, as the system does that takes it late. */
function slowWire(turns: readonly number[], highWaterMark: number) {
  const hash = createHash('sha256');
  let count = 0;
  const write = async (chunk: Buffer) => {
    for (let left = turns[count++ % turns.length] ?? 0; left > 0; left -= 1) await turn();
    hash.update(chunk);
  };
  const writable = new Writable({
    highWaterMark,
    write: (chunk: Buffer, _encoding, done) => void write(chunk).then(() => done(), done),
  });
  return { writable, digest: () => hash.digest('hex') };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
