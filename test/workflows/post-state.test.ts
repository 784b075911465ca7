import { describe, expect, test } from '@jest/globals';
import { POST_STATUSES, type PostStatus } from '../../contracts/post.ts';
import {
  type Doubt,
  IllegalMoveError,
  type PostEvent,
  type PostState,
  transition,
} from '../../workflows/post-state.ts';
import type { Staged, StagedContainer } from '../../workflows/staged.ts';
import { CONTAINER_ID, containerId, DUE_AT, ERROR, MEDIA_ID } from '../contracts/samples.ts';

type EventType = PostEvent['type'];

const OLD: StagedContainer = { id: CONTAINER_ID, createdAt: DUE_AT - 900_000, uploadUri: null, progress: 'uploading' };
const DONE: StagedContainer = { ...OLD, progress: 'finished' };
const NEW: StagedContainer = { ...OLD, id: containerId('17900000000000002'), createdAt: DUE_AT - 600_000 };
const EMPTY: Staged = { media: [null], carousel: null };
const BEGUN: Staged = { media: [OLD], carousel: null };
const STAGED: Staged = { media: [DONE], carousel: null };
const EDITED: Staged = { media: [null, DONE], carousel: null };
const EXACTLY = { sentAt: DUE_AT + 2, earliest: DUE_AT + 2, latest: DUE_AT + 2 };
const SENT = { ...EXACTLY, publishedAt: DUE_AT + 640 };
const PERMALINK = 'https://www.instagram.com/p/Cabcdefghij/';
const DOUBT: Doubt = { ...EXACTLY, error: ERROR };

const staging = (staged: Staged): PostState => ({ status: 'preparing', staged });
const scheduled: PostState = { status: 'scheduled' };
const ready = { status: 'ready', staged: STAGED, container: DONE } as const satisfies PostState;
const held = { status: 'publishing', staged: STAGED, container: DONE, doubt: null } as const satisfies PostState;
const doubted = { ...held, doubt: DOUBT } as const satisfies PostState;
const published = {
  status: 'published',
  container: DONE,
  mediaId: MEDIA_ID,
  ...SENT,
  permalink: null,
} as const satisfies PostState;
const unfound = { ...published, mediaId: null } as const satisfies PostState;
const blocked = { status: 'blocked', staged: STAGED, error: ERROR } as const satisfies PostState;
const unconfirmed = {
  status: 'unconfirmed',
  staged: STAGED,
  container: DONE,
  ...DOUBT,
} as const satisfies PostState;
const failed: PostState & { status: 'failed' } = { status: 'failed', error: ERROR };
const missed: PostState & { status: 'missed' } = { status: 'missed', error: ERROR };
const canceled: PostState & { status: 'canceled' } = { status: 'canceled', reason: 'sold out' };

/** Every state, and beside its plain name what else it can hold. */
const STATES = {
  scheduled: { '': { status: 'scheduled' } },
  preparing: {
    'without container': { status: 'preparing', staged: EMPTY },
    'with a container': { status: 'preparing', staged: BEGUN },
  },
  ready: { '': ready },
  publishing: { '': held, 'and in doubt': doubted },
  published: { '': published, 'without its media': unfound },
  blocked: { '': blocked },
  unconfirmed: { '': unconfirmed },
  failed: { '': failed },
  missed: { '': missed },
  canceled: { '': canceled },
} as const satisfies { readonly [Status in PostStatus]: Readonly<Record<string, PostState & { status: Status }>> };

const EVENTS = {
  'staging-began': { type: 'staging-began', nothing: EMPTY },
  'container-created': { type: 'container-created', slot: 0, container: NEW },
  'container-uploaded': { type: 'container-uploaded', slot: 0 },
  'container-finished': { type: 'container-finished', slot: 0 },
  'container-discarded': { type: 'container-discarded', slot: 0, error: ERROR },
  staged: { type: 'staged', container: DONE },
  unstaged: { type: 'unstaged' },
  edited: { type: 'edited', staged: EDITED },
  blocked: { type: 'blocked', error: ERROR },
  resumed: { type: 'resumed' },
  armed: { type: 'armed' },
  disarmed: { type: 'disarmed' },
  doubted: { type: 'doubted', doubt: DOUBT },
  published: { type: 'published', mediaId: MEDIA_ID, ...SENT, permalink: null },
  'media-found': { type: 'media-found', mediaId: MEDIA_ID, publishedAt: DUE_AT + 1_000, permalink: PERMALINK },
  'permalink-found': { type: 'permalink-found', permalink: PERMALINK },
  'outcome-unknown': { type: 'outcome-unknown', error: ERROR },
  'settled-unpublished': { type: 'settled-unpublished', error: ERROR },
  failed: { type: 'failed', error: ERROR },
  missed: { type: 'missed', error: ERROR },
  canceled: { type: 'canceled', reason: 'sold out' },
} as const satisfies { readonly [Type in EventType]: PostEvent & { type: Type } };

/** What comes of every event in one state; `null` where the life of a post knows no such move. */
type Moves = Readonly<Record<EventType, PostState | null>>;

const NOTHING = {
  'staging-began': null,
  'container-created': null,
  'container-uploaded': null,
  'container-finished': null,
  'container-discarded': null,
  staged: null,
  unstaged: null,
  edited: null,
  blocked: null,
  resumed: null,
  armed: null,
  disarmed: null,
  doubted: null,
  published: null,
  'media-found': null,
  'permalink-found': null,
  'outcome-unknown': null,
  'settled-unpublished': null,
  failed: null,
  missed: null,
  canceled: null,
} as const satisfies Moves;

/** The ends of a post that was provably not sent. */
const ENDS = { failed, missed, canceled } as const;

const MOVES = {
  scheduled: { '': { ...NOTHING, ...ENDS, 'staging-began': staging(EMPTY) } },
  preparing: {
    'without container': {
      ...NOTHING,
      ...ENDS,
      'container-created': staging({ media: [NEW], carousel: null }),
      'container-discarded': staging(EMPTY),
      staged: { status: 'ready', staged: EMPTY, container: DONE },
      unstaged: scheduled,
      edited: staging(EDITED),
      blocked: { status: 'blocked', staged: EMPTY, error: ERROR },
    },
    'with a container': {
      ...NOTHING,
      ...ENDS,
      'container-created': staging({ media: [NEW], carousel: null }),
      'container-uploaded': staging({ media: [{ ...OLD, progress: 'processing' }], carousel: null }),
      'container-finished': staging(STAGED),
      'container-discarded': staging(EMPTY),
      staged: { status: 'ready', staged: BEGUN, container: DONE },
      unstaged: scheduled,
      edited: staging(EDITED),
      blocked: { status: 'blocked', staged: BEGUN, error: ERROR },
      // By somebody else who holds the token.
      published: { ...published, container: OLD },
    },
  },
  ready: { '': { ...NOTHING, ...ENDS, unstaged: scheduled, edited: staging(EDITED), blocked, armed: held } },
  // It may have been sent, so none of the ends is open to it before its outcome is known.
  publishing: {
    '': { ...NOTHING, disarmed: ready, published, doubted },
    'and in doubt': { ...NOTHING, disarmed: ready, published, doubted, 'outcome-unknown': unconfirmed },
  },
  published: {
    '': { ...NOTHING, 'permalink-found': { ...published, permalink: PERMALINK } },
    'without its media': {
      ...NOTHING,
      'media-found': { ...published, publishedAt: DUE_AT + 1_000, permalink: PERMALINK },
      'permalink-found': { ...unfound, permalink: PERMALINK },
    },
  },
  blocked: { '': { ...NOTHING, ...ENDS, resumed: staging(STAGED), edited: staging(EDITED) } },
  // Only what is found out, or what a person says, leads on from here.
  unconfirmed: { '': { ...NOTHING, published, 'settled-unpublished': blocked } },
  failed: { '': NOTHING },
  missed: { '': NOTHING },
  canceled: { '': NOTHING },
} as const satisfies {
  readonly [Status in PostStatus]: { readonly [Variant in keyof (typeof STATES)[Status]]: Moves };
};

interface Cell {
  readonly name: string;
  readonly state: PostState;
  readonly event: PostEvent;
  readonly next: PostState | null;
}

const CELLS: readonly Cell[] = POST_STATUSES.flatMap((status) => {
  const variants: Readonly<Record<string, PostState>> = STATES[status];
  const moves: Readonly<Record<string, Moves>> = MOVES[status];
  return Object.entries(variants).flatMap(([variant, state]) =>
    Object.values(EVENTS).map((event) => {
      const next = moves[variant]?.[event.type];
      if (next === undefined) throw new Error(`Nobody has decided what "${event.type}" does to a ${status} post.`);
      return { name: `${status} ${variant} + ${event.type}`, state, event, next };
    }),
  );
});

const isLegal = (cell: Cell): cell is Cell & { next: PostState } => cell.next !== null;

describe('the life of a post', () => {
  test.each(CELLS.filter(isLegal))('$name leads to $next.status', ({ state, event, next }) => {
    expect(transition(state, event)).toStrictEqual(next);
  });

  test.each(CELLS.filter((cell) => !isLegal(cell)))('$name is no move', ({ state, event }) => {
    expect(() => transition(state, event)).toThrow(IllegalMoveError);
    expect(() => transition(state, event)).toThrow(
      `A ${state.status} post cannot take "${event.type}": the life of a post has no such move.`,
    );
  });

  test('leaves the state it starts from as it was', () => {
    for (const { state, event } of CELLS.filter(isLegal)) {
      const before = structuredClone(state);
      transition(state, event);
      expect(state).toStrictEqual(before);
    }
  });
});
