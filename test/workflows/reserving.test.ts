import { describe, expect, test } from '@jest/globals';
import { mayWaitForContainers } from '../../workflows/reserving.ts';

/** Groups that are charged together, and those of all their holders that are not made yet. */
const staging = (groups: readonly (readonly string[])[], unused: readonly string[]) => ({
  charges: new Map(groups.flatMap((group) => group.map((holder) => [holder, group] as const))),
  unusedCharges: new Set(unused),
});
const CAROUSEL = ['a', 'b', 'whole'];

describe('containers of a post', () => {
  const cases: Readonly<Record<string, [ReturnType<typeof staging>, mayWait: boolean]>> = {
    'do not wait before they are asked for': [staging([], []), false],
    'may wait when one is asked for': [staging([['a']], ['a']), true],
    'do not wait when the one is made': [staging([['a']], []), false],
    'may wait when all of a carousel are asked for': [staging([CAROUSEL], CAROUSEL), true],
    'do not wait when one of a carousel is made, because all were granted': [
      staging([CAROUSEL], ['b', 'whole']),
      false,
    ],
    'do not wait when all of a carousel but itself are made': [staging([CAROUSEL], ['whole']), false],
    'may wait when one of a carousel has to be made again': [staging([CAROUSEL, ['a2']], ['a2', 'whole']), true],
  };
  for (const [name, [charges, mayWait]] of Object.entries(cases))
    test(name, () => {
      expect(mayWaitForContainers(charges)).toBe(mayWait);
    });
});
