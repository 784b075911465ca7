import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { UploadOutcome } from '../../../simulator/faults/outcomes.ts';
import { disturbed } from '../../../simulator/uploads/disturbances.ts';

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 8 });
const count = fc.nat({ max: 100 });

/** What comes through a fault, and what the fault did. */
async function through(given: readonly Uint8Array[], outcome: UploadOutcome) {
  const seen: (string | number)[] = [];
  const came: number[] = [];
  const connection = { reset: () => void seen.push('reset'), pause: async () => void seen.push(came.length) };
  const bytes = (async function* () {
    yield* given;
  })();
  try {
    for await (const chunk of disturbed(bytes, outcome, connection)) came.push(...chunk);
  } catch {
    seen.push('cut');
  }
  return { came, seen };
}

describe('the bytes of a request, however they are chunked,', () => {
  test('come through a cut up to the byte that it names', () =>
    fc.assert(
      fc.asyncProperty(chunks, count, async (given, afterBytes) => {
        const all = given.flatMap((chunk) => [...chunk]);
        const isCut = all.length > 0 && all.length >= afterBytes;
        const { came, seen } = await through(given, { kind: 'cut', afterBytes });
        expect(came).toEqual(isCut ? all.slice(0, afterBytes) : all);
        expect(seen).toEqual(isCut ? ['reset', 'cut'] : []);
      }),
    ));

  test('come through a partial request up to the byte that it names, and it says that there were more', () =>
    fc.assert(
      fc.asyncProperty(chunks, count, async (given, afterBytes) => {
        const all = given.flatMap((chunk) => [...chunk]);
        const { came, seen } = await through(given, { kind: 'partialRequest', afterBytes });
        expect(came).toEqual(all.slice(0, afterBytes));
        expect(seen).toEqual(all.length > afterBytes ? ['cut'] : []);
      }),
    ));

  test('come through a stall complete, with one pause at the byte that it names', () =>
    fc.assert(
      fc.asyncProperty(chunks, count, async (given, afterBytes) => {
        const all = given.flatMap((chunk) => [...chunk]);
        const { came, seen } = await through(given, { kind: 'stall', afterBytes, ms: 1 });
        expect(came).toEqual(all);
        expect(seen).toEqual(all.length > 0 && all.length >= afterBytes ? [afterBytes] : []);
      }),
    ));
});
