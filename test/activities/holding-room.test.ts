import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { BeatAnswer } from '../../activities/hold-line.ts';
import { HoldingRoom } from '../../activities/holding-room.ts';
import type { SendOutcome } from '../../contracts/send-outcome.ts';
import { ERROR } from '../contracts/samples.ts';
import { enter, HeldPost, type HeldPostOptions, NOTED, PUBLISHED } from './held-post.ts';

// The room keeps its own time, so the clock here is the real one. The mark is due 250 ms before the instant.

jest.setTimeout(5_000);
afterEach(() => {
  jest.restoreAllMocks();
});

/** Due soon after the mark, so that one beat of holding comes before it. */
const soon = (options?: HeldPostOptions): HeldPost => new HeldPost(Date.now() + 350, options);
/** Due when nothing but waiting happens in a test. */
const later = (options?: HeldPostOptions): HeldPost => new HeldPost(Date.now() + 60_000, options);

const NOT_SENT: SendOutcome = { outcome: 'not-sent', reason: 'no connection to Instagram could be opened' };
const IMPOSSIBLE: SendOutcome & { outcome: 'impossible' } = {
  outcome: 'impossible',
  error: ERROR,
  credentialsRevision: 1,
};
const UNACKNOWLEDGED: SendOutcome = {
  outcome: 'not-sent',
  reason: 'the Temporal server did not acknowledge a beat of the worker that held it',
};
const STOPPED: SendOutcome = { outcome: 'not-sent', reason: 'the worker that held it was stopped' };

/** The answers to a beat that end a holding, and how it is reported then. */
const ENDINGS: readonly [BeatAnswer, SendOutcome][] = [
  ['let-go', { outcome: 'released' }],
  ['unknown', UNACKNOWLEDGED],
];

describe('a held post', () => {
  test('is beaten for, made ready, marked and sent, once and in this order', async () => {
    const post = soon();
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toBe(PUBLISHED);
    expect(post.story).toEqual(['made ready', 'holding', 'sending', 'sent', 'reported published']);
    expect(post.timesOf('sent')).toHaveLength(1);
    expect(post.timesOf('sending')).toHaveLength(1);
  });

  test('is sent at its instant, and not before', async () => {
    const posts = [250, 283, 301, 444].map((ms) => new HeldPost(Date.now() + ms));
    enter(HoldingRoom, ...posts);
    for (const post of posts) {
      await post.nextReport();
      expect(post.timesOf('sent')[0]).toBeGreaterThanOrEqual(post.order.dueAt);
    }
  });

  test('whose instant has passed is marked and sent at once', async () => {
    const post = new HeldPost(Date.now() - 5_000);
    enter(HoldingRoom, post);
    await post.nextReport();
    expect(post.story).toEqual(['made ready', 'sending', 'sent', 'reported published']);
  });

  test('is reported as Instagram answered', async () => {
    const post = soon();
    const doubtful: SendOutcome = { outcome: 'doubtful', sentAt: post.order.dueAt, error: ERROR };
    post.onSent = (request) => request.answer(doubtful);
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toBe(doubtful);
  });

  test('is not sent while its mark is not acknowledged, however late it gets', async () => {
    const post = soon({ standing: { holding: 'noted' } });
    enter(HoldingRoom, post);
    const mark = await post.nextBeat();
    await sleep(post.order.dueAt + 100 - Date.now());
    expect(post.story).toEqual(['made ready', 'holding', 'sending']);
    mark.answer('noted');
    expect(await post.nextReport()).toBe(PUBLISHED);
  });

  test('does not make its mark while a beat of holding is not answered', async () => {
    const post = soon({ standing: { sending: 'noted' } });
    enter(HoldingRoom, post);
    const beat = await post.nextBeat();
    await sleep(post.order.dueAt + 100 - Date.now());
    expect(post.story).toEqual(['made ready', 'holding']);
    beat.answer('noted');
    expect(await post.nextReport()).toBe(PUBLISHED);
  });
});

describe('the answer to a beat', () => {
  test.each(ENDINGS)('of holding, %s, ends it unsent', async (answer, outcome) => {
    const post = soon({ standing: { holding: answer } });
    const room = enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual(outcome);
    await room.close();
    expect(post.story).toEqual(['made ready', 'holding', 'discarded', `reported ${outcome.outcome}`]);
  });

  test.each(ENDINGS)('to the mark, %s, ends it unsent', async (answer, outcome) => {
    const post = soon({ standing: { ...NOTED, sending: answer } });
    const room = enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual(outcome);
    await room.close();
    expect(post.story).toEqual(['made ready', 'holding', 'sending', 'discarded', `reported ${outcome.outcome}`]);
  });

  test.each([
    ['of holding', { holding: 'gone' }, ['made ready', 'holding', 'discarded']],
    ['to the mark', { holding: 'noted', sending: 'gone' }, ['made ready', 'holding', 'sending', 'discarded']],
  ] as const)('%s, gone, ends it unsent and untold, for nobody waits', async (_case, standing, story) => {
    const post = soon({ standing });
    enter(HoldingRoom, post);
    await sleep(post.order.dueAt + 100 - Date.now());
    expect(post.story).toEqual(story);
  });

  test('ends a post long before its request is made ready', async () => {
    const post = later({ standing: { holding: 'let-go' } });
    enter(HoldingRoom, post);
    await post.nextReport();
    expect(post.story).toEqual(['holding', 'reported released']);
  });
});

describe('the last instant', () => {
  test('that has passed leaves a post unmarked and unsent', async () => {
    const post = new HeldPost(Date.now() - 5_000, { sendBefore: Date.now() - 1 });
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual({ outcome: 'too-late' });
    expect(post.story).toEqual(['made ready', 'discarded', 'reported too-late']);
  });

  test('that passes between the mark and the due instant leaves a post unsent', async () => {
    const dueAt = Date.now() + 350;
    const post = new HeldPost(dueAt, { sendBefore: dueAt - 50 });
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual({ outcome: 'too-late' });
    expect(post.story.slice(-3)).toEqual(['sending', 'discarded', 'reported too-late']);
  });

  test('that passes while the server takes its time over the mark leaves a post unsent', async () => {
    const post = new HeldPost(Date.now(), { sendBefore: Date.now() + 50, standing: { holding: 'noted' } });
    enter(HoldingRoom, post);
    const mark = await post.nextBeat();
    await sleep(100);
    mark.answer('noted');
    expect(await post.nextReport()).toEqual({ outcome: 'too-late' });
    expect(post.story.slice(-3)).toEqual(['sending', 'discarded', 'reported too-late']);
  });
});

describe('a request', () => {
  test('that was lost while it waited is made ready again, and sent', async () => {
    const post = soon({ standing: { holding: 'noted' } });
    enter(HoldingRoom, post);
    const mark = await post.nextBeat();
    for (const request of post.requests) request.isUsable = false;
    mark.answer('noted');
    expect(await post.nextReport()).toBe(PUBLISHED);
    expect(post.story).toEqual([
      'made ready',
      'holding',
      'sending',
      'discarded',
      'made ready',
      'sent',
      'reported published',
    ]);
  });

  test.each([NOT_SENT, IMPOSSIBLE])('that cannot be made ready is how the holding ends: $outcome', async (outcome) => {
    const post = soon();
    post.makeReady = async () => outcome;
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toBe(outcome);
    expect(post.story).toEqual(['made ready', 'holding', `reported ${outcome.outcome}`]);
  });

  test('that was lost and cannot be made ready again is how the holding ends', async () => {
    const post = soon();
    post.makeReady = async (request) => {
      request.isUsable = false;
      return post.requests.length === 1 ? request : NOT_SENT;
    };
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toBe(NOT_SENT);
    expect(post.story).not.toContain('sent');
  });

  test('that becomes ready after the server has let go is discarded', async () => {
    const post = soon({ standing: { holding: 'let-go' } });
    const connecting = Promise.withResolvers<void>();
    post.makeReady = (request) => connecting.promise.then(() => request);
    enter(HoldingRoom, post);
    await sleep(20);
    connecting.resolve();
    expect(await post.nextReport()).toEqual({ outcome: 'released' });
    expect(post.story).toEqual(['made ready', 'holding', 'discarded', 'reported released']);
  });

  test('that cannot be made ready matters no more when the server has let go', async () => {
    const post = soon({ standing: { holding: 'let-go' } });
    post.makeReady = async () => IMPOSSIBLE;
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual({ outcome: 'released' });
  });
});

describe('a mark that has become stale', () => {
  /** Marked, and then the process stands still for longer than a mark is good for, as a machine does that sleeps. */
  async function marked(): Promise<HeldPost> {
    const clock = Date.now.bind(Date);
    let stoodStillMs = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => clock() + stoodStillMs);
    const post = soon({ standing: { holding: 'noted' } });
    enter(HoldingRoom, post);
    const mark = await post.nextBeat();
    mark.answer('noted');
    await sleep(20);
    stoodStillMs = 4_500;
    return post;
  }

  test('is renewed before anything is sent', async () => {
    const post = await marked();
    const renewed = await post.nextBeat();
    expect(renewed.phase).toBe('sending');
    await sleep(50);
    expect(post.story).not.toContain('sent');
    renewed.answer('noted');
    expect(await post.nextReport()).toBe(PUBLISHED);
    expect(post.timesOf('sent')).toHaveLength(1);
  });

  test.each(ENDINGS)('and is not renewed, %s, leaves the post unsent', async (answer, outcome) => {
    const post = await marked();
    const renewed = await post.nextBeat();
    renewed.answer(answer);
    expect(await post.nextReport()).toEqual(outcome);
    expect(post.story).not.toContain('sent');
    expect(post.story).toContain('discarded');
  });
});

describe('a room that is closed', () => {
  test('lets go at once of posts that are not marked', async () => {
    const posts = [later(), later(), soon()];
    const room = enter(HoldingRoom, ...posts);
    await sleep(20);
    const closedAt = Date.now();
    await room.close();
    expect(Date.now() - closedAt).toBeLessThan(1_000);
    for (const post of posts) expect(await post.nextReport()).toEqual(STOPPED);
    expect(posts.map((post) => post.story)).toEqual([
      ['holding', 'reported not-sent'],
      ['holding', 'reported not-sent'],
      ['made ready', 'holding', 'discarded', 'reported not-sent'],
    ]);
  });

  test('waits until a marked post is sent, answered and reported', async () => {
    const post = soon({ standing: { holding: 'noted' } });
    const answering = Promise.withResolvers<void>();
    post.onSent = (request) => void answering.promise.then(() => request.answer(PUBLISHED));
    const room = enter(HoldingRoom, post);
    const mark = await post.nextBeat();
    mark.answer('noted');
    let isClosed = false;
    const closed = room.close().then(() => {
      isClosed = true;
    });
    await sleep(post.order.dueAt + 50 - Date.now());
    expect(post.story).toContain('sent');
    expect(isClosed).toBe(false);
    answering.resolve();
    await closed;
    expect(post.story.at(-1)).toBe('reported published');
  });

  test('says so from the moment of closing', async () => {
    const room = enter(HoldingRoom, later());
    expect(room.isClosing).toBe(false);
    const closed = room.close();
    expect(room.isClosing).toBe(true);
    await closed;
  });

  test('closes at once when it is empty', async () => {
    await enter(HoldingRoom).close();
  });
});

describe('an error of our own while a request is made ready', () => {
  const BUG = new Error('the disk is gone');
  const NOT_MADE: SendOutcome = {
    outcome: 'not-sent',
    reason: 'the publish request could not be made: the disk is gone',
  };

  test('ends that post unsent, and touches no other', async () => {
    const [broken, whole] = [soon(), soon()];
    broken.makeReady = () => Promise.reject(BUG);
    const room = enter(HoldingRoom, broken, whole);
    expect(await broken.nextReport()).toEqual(NOT_MADE);
    expect(await whole.nextReport()).toBe(PUBLISHED);
    await room.close();
  });

  test('ends a post unsent that had lost its first connection', async () => {
    const post = soon();
    post.makeReady = async (request) => {
      if (post.requests.length > 1) throw BUG;
      return Object.assign(request, { isUsable: false });
    };
    enter(HoldingRoom, post);
    expect(await post.nextReport()).toEqual(NOT_MADE);
    expect(post.story).not.toContain('sent');
  });
});
