import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DamagedTokenError } from '../../accounts/errors.ts';
import type { Reservations } from '../../activities/reservations.ts';
import { createStagingActivities } from '../../activities/staging.ts';
import type { AccountId } from '../../contracts/ids.ts';
import type { ImagePost, ReelPost, VideoSource } from '../../contracts/post.ts';
import type { CreateContainerOrder } from '../../contracts/staging.ts';
import {
  CONTAINER_FAILED,
  CONTAINER_IN_PROGRESS,
  CONTAINER_PUBLISHED,
  NEEDS_PERSON,
  STAGING_REFUSED,
  TRANSIENT,
  USERS_UNAVAILABLE,
  WAITS_FOR_QUOTA,
} from '../../contracts/staging-failures.ts';
import { createGraphClient } from '../../graph/graph-client.ts';
import { accountId, CONTAINER_ID, postId } from '../contracts/samples.ts';
import type { TestAccount } from '../simulator/test-bed.ts';
import { ActivityBed, attempt, chargeFor, failureOf, resultOf } from './activity-bed.ts';
import { NO_USAGE } from './samples.ts';

/** Nobody listens there. */
const NOWHERE = {
  graphUrl: 'http://127.0.0.1:1',
  instagramUrl: 'http://127.0.0.1:1',
  ruploadUrl: 'http://127.0.0.1:1',
};
const FILE: VideoSource = { file: '/videos/clip.mp4', upload: 'bytes' };
const HOSTED: VideoSource = { url: 'https://media.example/clip.mp4', upload: 'hosted-url' };

let bed: ActivityBed;
let account: TestAccount & { readonly id: AccountId };
let activities: ReturnType<typeof createStagingActivities>;
beforeAll(async () => {
  bed = await ActivityBed.start();
  account = await bed.addAccount();
  activities = createStagingActivities(bed);
});
afterAll(() => bed.stop());

const ofFirst = (post: CreateContainerOrder['post'], without: readonly string[] = []): CreateContainerOrder => ({
  post,
  part: { kind: 'medium', index: 0 },
  without,
  charge: chargeFor(post),
});

const image = (more: Partial<ImagePost> = {}): ImagePost => ({
  accountId: account.id,
  id: postId('p1'),
  kind: 'image',
  media: [{ kind: 'image', url: bed.instagram.pictureUrl }],
  publishWithinSeconds: 3_600,
  ...more,
});

const reel = (source: VideoSource, owner: AccountId = account.id): ReelPost => ({
  accountId: owner,
  id: postId('p1'),
  kind: 'reel',
  media: [{ kind: 'video', source }],
  publishWithinSeconds: 3_600,
});

const containersIn = async () => (await bed.instagram.state()).containers.length;

describe('making a container', () => {
  test('that Instagram fetches gives no place to upload to', async () => {
    const before = Date.now();
    const made = resultOf(await attempt(activities.createContainer, ofFirst(image())));
    expect(made).toMatchObject({ containerId: expect.stringMatching(/^\d+$/), uploadUri: null });
    expect(made.createdAt).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ['bytes', FILE],
    ['a hosted URL', HOSTED],
  ])('for %s gives the place as Instagram named it', async (_what, source) => {
    const made = resultOf(await attempt(activities.createContainer, ofFirst(reel(source))));
    expect(made.uploadUri).toContain(`/ig-api-upload/v25.0/${made.containerId}`);
  });

  test.each([
    ['bytes', FILE],
    ['a hosted URL', HOSTED],
  ])('for %s waits for a person with Instagram Login, before any call', async (_what, source) => {
    const other = await bed.addAccount();
    const stored = bed.stored.get(other.id);
    if (stored !== undefined)
      bed.stored.set(other.id, { ...stored, account: { ...stored.account, login: 'instagram' } });
    const before = await containersIn();
    const ended = await attempt(activities.createContainer, ofFirst(reel(source, other.id)));
    expect(failureOf(ended)).toMatchObject({
      type: NEEDS_PERSON,
      nonRetryable: true,
      details: [{ code: 'upload-needs-facebook-login', message: expect.stringContaining(other.id) }, null, 1],
    });
    expect(await containersIn()).toBe(before);
  });

  test('without a place to upload to is worth another container', async () => {
    const { graph } = bed;
    const noUri: typeof graph.createContainer = async () => ({
      kind: 'ok',
      value: { containerId: CONTAINER_ID, uploadUri: null },
      usage: NO_USAGE,
    });
    const { createContainer } = createStagingActivities({ ...bed, graph: { ...graph, createContainer: noUri } });
    expect(failureOf(await attempt(createContainer, ofFirst(reel(FILE))))).toMatchObject({
      type: CONTAINER_FAILED,
      details: [{ code: 'upload-uri-missing' }, null, 1],
    });
  });

  test('that names people whom Instagram refuses tells who they are, and is made without them', async () => {
    await bed.instagram.control('/untaggable', { usernames: ['ann'] });
    const post = image({ collaborators: ['ann', 'bob'] });
    expect(failureOf(await attempt(activities.createContainer, ofFirst(post)))).toMatchObject({
      type: USERS_UNAVAILABLE,
      details: [{ usernames: ['ann'] }, null, 1],
    });
    resultOf(await attempt(activities.createContainer, ofFirst(post, ['ann'])));
  });
});

describe('a container is charged before it is made', () => {
  const makingWith = (reserve: Reservations['reserve'], more: Partial<Reservations> = {}) =>
    createStagingActivities({ ...bed, graph: bed.graph, reservations: { ...bed.reservations, reserve, ...more } });

  const makingBehind = (position: number, waitMs = 7_200_000) => {
    const plannedAt = Date.now() + waitMs;
    return {
      plannedAt,
      ...makingWith(async () => ({ outcome: 'deferred', plannedAt, askAgainAt: plannedAt, position })),
    };
  };

  test('and waits for its time where the window is full, with nothing sent', async () => {
    const before = await containersIn();
    const { createContainer, plannedAt } = makingBehind(0, 40_000);
    const failure = failureOf(await attempt(createContainer, ofFirst(image())));
    expect(failure).toMatchObject({
      type: WAITS_FOR_QUOTA,
      category: 'BENIGN',
      nonRetryable: false,
      details: [{ code: 'container-quota-spent' }, expect.any(Number), null],
    });
    expect(failure.message).toContain(new Date(plannedAt).toISOString());
    expect(Number(failure.nextRetryDelay)).toBeGreaterThan(30_000);
    expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(40_000);
    expect(await containersIn()).toBe(before);
  });

  test.each([
    ['every minute at the head of the line', 0, 3_600_000, 60_000],
    ['the more seldom the more are ahead', 9, 3_600_000, 600_000],
    ['half a minute before the post has no time left', 99, 3_600_000, 3_570_000],
    ['and then not again', 99, 20_000, 6_000_000],
  ])('and looks whether others have left the line: %s', async (_, position, scheduleToCloseTimeoutMs, waitMs) => {
    const { createContainer } = makingBehind(position);
    const { nextRetryDelay } = failureOf(
      await attempt(createContainer, ofFirst(image()), { scheduleToCloseTimeoutMs }),
    );
    expect(Math.abs(Number(nextRetryDelay) - waitMs)).toBeLessThan(5_000);
  });

  test('and is no more when the account may never make so many at once', async () => {
    const { createContainer } = makingWith(async () => ({ outcome: 'impossible', limit: 5 }));
    expect(failureOf(await attempt(createContainer, ofFirst(image())))).toMatchObject({
      type: STAGING_REFUSED,
      details: [{ code: 'carousel-beyond-limit' }, null, null],
    });
  });

  test('and not made with a grant that is too old', async () => {
    const before = await containersIn();
    const { createContainer } = makingWith(async () => ({ outcome: 'granted', at: 1, sendBefore: 2 }));
    expect(failureOf(await attempt(createContainer, ofFirst(image())))).toMatchObject({
      type: TRANSIENT,
      details: [{ code: 'grant-too-old' }, 1_000, 1],
    });
    expect(await containersIn()).toBe(before);
  });

  test('and says why it was not made, when the ledger takes nothing back', async () => {
    const { createContainer } = createStagingActivities({
      ...bed,
      reservations: {
        reserve: async () => ({ outcome: 'granted', at: 1, sendBefore: 2 }),
        release: async () => {
          throw new Error('The ledger does not answer.');
        },
      },
    });
    expect(failureOf(await attempt(createContainer, ofFirst(image())))).toMatchObject({
      details: [{ code: 'grant-too-old' }, 1_000, 1],
    });
  });

  test('as one sending an attempt, and given back when nothing was sent', async () => {
    const tickets: string[] = [];
    const released: (string | null)[] = [];
    const { createContainer } = createStagingActivities({
      ...bed,
      graph: createGraphClient({ ...NOWHERE, version: 'v25.0' }),
      reservations: {
        reserve: async (_id, { request }) => {
          tickets.push(request.ticket);
          return { outcome: 'granted', at: Date.now(), sendBefore: Date.now() + 30_000 };
        },
        release: async (_id, { ticket }) => {
          released.push(ticket);
        },
      },
    });
    for (const number of [1, 2]) failureOf(await attempt(createContainer, ofFirst(image()), { attempt: number }));
    expect(new Set(tickets).size).toBe(2);
    expect(released).toEqual(tickets);
  });
});

describe('an account that cannot be used is for a person', () => {
  test('when it is unknown', async () => {
    const unknown = ofFirst(image({ accountId: accountId('nobody') }));
    expect(failureOf(await attempt(activities.createContainer, unknown))).toMatchObject({
      type: NEEDS_PERSON,
      details: [{ code: 'account-unknown', nextAction: expect.stringContaining('accounts add') }, null, null],
    });
  });

  test('when its token cannot be opened', async () => {
    const tokenOf = () => {
      throw new DamagedTokenError(account.id);
    };
    const damaged = createStagingActivities({ ...bed, graph: bed.graph, accounts: { ...bed.accounts, tokenOf } });
    expect(failureOf(await attempt(damaged.createContainer, ofFirst(image())))).toMatchObject({
      type: NEEDS_PERSON,
      details: [{ code: 'damaged-token' }, null, 1],
    });
  });

  test('when Instagram does not take its token', async () => {
    const stale = await bed.addAccount();
    const stored = bed.stored.get(stale.id);
    if (stored !== undefined) bed.stored.set(stale.id, { ...stored, token: 'EAAnotatoken' });
    expect(failureOf(await attempt(activities.createContainer, ofFirst(image({ accountId: stale.id }))))).toMatchObject(
      {
        type: NEEDS_PERSON,
        details: [{ category: 'token' }, null, 1],
      },
    );
  });
});

describe('waiting for a container', () => {
  const wait = async (source: VideoSource = FILE) => {
    const { containerId } = resultOf(await attempt(activities.createContainer, ofFirst(reel(source))));
    return { accountId: account.id, containerId, dueAt: Date.now() };
  };

  test('ends when it is finished', async () => {
    const { containerId } = resultOf(await attempt(activities.createContainer, ofFirst(image())));
    resultOf(await attempt(activities.awaitContainer, { accountId: account.id, containerId, dueAt: 0 }));
  });

  test.each([
    [1, 3_000],
    [4, 13_000],
    [50, 60_000],
  ])('looks again after the %d. time in %d ms, and shows where it stands', async (count, nextRetryDelay) => {
    expect(failureOf(await attempt(activities.awaitContainer, await wait(), { attempt: count }))).toMatchObject({
      type: CONTAINER_IN_PROGRESS,
      category: 'BENIGN',
      nonRetryable: false,
      nextRetryDelay,
      message: 'In Progress: Media is still being processed. (upload not_started, 0 bytes; processing not_started)',
      details: [{ code: 'container-not-finished' }, nextRetryDelay, 1],
    });
  });

  test('goes on when Instagram calls it unknown, as in the outage of May 2026', async () => {
    const order = await wait();
    await bed.instagram.control('/faults', {
      on: 'readContainer',
      answer: { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'Object does not exist' },
    });
    expect(failureOf(await attempt(activities.awaitContainer, order))).toMatchObject({
      type: TRANSIENT,
      nonRetryable: false,
    });
  });

  test('tells apart what somebody else has published', async () => {
    const containerId = await bed.container(account, 'Somebody was faster');
    await bed.instagram.publish(account, containerId);
    expect(
      failureOf(await attempt(activities.awaitContainer, { accountId: account.id, containerId, dueAt: 0 })),
    ).toMatchObject({
      type: CONTAINER_PUBLISHED,
      details: [{ code: 'container-published-by-others' }, null, 1],
    });
  });
});
