import { describe, expect, test } from '@jest/globals';
import { POST_STATUSES, type PostStatus } from '../../contracts/post.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { detailsOf, type Journal, newJournal, noteContainer, viewOf } from '../../workflows/journal.ts';
import type { PostState } from '../../workflows/post-state.ts';
import type { Staged, StagedContainer } from '../../workflows/staged.ts';
import { CONTAINER_ID, containerId, DUE_AT, ERROR, MEDIA_ID, POST } from '../contracts/samples.ts';

const CONTAINER: StagedContainer = {
  id: CONTAINER_ID,
  createdAt: DUE_AT - 900_000,
  uploadUri: null,
  progress: 'finished',
};
const STAGED: Staged = { media: [CONTAINER], carousel: null };
const ENTRY = { id: CONTAINER_ID, slot: 0, createdAt: DUE_AT - 900_000, error: null } as const;
const HELD = { status: 'publishing', staged: STAGED, container: CONTAINER } as const;
const READY: PostState = { status: 'ready', staged: STAGED, container: CONTAINER };
const PERMALINK = 'https://www.instagram.com/p/Cabcdefghij/';

const EXACTLY = { sentAt: DUE_AT + 2, earliest: DUE_AT + 2, latest: DUE_AT + 2 };
const UNKNOWN = { sentAt: null, earliest: DUE_AT, latest: DUE_AT + 6_000 };

const published: PostState & { status: 'published' } = {
  status: 'published',
  container: CONTAINER,
  mediaId: MEDIA_ID,
  ...EXACTLY,
  publishedAt: DUE_AT + 640,
  permalink: PERMALINK,
};

const journalOf = (state: PostState): Journal => ({ ...newJournal(POST, DUE_AT), state });

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
    { state: { status: 'preparing', staged: { media: [null], carousel: null } }, view: {}, lines: [] },
    { state: { status: 'preparing', staged: STAGED }, view: {}, lines: [] },
  ],
  ready: [{ state: { status: 'ready', staged: STAGED, container: CONTAINER }, view: {}, lines: [] }],
  publishing: [
    {
      state: { ...HELD, doubt: null },
      view: {},
      lines: ['- **now:** a worker holds the post for its instant, or is sending it'],
    },
    {
      state: { ...HELD, doubt: { ...UNKNOWN, error: ERROR } },
      view: {},
      lines: ['- **now:** finding out whether it was published, because: The caption is longer than Instagram allows.'],
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
    {
      state: { ...published, mediaId: null, sentAt: null, permalink: null },
      view: { mediaId: null, permalink: null, publishedAt: '2026-12-01T09:00:00.640Z', latenessMs: null },
      lines: ['- **published:** 2026-12-01T09:00:00.640Z', '- **media:** not found in the feed yet'],
    },
  ],
  blocked: [{ state: { status: 'blocked', staged: STAGED, error: ERROR }, view: { error: ERROR }, lines: ERROR_LINES }],
  unconfirmed: [
    {
      state: { status: 'unconfirmed', staged: STAGED, container: CONTAINER, ...UNKNOWN, error: ERROR },
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
      waitingFor: null,
      attempts: [],
      containers: [],
      mediaId: null,
      permalink: null,
      publishedAt: null,
      latenessMs: null,
      error: null,
      warnings: [],
      firstComment: null,
      collaborators: [],
      ...view,
    });
  });

  const SHOWN_CONTAINER = { id: CONTAINER_ID, createdAt: '2026-12-01T08:45:00.000Z', medium: 0, upload: null };
  const attempt = { containerId: CONTAINER_ID, outcome: 'not-sent', sentAt: null, note: 'the worker died' } as const;

  test('tells of every container and every attempt, in their order', () => {
    const journal = journalOf(READY);
    journal.containers.push({ ...ENTRY, outcome: 'discarded', error: ERROR }, { ...ENTRY, outcome: 'finished' });
    journal.attempts.push(attempt, { ...attempt, note: 'the next one died, too' });
    const { containers, attempts } = viewOf(journal);
    expect(containers).toStrictEqual([
      { ...SHOWN_CONTAINER, outcome: 'discarded', error: ERROR },
      { ...SHOWN_CONTAINER, outcome: 'finished', error: null },
    ]);
    expect(attempts.map(({ note }) => note)).toEqual(['the worker died', 'the next one died, too']);
  });

  test('tells what it waits for', () => {
    const journal = journalOf(READY);
    const until = '2026-12-01T10:00:00.000Z';
    journal.waitingFor = { kind: 'publishQuota', until };
    expect(viewOf(journal).waitingFor).toEqual({ kind: 'publishQuota', until });
    expect(detailsOf(journal)).toContain(
      `- **waits for:** a publish of the account's rolling window, which comes at ${until}`,
    );
  });

  test('does not change after it was read', () => {
    const journal = journalOf(READY);
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
    const journal = journalOf(READY);
    journal.containers.push({ ...ENTRY, outcome: 'finished' });
    journal.attempts.push({ containerId: CONTAINER_ID, outcome: 'released', sentAt: null, note: 'as asked' });
    expect(detailsOf(journal).split('\n').slice(-2)).toEqual([
      '- **container:** `17900000000000001` (medium 0) finished',
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

describe('what is staged, as the list of containers tells it', () => {
  const OTHER: StagedContainer = { ...CONTAINER, id: containerId('17900000000000002') };
  const outcomes = (journal: Journal) => viewOf(journal).containers.map(({ outcome }) => outcome);
  const withTwo = (): Journal => {
    const journal = journalOf(READY);
    noteContainer(journal, { type: 'container-created', slot: 0, container: { ...CONTAINER, progress: 'uploading' } });
    noteContainer(journal, {
      type: 'container-created',
      slot: 'carousel',
      container: { ...OTHER, progress: 'processing' },
    });
    return journal;
  };

  test('names the place of each, and how far it is', () => {
    const journal = withTwo();
    expect(viewOf(journal).containers.map(({ medium }) => medium)).toEqual([0, null]);
    expect(outcomes(journal)).toEqual(['uploading', 'processing']);
    noteContainer(journal, { type: 'container-uploaded', slot: 0 });
    noteContainer(journal, { type: 'container-finished', slot: 'carousel' });
    expect(outcomes(journal)).toEqual(['processing', 'finished']);
  });

  test('keeps the reason why one was discarded', () => {
    const journal = withTwo();
    noteContainer(journal, { type: 'container-discarded', slot: 0, error: ERROR });
    expect(viewOf(journal).containers[0]).toMatchObject({ outcome: 'discarded', error: ERROR });
  });

  test('discards what an edit does not keep', () => {
    const journal = withTwo();
    noteContainer(journal, { type: 'edited', staged: STAGED });
    expect(outcomes(journal)).toEqual(['uploading', 'discarded']);
  });

  test('discards everything that is staged too early', () => {
    const journal = withTwo();
    noteContainer(journal, { type: 'unstaged' });
    expect(outcomes(journal)).toEqual(['discarded', 'discarded']);
  });
});

test.each(ALL)('a $state.status journal is plain JSON, so that it can be carried over', ({ state }) => {
  const journal = journalOf(state);
  journal.containers.push({ ...ENTRY, outcome: 'finished' });
  journal.attempts.push({ containerId: CONTAINER_ID, outcome: 'refused', sentAt: null, note: 'not yet' });
  journal.lastError = ERROR;
  expect(JSON.parse(JSON.stringify(journal))).toStrictEqual(journal);
});
