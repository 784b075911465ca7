import { expect, test } from '@jest/globals';
import { accessToken, idMaker, isIgUserId, traceId } from '../../simulator/ids.ts';

test('ids are strings of 17 digits, and no two are equal whatever their kind', () => {
  const ids = idMaker();
  const made = Array.from({ length: 500 }, () => [ids.igUser(), ids.container(), ids.media(), ids.comment()]).flat();
  expect(made.filter((id) => !/^\d{17}$/.test(id))).toEqual([]);
  expect(new Set(made).size).toBe(2_000);
});

test('two simulators do not give out the same ids', () => {
  expect(idMaker().container()).not.toBe(idMaker().container());
});

test('tokens and trace ids are never made twice', () => {
  expect(new Set(Array.from({ length: 100 }, () => accessToken('facebook'))).size).toBe(100);
  expect(new Set(Array.from({ length: 100 }, traceId)).size).toBe(100);
});

test('tokens begin as those of their login do', () => {
  expect([accessToken('facebook'), accessToken('instagram')]).toEqual([
    expect.stringMatching(/^EAA\S{40,}$/),
    expect.stringMatching(/^IGAA\S{40,}$/),
  ]);
});

test.each([
  ['17841405822304914', true],
  ['1', true],
  ['', false],
  ['me', false],
  ['123456789012345678901', false],
])('%j can be the id of an account: %s', (text, expected) => {
  expect(isIgUserId(text)).toBe(expected);
});
