import { expect, test } from '@jest/globals';
import { graphTimestamp, parseTimestamp } from '../../../simulator/protocol/timestamps.ts';

test.each([
  ['1795212000', 1_795_212_000_000],
  ['0', 0],
  ['2026-11-20T22:00:00Z', 1_795_212_000_000],
  ['2026-11-20T22:00:00+0000', 1_795_212_000_000],
  ['next week', null],
  ['', null],
])('%j is read as %s', (text, expected) => {
  expect(parseTimestamp(text)).toBe(expected);
});

test('instants are written as Graph writes them: whole seconds and +0000', () => {
  expect(graphTimestamp(1_795_212_000_999)).toBe('2026-11-20T22:00:00+0000');
});
