import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { booleanParam, jsonParam, wordsParam } from '../../../simulator/containers/param-values.ts';

const params = (text: string | undefined) => new Map(text === undefined ? [] : [['given', text]]);
const refused = expect.objectContaining({ refusal: expect.objectContaining({ httpStatus: 400, code: 100 }) });

describe('a parameter that is yes or no', () => {
  test.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['0', false],
    [undefined, undefined],
  ])('%p reads as %p', (text, expected) => {
    expect(booleanParam(params(text), 'given')).toBe(expected);
  });

  test.each(['', 'yes', '2'])('%p is refused', (text) => {
    expect(() => booleanParam(params(text), 'given')).toThrow(refused);
  });
});

describe('a parameter that is a list of names', () => {
  test.each([
    ['a,b', ['a', 'b']],
    [' a , b ', ['a', 'b']],
    ['["a","b"]', ['a', 'b']],
    ["['a', 'b']", ['a', 'b']],
    ['[17880000000000001,17880000000000002]', ['17880000000000001', '17880000000000002']],
    ['a', ['a']],
    ['a,,', ['a']],
    ['[]', []],
    ['', []],
    [undefined, []],
  ])('%p reads as %j', (text, expected) => {
    expect(wordsParam(params(text), 'given')).toEqual(expected);
  });
});

test('names that were joined by commas or written as JSON are read back', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9._]{1,30}$/)), (names) => {
      for (const text of [names.join(), names.join(' , '), JSON.stringify(names)])
        expect(wordsParam(params(text), 'given')).toEqual(names);
    }),
  );
});

describe('a parameter that holds JSON', () => {
  const schema = z.array(z.number());

  test('reads as what it holds, and as nothing when it is absent', () => {
    expect(jsonParam(params('[1,2]'), 'given', schema)).toEqual([1, 2]);
    expect(jsonParam(params(undefined), 'given', schema)).toBeUndefined();
  });

  test.each(['', '[1,', '["1"]', '{}'])('%p is refused by name', (text) => {
    expect(() => jsonParam(params(text), 'given', schema)).toThrow('(#100) param given is not valid');
  });
});
