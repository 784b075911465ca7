import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { metaErrorOf } from '../../graph/outcome.ts';
import { excerptOf } from '../../graph/redact.ts';
import { usernamesIn } from '../../graph/users-unavailable.ts';

const SENTENCE = 'The following user(s) cannot be accessed: ';
const said = (message: string) => usernamesIn(metaErrorOf({ httpStatus: 400, message }));
const username = fc
  .stringMatching(/^[a-z0-9_][a-z0-9._]{0,28}[a-z0-9_]$/)
  .filter((name) => !name.includes('..') && name !== 'and');

describe('the people whom Instagram refuses', () => {
  test.each<[string, readonly string[]]>([
    [`${SENTENCE}a`, ['a']],
    [`${SENTENCE}a, b`, ['a', 'b']],
    [`${SENTENCE}a,b`, ['a', 'b']],
    [`${SENTENCE}@a and @b.`, ['a', 'b']],
    [`${SENTENCE}"first.last", second_one. Please remove them, then try again.`, ['first.last', 'second_one']],
    ['The following users cannot be tagged: a; b', ['a', 'b']],
    ['(#100) The following user cannot be accessed: a', ['a']],
    ['These accounts do not allow tagging: a & b', ['a', 'b']],
    ['Invalid usernames: a, a, b', ['a', 'b']],
    ['Cannot find User somebody', ['somebody']],
    ['Cannot find user: @somebody', ['somebody']],
    ['Invalid user id', []],
    ['Cannot find User', []],
    ['Fatal', []],
    ['', []],
    [`${SENTENCE}`, []],
    ['A user must act: see https://example.com/help', []],
  ])('are read in %j', (message, names) => {
    expect(said(message)).toEqual(names);
  });

  test('are read wherever the sentence stands, in the words for users first', () => {
    const error = metaErrorOf({ httpStatus: 400, message: 'Fatal', userMessage: `${SENTENCE}a` });
    expect(usernamesIn(error)).toEqual(['a']);
    expect(usernamesIn({ ...error, userMessage: null, userTitle: `${SENTENCE}b` })).toEqual(['b']);
    expect(usernamesIn({ ...error, message: `${SENTENCE}c` })).toEqual(['a']);
  });

  test('are all named, and a name is never made up, however many there are and however the sentence is cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(username, { minLength: 1, maxLength: 23 }), (names) => {
        expect(said(`${SENTENCE}${names.join(', ')}`)).toEqual(names);
        for (const name of said(excerptOf(`${SENTENCE}${names.join(', ')}`))) expect(names).toContain(name);
      }),
    );
  });

  test('are never something that cannot be a username', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        for (const name of said(`${SENTENCE}${words}`)) expect(name).toMatch(/^[A-Za-z0-9._]{1,30}$/);
      }),
    );
  });
});
