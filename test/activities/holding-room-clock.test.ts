import { beforeAll, describe, expect, test } from '@jest/globals';
import { enter, HeldPost, PUBLISHED, type TalkingRequest } from './held-post.ts';
import { pass } from './virtual-clock.ts';

const { HoldingRoom } = await import('../../activities/holding-room.ts');

// What takes longer than a test should, on a clock that the test moves.

/** A worker counts as dead when it has been silent for this long. */
const HEARTBEAT_TIMEOUT_MS = 6_000;
/** A connection that takes longer than this is given up. */
const CONNECT_MS = 4_000;

/** How long before the post's instant something happened. Milliseconds. */
const leadsOf = (post: HeldPost, event: string): number[] => post.timesOf(event).map((at) => post.order.dueAt - at);

const longestSilence = (post: HeldPost): number => {
  const beats = [...post.timesOf('holding'), ...post.timesOf('sending')];
  return Math.max(...beats.map((at, index) => at - (beats[index - 1] ?? at)));
};

const readyAfter = (ms: number) => (request: TalkingRequest) =>
  new Promise<TalkingRequest>((resolve) => setTimeout(() => resolve(request), ms));

/** Loses the first connection while it waits, and gets another one that is as slow as can be. */
const loseConnection = (post: HeldPost): void => {
  post.makeReady = async (request) => {
    if (post.requests.length === 1) return Object.assign(request, { isUsable: false });
    return await readyAfter(CONNECT_MS)(request);
  };
};

describe('a lone post', () => {
  test('beats every second, prepares 1.75 s ahead, is marked 250 ms ahead, and is sent at its instant', async () => {
    const post = new HeldPost(Date.now() + 10_000);
    enter(HoldingRoom, post);
    await pass(10_000);
    expect(leadsOf(post, 'holding')).toEqual([
      10_000, 9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000, 2_000, 1_750, 750,
    ]);
    expect(leadsOf(post, 'made ready')).toEqual([1_750]);
    expect(leadsOf(post, 'sending')).toEqual([250]);
    expect(leadsOf(post, 'sent')).toEqual([0]);
  });

  test('is beaten for while its request is made ready', async () => {
    const post = new HeldPost(Date.now() + 3_000);
    post.makeReady = readyAfter(1_400);
    enter(HoldingRoom, post);
    await pass(3_000);
    expect(leadsOf(post, 'holding')).toEqual([3_000, 2_000, 1_750, 750]);
    expect(leadsOf(post, 'sent')).toEqual([0]);
  });

  test('is never silent for as long as a dead worker, however slow its connection is', async () => {
    const post = new HeldPost(Date.now() + 3_000);
    post.makeReady = readyAfter(CONNECT_MS);
    enter(HoldingRoom, post);
    await pass(10_000);
    expect(leadsOf(post, 'sent')).toEqual([1_750 - CONNECT_MS]);
    expect(longestSilence(post)).toBeLessThan(HEARTBEAT_TIMEOUT_MS - 2_000);
  });

  test('is beaten for as being sent until Instagram answers, and no longer', async () => {
    const post = new HeldPost(Date.now() + 250);
    post.onSent = () => undefined;
    enter(HoldingRoom, post);
    await pass(250 + 4_500);
    expect(leadsOf(post, 'sending')).toEqual([250, -1_000, -2_000, -3_000, -4_000]);
    for (const request of post.requests) request.answer(PUBLISHED);
    await pass(5_000);
    expect(post.timesOf('sending')).toHaveLength(5);
    expect(post.story.at(-1)).toBe('reported published');
  });

  test('whose outcome the server does not take is told of, because nobody else knows it', async () => {
    const post = new HeldPost(Date.now() + 250);
    post.isTaken = false;
    enter(HoldingRoom, post);
    await pass(1_000);
    expect(post.undelivered).toEqual([PUBLISHED]);
  });

  test('whose connection broke is marked anew when the next one took its time', async () => {
    const post = new HeldPost(Date.now() + 250);
    loseConnection(post);
    enter(HoldingRoom, post);
    await pass(10_000);
    // The last one is the new mark: 4.25 s after the first, which is longer than a mark is valid.
    expect(leadsOf(post, 'sending')).toEqual([250, -1_000, -2_000, -3_000, -CONNECT_MS]);
    expect(leadsOf(post, 'sent')).toEqual([-CONNECT_MS]);
  });
});

/** Lets a crowd pass its instant and ten seconds more. */
async function crowdOf(count: number, arrange: (post: HeldPost) => void = () => undefined) {
  const dueAt = Date.now() + 10_000;
  const posts = Array.from({ length: count }, () => new HeldPost(dueAt));
  posts.forEach(arrange);
  enter(HoldingRoom, ...posts);
  await pass(20_000);
  return posts;
}

describe.each([100, 300, 1_000])('of %d posts due at one instant', (count) => {
  let posts: readonly HeldPost[] = [];

  beforeAll(async () => {
    posts = await crowdOf(count);
  });

  test('each is sent once, at its instant', () => {
    expect(posts.map((post) => leadsOf(post, 'sent').join()).filter((leads) => leads !== '0')).toEqual([]);
  });

  test('each is marked once, 250 ms to 3.25 s ahead, so that no call to the server delays the sending', () => {
    const leads = posts.map((post) => leadsOf(post, 'sending'));
    expect(leads.filter(({ length }) => length !== 1)).toEqual([]);
    expect(Math.min(...leads.flat())).toBeGreaterThanOrEqual(250);
    expect(Math.max(...leads.flat())).toBeLessThanOrEqual(3_250);
  });

  test('no more than 40 are marked in the same tenth of a second', () => {
    const tenths = Map.groupBy(posts, (post) => Math.floor(Math.max(...leadsOf(post, 'sending')) / 100));
    expect(Math.max(...[...tenths.values()].map(({ length }) => length))).toBeLessThanOrEqual(40);
  });

  test('none is silent for as long as a dead worker', () => {
    expect(Math.max(...posts.map(longestSilence))).toBeLessThan(HEARTBEAT_TIMEOUT_MS - 2_000);
  });

  test('none is silent for as long as a dead worker, even when its connection breaks', async () => {
    const silences = (await crowdOf(count, loseConnection)).map(longestSilence);
    expect(Math.max(...silences)).toBeLessThan(HEARTBEAT_TIMEOUT_MS);
  });
});
