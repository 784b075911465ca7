import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAfterwardsActivities } from '../../activities/afterwards.ts';
import { createFirstCommentActivities } from '../../activities/first-comment.ts';
import { createPublishGrantActivities } from '../../activities/publish-grant.ts';
import { createReconcileActivities } from '../../activities/reconcile.ts';
import { createStagingActivities } from '../../activities/staging.ts';
import type { Medium, Post } from '../../contracts/post.ts';
import type { CreateContainerOrder } from '../../contracts/staging.ts';
import { containerId, mediaId, postId } from '../contracts/samples.ts';
import { ActivityBed, type Attempt, attempt, chargeFor, failureOf, resultOf } from './activity-bed.ts';
import { trace } from './reconcile-samples.ts';

const MINUTE = 60_000;
const ASK_AGAIN_MS = 20_000;
const CONTAINER = containerId('17900000000000404');
const MEDIA = mediaId('18000000000000404');

type Own = Awaited<ReturnType<ActivityBed['addAccount']>>;

let bed: ActivityBed;
beforeAll(async () => {
  bed = await ActivityBed.start();
});
afterAll(() => bed.stop());

/** An account of which Instagram has said so much, and that half an hour will pass until there is room. */
async function accountAt(percent: number): Promise<Own> {
  const account = await bed.addAccount();
  const { igUserId } = bed.stored.get(account.id)?.account ?? {};
  if (igUserId === undefined) throw new Error('The account was not stored.');
  bed.usageWatch.hear({ igUserId }, { app: null, account: { percent, regainAccessMinutes: 30 } });
  return account;
}

function containerOrder({ id }: Own, kind: Medium['kind'], dueAt: number): CreateContainerOrder {
  const common = { accountId: id, id: postId('p1'), publishWithinSeconds: 3_600 };
  const post: Post =
    kind === 'image'
      ? { ...common, kind: 'image', media: [{ kind, url: bed.instagram.pictureUrl }] }
      : { ...common, kind: 'reel', media: [{ kind, source: { file: '/videos/clip.mp4', upload: 'bytes' } }] };
  return { post, part: { kind: 'medium', index: 0 }, without: [], charge: { ...chargeFor(post), dueAt } };
}

const staging = () => createStagingActivities(bed);
const createContainer = (account: Own, kind: Medium['kind'], dueAt: number) =>
  attempt(staging().createContainer, containerOrder(account, kind, dueAt));
const awaitContainer = async (account: Own, dueAt: number) =>
  attempt(staging().awaitContainer, { accountId: account.id, containerId: await bed.container(account, 'A'), dueAt });
const lookAt = (account: Own) => trace({ accountId: account.id, containerId: CONTAINER, sentAt: Date.now() - MINUTE });
const reconcile = (account: Own, pace: 'window' | 'watch') =>
  attempt(createReconcileActivities(bed).reconcile, { trace: lookAt(account), pace });
const comment = (account: Own, scheduledTimestampMs: number) =>
  attempt(
    createFirstCommentActivities(bed).postComment,
    { accountId: account.id, mediaId: MEDIA, text: 'Hello', publishedAt: Date.now() },
    { scheduledTimestampMs },
  );
const ofMedia = ({ id }: Own) => ({ accountId: id, mediaId: MEDIA });

const expectWaiting = (ended: Attempt<unknown>) => {
  expect(failureOf(ended)).toMatchObject({
    category: 'BENIGN',
    nonRetryable: false,
    nextRetryDelay: ASK_AGAIN_MS,
    message: expect.stringMatching(/^(No look was taken\. )?Instagram says that \d+ % of the calls of account "brand-/),
  });
};
const wentOut = (ended: Attempt<unknown>) => !('failure' in ended) || ended.failure.nextRetryDelay !== ASK_AGAIN_MS;

describe('near the limit of its account', () => {
  test.each<[string, (account: Own) => Promise<Attempt<unknown>>]>([
    ['an image that is due in an hour', (account) => createContainer(account, 'image', Date.now() + 60 * MINUTE)],
    ['a video that is due in 40 minutes', (account) => createContainer(account, 'video', Date.now() + 40 * MINUTE)],
    ['a container that is needed in an hour', (account) => awaitContainer(account, Date.now() + 60 * MINUTE)],
    ['a permalink', (account) => attempt(createAfterwardsActivities(bed).readPermalink, ofMedia(account))],
    ['the count of children', (account) => attempt(createAfterwardsActivities(bed).countChildren, ofMedia(account))],
    ['a first comment', (account) => comment(account, Date.now())],
    ['a look that comes once a person was asked', (account) => reconcile(account, 'watch')],
  ])('%s waits', async (_case, call) => {
    expectWaiting(await call(await accountAt(95)));
  });

  test('the search for a media that is published waits', async () => {
    const { findMedia } = createReconcileActivities({ ...bed, reconcileWindowsMs: [] });
    expectWaiting(await attempt(findMedia, { trace: lookAt(await accountAt(95)) }));
  });

  test.each<[string, (account: Own) => Promise<Attempt<unknown>>]>([
    ['an image that is due in 20 minutes', (account) => createContainer(account, 'image', Date.now() + 20 * MINUTE)],
    ['a video that is due in 34 minutes', (account) => createContainer(account, 'video', Date.now() + 34 * MINUTE)],
    ['a container that is needed in 20 minutes', (account) => awaitContainer(account, Date.now() + 20 * MINUTE)],
    ['a first comment that has waited for an hour', (account) => comment(account, Date.now() - 60 * MINUTE)],
  ])('%s does not wait', async (_case, call) => {
    expect(wentOut(await call(await accountAt(95)))).toBe(true);
  });
});

describe('what decides about a publish never waits, even at the limit:', () => {
  test('the status of a container that is to be published', async () => {
    const account = await accountAt(100);
    const order = { accountId: account.id, containerId: await bed.container(account, 'A picture') };
    resultOf(await attempt(createAfterwardsActivities(bed).readContainerStatus, order));
  });

  test('the looks at what became of one', async () => {
    expect(failureOf(await reconcile(await accountAt(100), 'window')).message).toContain('The feed shows');
  });

  test('a publish, for which only the reading of its limit is left out', async () => {
    const account = await accountAt(95);
    const { reservePublish } = createPublishGrantActivities({
      ...bed,
      graph: bed.graph,
      reservations: {
        ...bed.reservations,
        reserve: async (accountId, { request, told }) => {
          expect(told).toBeNull();
          return bed.reservations.reserve(accountId, { request, told });
        },
      },
    });
    const order = {
      accountId: account.id,
      holder: 'p',
      ticket: '1',
      from: 0,
      dueAt: 0,
      isRefused: false,
      askAt: 0,
    };
    expect(resultOf(await attempt(reservePublish, order))).toMatchObject({ outcome: 'granted' });
  });
});

test('at the limit a container waits although it is needed', async () => {
  expectWaiting(await createContainer(await accountAt(100), 'image', Date.now()));
});

test('a container that has to make way is charged to no ledger', async () => {
  const charged: unknown[] = [];
  const reservations = {
    ...bed.reservations,
    reserve: async (...asked: Parameters<typeof bed.reservations.reserve>) => {
      charged.push(asked);
      return bed.reservations.reserve(...asked);
    },
  };
  const { createContainer: create } = createStagingActivities({ ...bed, graph: bed.graph, reservations });
  failureOf(await attempt(create, containerOrder(await accountAt(95), 'image', Date.now() + 60 * MINUTE)));
  expect(charged).toEqual([]);
});

test('a comment that has to make way tells nobody to queue the post again', async () => {
  expect(failureOf(await comment(await accountAt(95), Date.now())).details?.[0]).toMatchObject({
    code: 'usage-near-limit',
    nextAction: 'Look at the post on Instagram, and write the comment there if it is missing.',
  });
});

test('a read that Instagram throttles waits for as long as the header says', async () => {
  const account = await bed.addAccount();
  const order = { accountId: account.id, mediaId: mediaId(await bed.instagram.publishNew(account, 'A picture')) };
  const throttled = { kind: 'error', httpStatus: 400, code: 80_002, message: 'There have been too many calls' };
  const fault = { on: 'readMedia', igUserId: account.igUserId, answer: throttled };
  await bed.instagram.control('/faults', { ...fault, usage: { percent: 100, regainMinutes: 13 } });
  const ended = await attempt(createAfterwardsActivities(bed).readPermalink, order);
  expect(failureOf(ended)).toMatchObject({ type: 'Transient', nextRetryDelay: 13 * MINUTE });
});
