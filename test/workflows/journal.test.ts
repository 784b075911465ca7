import { describe, expect, test } from '@jest/globals';
import { POST_STATUSES, type PostStatus } from '../../contracts/post.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { detailsOf, type Journal, viewOf } from '../../workflows/journal.ts';
import type { PostState } from '../../workflows/post-state.ts';
import { CONTAINER_ID, DUE_AT, ERROR, MEDIA_ID, POST } from '../contracts/samples.ts';

const CONTAINER = { id: CONTAINER_ID, createdAt: DUE_AT - 900_000 };
const PERMALINK = 'https://www.instagram.com/p/Cabcdefghij/';

const published: PostState & { status: 'published' } = {
  status: 'published',
  container: CONTAINER,
  mediaId: MEDIA_ID,
  sentAt: DUE_AT + 2,
  publishedAt: DUE_AT + 640,
  permalink: PERMALINK,
};

const journalOf = (state: PostState): Journal => ({
  post: POST,
  dueAt: DUE_AT,
  state,
  containers: [],
  attempts: [],
  lastError: null,
});

/** What the view and the page of a state say beyond what they say of every post. */
interface Shown {
  readonly state: PostState;
  readonly view: Partial<PostView>;
  readonly lines: readonly string[];
}

const ERROR_LINES = [
  '- **error:** `caption-too-long` The caption is longer than Instagram allows.',
  '- **to do:** Shorten it, then queue the post again.',
];

const SHOWN = {
  scheduled: [{ state: { status: 'scheduled' }, view: {}, lines: [] }],
  preparing: [
    { state: { status: 'preparing', container: null }, view: {}, lines: [] },
    { state: { status: 'preparing', container: CONTAINER }, view: {}, lines: [] },
  ],
  ready: [{ state: { status: 'ready', container: CONTAINER }, view: {}, lines: [] }],
  publishing: [
    {
      state: { status: 'publishing', container: CONTAINER },
      view: {},
      lines: ['- **now:** a worker holds the post for its instant, or is sending it'],
    },
  ],
  published: [
    {
      state: published,
      view: { mediaId: MEDIA_ID, permalink: PERMALINK, publishedAt: '2026-12-01T09:00:00.640Z', latenessMs: 2 },
      lines: [
        '- **published:** 2026-12-01T09:00:00.640Z, request sent 2 ms after the due time',
        `- **media:** \`18000000000000001\` ${PERMALINK}`,
      ],
    },
    {
      state: { ...published, permalink: null },
      view: { mediaId: MEDIA_ID, permalink: null, publishedAt: '2026-12-01T09:00:00.640Z', latenessMs: 2 },
      lines: [
        '- **published:** 2026-12-01T09:00:00.640Z, request sent 2 ms after the due time',
        '- **media:** `18000000000000001` ',
      ],
    },
  ],
  unconfirmed: [
    {
      state: { status: 'unconfirmed', container: CONTAINER, sentAt: null, error: ERROR },
      view: { error: ERROR },
      lines: ERROR_LINES,
    },
  ],
  failed: [{ state: { status: 'failed', error: ERROR }, view: { error: ERROR }, lines: ERROR_LINES }],
  missed: [{ state: { status: 'missed', error: ERROR }, view: { error: ERROR }, lines: ERROR_LINES }],
  canceled: [
    { state: { status: 'canceled', reason: 'sold out' }, view: {}, lines: ['- **canceled:** sold out'] },
    { state: { status: 'canceled', reason: null }, view: {}, lines: ['- **canceled:** no reason given'] },
  ],
} as const satisfies {
  readonly [Status in PostStatus]: ReadonlyArray<Shown & { state: { status: Status } }>;
};

const ALL: readonly Shown[] = POST_STATUSES.flatMap<Shown>((status) => [...SHOWN[status]]);

describe('a post as everybody reads it', () => {
  test.each(ALL)('tells of $state.status just what is known', ({ state, view }) => {
    expect(viewOf(journalOf(state))).toStrictEqual({
      accountId: 'brand',
      id: 'order-8841',
      kind: 'image',
      status: state.status,
      dueAt: '2026-12-01T09:00:00.000Z',
      attempts: [],
      containers: [],
      mediaId: null,
      permalink: null,
      publishedAt: null,
      latenessMs: null,
      error: null,
      ...view,
    });
  });

  const attempt = { containerId: CONTAINER_ID, outcome: 'not-sent', sentAt: null, note: 'the worker died' } as const;

  test('tells of every container and every attempt, in their order', () => {
    const journal = journalOf({ status: 'ready', container: CONTAINER });
    journal.containers.push({ ...CONTAINER, outcome: 'discarded' }, { ...CONTAINER, outcome: 'finished' });
    journal.attempts.push(attempt, { ...attempt, note: 'the next one died, too' });
    const { containers, attempts } = viewOf(journal);
    expect(containers).toStrictEqual([
      { id: CONTAINER_ID, createdAt: '2026-12-01T08:45:00.000Z', outcome: 'discarded' },
      { id: CONTAINER_ID, createdAt: '2026-12-01T08:45:00.000Z', outcome: 'finished' },
    ]);
    expect(attempts.map(({ note }) => note)).toEqual(['the worker died', 'the next one died, too']);
  });

  test('does not change after it was read', () => {
    const journal = journalOf({ status: 'ready', container: CONTAINER });
    const view = viewOf(journal);
    journal.attempts.push(attempt);
    expect(view.attempts).toEqual([]);
  });

  test('counts lateness from the instant to which the post was moved', () => {
    expect(viewOf({ ...journalOf(published), dueAt: DUE_AT - 60_000 }).latenessMs).toBe(60_002);
  });
});

describe('the page of a run in the Temporal UI', () => {
  test.each(ALL)('shows of a $state.status post which account, what, when and how far', ({ state, lines }) => {
    expect(detailsOf(journalOf(state)).split('\n')).toEqual([
      `### image for **brand**: ${state.status}`,
      '',
      '- **post:** `order-8841`',
      '- **due:** 2026-12-01T09:00:00.000Z',
      ...lines,
    ]);
  });

  test('has a line for every container and every attempt', () => {
    const journal = journalOf({ status: 'ready', container: CONTAINER });
    journal.containers.push({ ...CONTAINER, outcome: 'finished' });
    journal.attempts.push({ containerId: CONTAINER_ID, outcome: 'released', sentAt: null, note: 'as asked' });
    expect(detailsOf(journal).split('\n').slice(-2)).toEqual([
      '- **container:** `17900000000000001` finished',
      '- **attempt:** released: as asked',
    ]);
  });

  test.each([
    ['a reason of several lines', { status: 'canceled', reason: 'sold out\n\n# and gone' }, 'sold out # and gone'],
    [
      'an error of several lines',
      { status: 'failed', error: { ...ERROR, message: 'first\r\n- second' } },
      'first - second',
    ],
  ] satisfies [string, PostState, string][])('stays one list with %s', (_case, state, shown) => {
    const [, , ...list] = detailsOf(journalOf(state)).split('\n');
    expect(list.filter((line) => !/^- \*\*[a-z ]+:\*\* /.test(line))).toEqual([]);
    expect(list.join('\n')).toContain(shown);
  });
});

test.each(ALL)('a $state.status journal is plain JSON, so that it can be carried over', ({ state }) => {
  const journal = journalOf(state);
  journal.containers.push({ ...CONTAINER, outcome: 'finished' });
  journal.attempts.push({ containerId: CONTAINER_ID, outcome: 'refused', sentAt: null, note: 'not yet' });
  journal.lastError = ERROR;
  expect(JSON.parse(JSON.stringify(journal))).toStrictEqual(journal);
});
