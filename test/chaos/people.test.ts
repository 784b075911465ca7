import { beforeEach, describe, expect, test } from '@jest/globals';
import { People } from '../../chaos/people.ts';
import type { PlannedPost } from '../../chaos/scenario.ts';
import type { SeenMedia } from '../../chaos/seen.ts';
import type { CommandResult, PostListItem, PostStatus, SettleArgs } from '../../client/index.ts';
import { accountId, DUE_AT, postId } from '../contracts/samples.ts';
import { LIVE } from './audited.ts';

const MARKER = 'chaos-0001';
const LAST_SEND_MS = 60_000;
const ANSWER: CommandResult = { status: 'blocked', dueAt: new Date(DUE_AT).toISOString() };

/** Instagram and the posts, which note what is said to them. Time passes only while somebody waits. */
class Scene {
  readonly said: unknown[] = [];
  elapsedMs = 0;
  live: SeenMedia[] = [];
  /** What happens while somebody waits. */
  meanwhile: () => void = () => undefined;

  readonly posts = {
    retry: async () => this.#note('retry'),
    settle: async (_: unknown, settlement: SettleArgs) => this.#note(settlement),
  };

  async mediaOf(): Promise<readonly SeenMedia[]> {
    return this.live;
  }

  async until(atMs: number): Promise<void> {
    this.elapsedMs = atMs;
    this.meanwhile();
  }

  #note(what: unknown): CommandResult {
    this.said.push(what);
    return ANSWER;
  }
}

const item = (status: PostStatus): PostListItem => ({
  ...{ accountId: accountId('brand'), id: postId(MARKER), kind: 'image', status, dueAt: ANSWER.dueAt },
  ...{ publishedAt: null, mediaId: null, errorCode: null },
});

const peopleOf = (scene: Scene, plan: Partial<PlannedPost>): People =>
  // Of the plan nothing else is looked at.
  new People(scene, { posts: [{ marker: MARKER, ...plan } as PlannedPost], lastSendAtMs: LAST_SEND_MS });

const allIsSaid = () => new Promise(setImmediate);

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

async function attend(status: PostStatus, plan: Partial<PlannedPost>): Promise<People> {
  const people = peopleOf(scene, plan);
  people.attend([item(status)]);
  people.attend([item(status)]);
  await allIsSaid();
  return people;
}

describe('an unconfirmed post', () => {
  test('that is live is settled as published, with its media, at once', async () => {
    scene.live = [LIVE];
    const people = await attend('unconfirmed', { isSettled: true });
    expect(scene.said).toEqual([{ outcome: 'published', mediaId: LIVE.id }]);
    expect(scene.elapsedMs).toBe(0);
    expect(people.settlements).toEqual(new Map([[MARKER, 'published']]));
  });

  test('that goes live while somebody waits to be sure is not settled as unpublished', async () => {
    scene.meanwhile = () => {
      scene.live = [LIVE];
    };
    await attend('unconfirmed', { isSettled: true });
    expect(scene.said).toEqual([{ outcome: 'published', mediaId: LIVE.id }]);
  });

  test('that stays away is settled so after a while, and tried again', async () => {
    const people = await attend('unconfirmed', { isSettled: true });
    expect(scene.said).toEqual([{ outcome: 'not-published' }, 'retry']);
    expect(scene.elapsedMs).toBeGreaterThan(12_000);
    expect(people.settlements).toEqual(new Map([[MARKER, 'not-published']]));
    expect(people.areTalking).toBe(false);
  });

  test('is left alone when its scenario says so, or when the run is over, or too late to come to rest', async () => {
    await attend('unconfirmed', { isSettled: false });
    scene.elapsedMs = LAST_SEND_MS;
    await attend('unconfirmed', { isSettled: true });
    scene.elapsedMs = 0;
    const people = peopleOf(scene, { isSettled: true });
    scene.meanwhile = () => people.leave();
    people.attend([item('unconfirmed')]);
    await allIsSaid();
    expect(scene.said).toEqual([]);
  });
});

test('a blocked post is tried again once, by those who would', async () => {
  await attend('blocked', { isRetried: false });
  expect(scene.said).toEqual([]);
  await attend('blocked', { isRetried: true });
  expect(scene.said).toEqual(['retry']);
});
