import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearestName } from '../../contracts/nearest-name.ts';

const KEYS = ['accountId', 'id', 'kind', 'caption', 'media', 'scheduledAt', 'publishWithinSeconds'];

test.each([
  ['the name itself', 'caption', 'caption'],
  ['another case', 'ACCOUNTID', 'accountId'],
  ['a letter too many', 'captions', 'caption'],
  ['a letter missing', 'captio', 'caption'],
  ['a letter replaced', 'capzion', 'caption'],
  ['two letters swapped', 'catpion', 'caption'],
  ['a short name with one slip', 'knd', 'kind'],
  ['a long name with a third of it wrong', 'publishInSeconds', 'publishWithinSeconds'],
  ['the nearer of two', 'idd', 'id'],
])('%s is understood: %j means %j', (_case, typed, meant) => {
  expect(nearestName(typed, KEYS)).toBe(meant);
});

test.each(['hashtags', 'firstComment', 'x'.repeat(40)])('%j is like none of them', (typed) => {
  expect(nearestName(typed, KEYS)).toBeUndefined();
});

test('nothing is near where nothing is known', () => {
  expect(nearestName('caption', [])).toBeUndefined();
});

test('of names that are equally near the first is meant', () => {
  expect(nearestName('ac', ['ab', 'ad'])).toBe('ab');
});

test('every name is found after any single slip', () => {
  const slips = fc.record({ name: fc.constantFrom(...KEYS), at: fc.nat(), letter: fc.constantFrom('x', 'Z', '_', '') });
  fc.assert(
    fc.property(slips, ({ name, at, letter }) => {
      const index = at % name.length;
      expect(nearestName(name.slice(0, index) + letter + name.slice(index + 1), [name])).toBe(name);
    }),
  );
});
