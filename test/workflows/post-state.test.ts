import { describe, expect, test } from '@jest/globals';
import { POST_STATUSES, type PostStatus } from '../../contracts/post.ts';
import { IllegalMoveError, type PostEvent, type PostState, transition } from '../../workflows/post-state.ts';
import { CONTAINER_ID, containerId, DUE_AT, ERROR, MEDIA_ID } from '../contracts/samples.ts';

type EventType = PostEvent['type'];

const OLD = { id: CONTAINER_ID, createdAt: DUE_AT - 900_000 };
const NEW = { id: containerId('17900000000000002'), createdAt: DUE_AT - 600_000 };
const SENT = { sentAt: DUE_AT + 2, publishedAt: DUE_AT + 640 };
const PERMALINK = 'https://www.instagram.com/p/Cabcdefghij/';

const published: PostState = { status: 'published', container: OLD, mediaId: MEDIA_ID, ...SENT, permalink: null };
const unconfirmed: PostState = { status: 'unconfirmed', container: OLD, sentAt: SENT.sentAt, error: ERROR };
const failed: PostState = { status: 'failed', error: ERROR };
const missed: PostState = { status: 'missed', error: ERROR };
const canceled: PostState = { status: 'canceled', reason: 'sold out' };

/** Every state, and beside its plain name what else it can hold. */
const STATES = {
  scheduled: { '': { status: 'scheduled' } },
  preparing: {
    'without container': { status: 'preparing', container: null },
    'with a container': { status: 'preparing', container: OLD },
  },
  ready: { '': { status: 'ready', container: OLD } },
  publishing: { '': { status: 'publishing', container: OLD } },
  published: { '': published, 'with permalink': { ...published, permalink: 'https://www.instagram.com/p/old/' } },
  unconfirmed: { '': unconfirmed, 'without an instant of sending': { ...unconfirmed, sentAt: null } },
  failed: { '': failed },
  missed: { '': missed },
  canceled: { '': canceled, 'without reason': { ...canceled, reason: null } },
} as const satisfies { readonly [Status in PostStatus]: Readonly<Record<string, PostState & { status: Status }>> };

const EVENTS = {
  'staging-began': { type: 'staging-began' },
  'container-created': { type: 'container-created', container: NEW },
  'container-finished': { type: 'container-finished' },
  'container-discarded': { type: 'container-discarded' },
  'staging-postponed': { type: 'staging-postponed' },
  armed: { type: 'armed' },
  disarmed: { type: 'disarmed' },
  published: { type: 'published', mediaId: MEDIA_ID, ...SENT },
  'permalink-found': { type: 'permalink-found', permalink: PERMALINK },
  'outcome-unknown': { type: 'outcome-unknown', sentAt: SENT.sentAt, error: ERROR },
  failed: { type: 'failed', error: ERROR },
  missed: { type: 'missed', error: ERROR },
  canceled: { type: 'canceled', reason: 'sold out' },
} as const satisfies { readonly [Type in EventType]: PostEvent & { type: Type } };

/** What comes of every event in one state; `null` where the life of a post knows no such move. */
type Moves = Readonly<Record<EventType, PostState | null>>;

const NOTHING = {
  'staging-began': null,
  'container-created': null,
  'container-finished': null,
  'container-discarded': null,
  'staging-postponed': null,
  armed: null,
  disarmed: null,
  published: null,
  'permalink-found': null,
  'outcome-unknown': null,
  failed: null,
  missed: null,
  canceled: null,
} as const satisfies Moves;

/** The ends of a post that was provably not sent. */
const ENDS = { failed, missed, canceled } as const;

const MOVES = {
  scheduled: { '': { ...NOTHING, ...ENDS, 'staging-began': { status: 'preparing', container: null } } },
  preparing: {
    'without container': {
      ...NOTHING,
      ...ENDS,
      'container-created': { status: 'preparing', container: NEW },
      'staging-postponed': { status: 'scheduled' },
    },
    'with a container': {
      ...NOTHING,
      ...ENDS,
      'container-finished': { status: 'ready', container: OLD },
      'container-discarded': { status: 'preparing', container: null },
      'staging-postponed': { status: 'scheduled' },
    },
  },
  ready: {
    '': {
      ...NOTHING,
      ...ENDS,
      'container-discarded': { status: 'scheduled' },
      armed: { status: 'publishing', container: OLD },
    },
  },
  // It may have been sent, so none of the ends is open to it before the holding has ended.
  publishing: {
    '': { ...NOTHING, disarmed: { status: 'ready', container: OLD }, published, 'outcome-unknown': unconfirmed },
  },
  published: {
    '': { ...NOTHING, 'permalink-found': { ...published, permalink: PERMALINK } },
    'with permalink': { ...NOTHING, 'permalink-found': { ...published, permalink: PERMALINK } },
  },
  unconfirmed: { '': NOTHING, 'without an instant of sending': NOTHING },
  failed: { '': NOTHING },
  missed: { '': NOTHING },
  canceled: { '': NOTHING, 'without reason': NOTHING },
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
