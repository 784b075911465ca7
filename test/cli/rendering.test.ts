import { describe, expect, test } from '@jest/globals';
import { parseJson } from '../../cli/input.ts';
import { problemForPeople, sheet, table } from '../../cli/output.ts';
import { postsForPeople } from '../../cli/post-output.ts';
import { endingOf } from '../../cli/problems.ts';
import { SCHEDULED } from './samples.ts';

describe('for people', () => {
  test('a problem is the sentence, the cure and the code', () => {
    const problem = { code: 'port', message: 'Port 80 is taken.', nextAction: 'Give another --port.' };
    expect(problemForPeople(problem)).toBe('carillon: Port 80 is taken.\nGive another --port.\n(port)');
  });

  test('a table has aligned columns and no lines', () => {
    expect(table(['account', 'login'], [['a', 'facebook']])).toBe('account  login\na        facebook');
  });

  test('a sheet leaves out what there is not', () => {
    expect(sheet({ post: 'brand x', media: null, 'lateness ms': 0 })).toBe('post         brand x\nlateness ms  0');
  });

  test('posts are a table, and none is a sentence', () => {
    const { accountId, id, kind, status, dueAt } = SCHEDULED;
    const item = { accountId, id, kind, status, dueAt, publishedAt: null, mediaId: null, errorCode: 'token-expired' };
    expect(postsForPeople([item])).toMatch(
      /brand +order-8841 +image +scheduled +2026-12-01T08:00:00.000Z +token-expired/,
    );
    expect(postsForPeople([])).toBe('No posts.');
  });
});

describe('JSON that is none is refused with the place of the mistake:', () => {
  test.each([
    ['{"a": }', "column 7: unexpected token '}'"],
    ['{"a":1,}', 'column 8: expected double-quoted property name'],
    ['{"a":tru}', "column 9: unexpected token '}'"],
    ['nope', "column 2: unexpected token 'o'"],
    ['', 'column 1: unexpected end of JSON input'],
    ['{"a":1', "column 7: expected ',' or '}' after property value"],
    ['{"a":1} x', 'column 9: unexpected non-whitespace character after JSON'],
    ['{\n "a": "b",\n "c": d,\n "e": 1}', "line 3, column 7: unexpected token 'd'"],
    ['{\n "a": "b"\n', "line 3, column 1: expected ',' or '}' after property value"],
    ['EAAsecret-token-given-by-mistake', "column 1: unexpected token 'E'"],
  ])('%j', (source, place) => {
    expect(() => parseJson(source, 'post.json')).toThrow(`post.json is not JSON at ${place}.`);
  });
});

describe('an error that nobody foresaw', () => {
  test('of the operating system is told in its words', () => {
    const error = Object.assign(new Error("EACCES: permission denied, mkdir '/x'"), {
      code: 'EACCES',
      syscall: 'mkdir',
    });
    expect(endingOf(error)).toMatchObject({
      exitCode: 1,
      problem: { code: 'system-error', message: "The system refused: EACCES: permission denied, mkdir '/x'." },
    });
  });

  test('is one sentence, and hides behind no second error from stopping', () => {
    const error = new SuppressedError(new Error('could not stop'), new Error('went wrong first'));
    expect(endingOf(error).problem).toEqual({
      code: 'unexpected',
      message: 'Something went wrong: went wrong first',
      nextAction: expect.stringContaining('CARILLON_LOG=debug'),
      details: undefined,
    });
  });
});
