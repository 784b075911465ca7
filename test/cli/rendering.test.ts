import { describe, expect, test } from '@jest/globals';
import { parseJson } from '../../cli/input.ts';
import { problemForPeople, sheet, table } from '../../cli/output.ts';
import { postForPeople, postsForPeople } from '../../cli/post-output.ts';
import { progressLine, progressTeller } from '../../cli/post-progress.ts';
import { endingOf } from '../../cli/problems.ts';
import { isAccountId, isContainerId, isMediaId, isPostId } from '../../contracts/ids.ts';
import type { PostView } from '../../contracts/post-view.ts';

function checked<Text extends string>(is: (text: string) => text is Text, text: string): Text {
  if (!is(text)) throw new TypeError(`"${text}" is no sample.`);
  return text;
}

const ACCOUNT_ID = checked(isAccountId, 'brand');
const POST_ID = checked(isPostId, 'order-8841');
const SCHEDULED: PostView = {
  accountId: ACCOUNT_ID,
  id: POST_ID,
  kind: 'image',
  status: 'scheduled',
  dueAt: '2026-12-01T08:00:00.000Z',
  attempts: [],
  containers: [],
  mediaId: null,
  permalink: null,
  publishedAt: null,
  latenessMs: null,
  error: null,
};
const CONTAINER = {
  id: checked(isContainerId, '18000'),
  createdAt: '2026-12-01T07:45:00.000Z',
  outcome: 'finished',
} as const;
const PUBLISHED: PostView = {
  ...SCHEDULED,
  status: 'published',
  mediaId: checked(isMediaId, '17900'),
  permalink: 'https://www.instagram.com/p/x/',
  publishedAt: '2026-12-01T08:00:00.120Z',
  latenessMs: 3,
};
const FAILED: PostView = {
  ...SCHEDULED,
  status: 'failed',
  error: {
    code: 'token-expired',
    category: 'token',
    message: 'The access token has expired.',
    retryable: false,
    nextAction: 'Add the account again with a new token.',
    meta: null,
  },
};

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

  test('a published post shows media id, permalink, lateness and its run', () => {
    const shown = postForPeople(PUBLISHED, { created: true, temporalUrl: 'http://ui/run' });
    for (const fact of [
      'brand order-8841',
      'published',
      '17900',
      'https://www.instagram.com/p/x/',
      '3',
      'http://ui/run',
    ])
      expect(shown).toContain(fact);
  });

  test('a post that existed already says so, and a failed one says why and what to do', () => {
    const shown = postForPeople(FAILED, { created: false, temporalUrl: null });
    expect(shown).toContain('failed (it existed already)');
    expect(shown).toContain('The access token has expired. (token-expired)');
    expect(shown).toContain('Add the account again with a new token.');
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

describe('the progress of a post', () => {
  const due = Date.parse(SCHEDULED.dueAt);
  test.each<[string, Partial<PostView>, number]>([
    ['scheduled    due at 08:00:00Z', {}, 0],
    ['preparing    making a container', { status: 'preparing' }, 0],
    ['preparing    Instagram processes container 18000', { status: 'preparing', containers: [CONTAINER] }, 0],
    ['ready        container 18000 is staged, due at 08:00:00Z', { status: 'ready', containers: [CONTAINER] }, 0],
    ['publishing   a worker holds the request, due at 08:00:00Z', { status: 'publishing' }, due - 1],
    ['publishing   sending', { status: 'publishing' }, due],
    ['published    media 17900, sent 3 ms after the due instant', PUBLISHED, due],
    ['failed       The access token has expired.', FAILED, due],
    ['missed       ', { status: 'missed' }, due],
    ['canceled', { status: 'canceled' }, due],
  ])('is told as "%s"', (line, post, now) => {
    expect(progressLine({ ...SCHEDULED, ...post }, now)).toBe(line);
  });

  test('is told once per stage', () => {
    const told: string[] = [];
    const tell = progressTeller((line) => told.push(line));
    for (const post of [SCHEDULED, SCHEDULED, PUBLISHED, PUBLISHED]) tell(post);
    expect(told).toHaveLength(2);
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
