import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { RECONCILE_WINDOWS_MS } from '../../activities/judge-reconcile.ts';
import { createReconcileActivities } from '../../activities/reconcile.ts';
import type { PublishTrace } from '../../contracts/reconcile.ts';
import { mediaId } from '../contracts/samples.ts';
import { idIn, type TestAccount } from '../simulator/test-bed.ts';
import { ActivityBed, attempt, attempts, failureOf, movableClock, resultOf } from './activity-bed.ts';
import { CAPTION, trace as sampleTrace } from './reconcile-samples.ts';

const HOUR = 3_600_000;
/** So long ago that the windows are over. */
const LONG_AGO = 600_000;
const WINDOW = Math.max(...RECONCILE_WINDOWS_MS);

const OUTAGE = { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'Object does not exist' };
const SERVER_ERROR = { kind: 'error', httpStatus: 500, code: 2, message: 'Service temporarily unavailable' };

let bed: ActivityBed;
let forward: (ms: number) => void;
const activities = () => createReconcileActivities(bed);

beforeAll(async () => {
  bed = await ActivityBed.start();
});
afterAll(() => bed.stop());
beforeEach(() => {
  forward = movableClock();
});
afterEach(() => {
  jest.restoreAllMocks();
});

type Own = Awaited<ReturnType<ActivityBed['addAccount']>>;

const traceOf = async (account: Own, more: Partial<PublishTrace> = {}): Promise<PublishTrace> =>
  sampleTrace({
    accountId: account.id,
    containerId: await bed.container(account, more.caption ?? CAPTION),
    sentAt: Date.now(),
    ...more,
  });

const fault = async ({ igUserId }: TestAccount, on: string, answer: object, more: object = {}) => {
  expect(await bed.instagram.control('/faults', { on, igUserId, answer, ...more })).toMatchObject({ status: 201 });
};
const publish = async (account: Own, { containerId }: PublishTrace) =>
  mediaId(idIn(await bed.instagram.publish(account, containerId)));
/** What somebody posts in the app. Returns its id. */
const postByHand = async ({ igUserId }: TestAccount, more: object = {}) =>
  mediaId(idIn(await bed.instagram.control('/media', { igUserId, caption: CAPTION, ...more })));
const window = (trace: PublishTrace) => ({ trace, pace: 'window' }) as const;
const watch = (trace: PublishTrace) => ({ trace, pace: 'watch' }) as const;

describe('reconciling', () => {
  test('finds a publish whose answer was lost, at the first look', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    await publish(account, trace);
    expect(resultOf(await attempt(activities().reconcile, window(trace)))).toEqual({ found: 'published' });
  });

  test('finds a publish that is carried out late, and asks for each look by a benign failure until then', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    const waits: number[] = [];
    const { ended, failures } = await attempts(activities().reconcile, window(trace), async (waitMs) => {
      forward(waitMs);
      waits.push(waitMs);
      if (waits.length === 4) await publish(account, trace);
    });
    expect(resultOf(ended)).toEqual({ found: 'published' });
    expect(waits.map((waitMs) => Math.ceil(waitMs / 5_000) * 5)).toEqual([5, 10, 15, 30]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ type: 'LookAgain', category: 'BENIGN', nonRetryable: false });
    }
    expect(failures[0]?.message).toBe('The container reads FINISHED. The feed shows nothing like the post.');
  });

  test('finds it although the feed cannot be read', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    await publish(account, trace);
    await fault(account, 'listMedia', SERVER_ERROR);
    expect(resultOf(await attempt(activities().reconcile, window(trace)))).toEqual({ found: 'published' });
  });

  test('never takes what a person posted by hand for a publish that the container does not confirm', async () => {
    const account = await bed.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    const trace = await traceOf(account);
    const id = await postByHand(account);
    const { ended } = await attempts(activities().reconcile, window(trace), forward);
    expect(resultOf(ended)).toMatchObject({
      found: 'nothing',
      statusCode: 'FINISHED',
      lookalike: { mediaId: id },
      onUnconfirmed: 'publish-again-same-container',
    });
  });

  test('ends when its windows are over, with what the owner of the account wants then', async () => {
    const account = await bed.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    const trace = await traceOf(account);
    const { ended, failures } = await attempts(activities().reconcile, window(trace), forward);
    expect(resultOf(ended)).toEqual({
      found: 'nothing',
      statusCode: 'FINISHED',
      lookalike: null,
      onUnconfirmed: 'publish-again-same-container',
    });
    expect(failures).toHaveLength(RECONCILE_WINDOWS_MS.length);
  });

  test('looks when the installation says', async () => {
    const trace = await traceOf(await bed.addAccount());
    const { reconcile } = createReconcileActivities({ ...bed, reconcileWindowsMs: [60_000] });
    const failure = failureOf(await attempt(reconcile, window(trace)));
    expect(failure.nextRetryDelay).toBeGreaterThan(50_000);
    forward(60_000);
    expect(resultOf(await attempt(reconcile, window(trace), { attempt: 2 }))).toMatchObject({ found: 'nothing' });
  });

  test('never lets an account publish again whose feed was not seen', async () => {
    const account = await bed.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    const trace = await traceOf(account, { sentAt: Date.now() - LONG_AGO });
    await fault(account, 'listMedia', SERVER_ERROR);
    expect(resultOf(await attempt(activities().reconcile, window(trace)))).toMatchObject({ onUnconfirmed: 'wait' });
  });

  test.each<[string, object]>([
    ['an outage of Instagram', SERVER_ERROR],
    ['a proxy', { kind: 'html', httpStatus: 502 }],
    ['a lost connection', { kind: 'reset' }],
    ['a refused token', { kind: 'error', httpStatus: 401, code: 190, message: 'Error validating access token' }],
  ])('does not end before its time because of %s', async (_case, answer) => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    await publish(account, trace);
    await fault(account, 'readContainer', answer, { times: 2 });
    const { ended, failures } = await attempts(activities().reconcile, window(trace), forward);
    expect(failures).toHaveLength(2);
    expect(resultOf(ended)).toEqual({ found: 'published' });
  });

  test('ends as unreadable when nothing could be read in its time', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    bed.stored.delete(account.id);
    const { ended, failures } = await attempts(activities().reconcile, window(trace), forward);
    expect(failures[0]?.message).toContain(`The worker knows no account "${account.id}".`);
    expect(resultOf(ended)).toEqual({ found: 'nothing', statusCode: null, lookalike: null, onUnconfirmed: 'wait' });
  });

  test('stays away for as long as Instagram asks, and then still looks', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    const throttled = { kind: 'error', httpStatus: 400, code: 80_002, message: 'Too many calls' };
    await fault(account, 'readContainer', throttled, { usage: { percent: 100, regainMinutes: 7 } });
    const failure = failureOf(await attempt(activities().reconcile, window(trace)));
    expect(failure).toMatchObject({ type: 'LookAgain', nextRetryDelay: 420_000 });
  });

  test('that is broken off does not count what it could not see', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - LONG_AGO });
    await fault(account, 'readContainer', { kind: 'hang' });
    const environment = new MockActivityEnvironment();
    const look = environment.run(activities().reconcile, window(trace));
    environment.cancel('WORKER_SHUTDOWN');
    await expect(look).rejects.toMatchObject({ name: 'CancelledFailure' });
  });
});

describe('a container that Instagram hides for the whole window', () => {
  test('proves nothing, whatever the feed shows, and settles the post when it can be read again', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    const id = await publish(account, trace);
    await fault(account, 'readContainer', OUTAGE, { times: RECONCILE_WINDOWS_MS.length + 1 });
    const { ended } = await attempts(activities().reconcile, window(trace), forward);
    expect(resultOf(ended)).toMatchObject({ found: 'nothing', statusCode: null, lookalike: { mediaId: id } });
    expect(resultOf(await attempt(activities().reconcile, watch(trace)))).toEqual({ found: 'published' });
  });
});

describe('watching', () => {
  test('looks rarely, and takes the word of the container only', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    await postByHand(account);
    forward(WINDOW);
    const failure = failureOf(await attempt(activities().reconcile, watch(trace)));
    expect(failure.type).toBe('LookAgain');
    expect(failure.nextRetryDelay).toBeGreaterThan(7 * 60_000);
    await publish(account, trace);
    const found = resultOf(await attempt(activities().reconcile, watch(trace), { attempt: 2 }));
    expect(found).toEqual({ found: 'published' });
  });

  test('ends after a day, even when Instagram hid the container all day and something fits', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - 24 * HOUR });
    const id = await postByHand(account, { publishedAt: trace.sentAt + 600_000 });
    await fault(account, 'readContainer', OUTAGE);
    const ended = await attempt(activities().reconcile, watch(trace));
    expect(resultOf(ended)).toMatchObject({ found: 'nothing', statusCode: null, lookalike: { mediaId: id } });
  });
});

describe('finding the media of a post that is published', () => {
  /** One look, at a time when the feed can have caught up. */
  const look = (trace: PublishTrace) =>
    attempt(activities().findMedia, { trace }, { scheduledTimestampMs: Date.now() - WINDOW });

  test('tells its id, its address and its time', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    const id = await publish(account, trace);
    expect(resultOf(await look(trace))).toEqual({
      media: { mediaId: id, permalink: expect.stringMatching(/^https:/), publishedAt: expect.any(Number) },
    });
  });

  test('never begins before the feed has had a whole window, however long ago the post was sent', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - LONG_AGO });
    await postByHand(account);
    const failure = failureOf(await attempt(activities().findMedia, { trace }));
    expect(failure).toMatchObject({ type: 'LookAgain', message: 'It is too early to tell by the feed.' });
    expect(Math.ceil(Number(failure.nextRetryDelay) / 1000) * 1000).toBe(WINDOW);
  });

  test('begins one window after it was asked for, and goes on until the feed shows it', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account);
    const id = await publish(account, trace);
    await fault(account, 'listMedia', SERVER_ERROR, { times: 3 });
    const waits: number[] = [];
    const { ended } = await attempts(activities().findMedia, { trace }, (waitMs) => {
      forward(waitMs);
      waits.push(waitMs);
    });
    expect(resultOf(ended)).toMatchObject({ media: { mediaId: id } });
    expect(waits.map((waitMs) => Math.ceil(waitMs / 60_000))).toEqual([7, 8, 15, 30]);
  });

  test('never guesses between two that fit, and goes on rarely when the windows are over', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - LONG_AGO });
    await publish(account, trace);
    await postByHand(account);
    const failure = failureOf(await look(trace));
    expect(failure).toMatchObject({ type: 'LookAgain', category: 'BENIGN' });
    expect(failure.message).toBe('The feed shows 2 media that look like the post.');
    expect(failure.nextRetryDelay).toBeGreaterThan(290_000);
  });

  test('looks for a story among the stories', async () => {
    const account = await bed.addAccount();
    const id = await postByHand(account, { kind: 'story-video', caption: null });
    const trace = await traceOf(account, { kind: 'story', medium: 'video', caption: '' });
    expect(resultOf(await look(trace))).toMatchObject({ media: { mediaId: id } });
  });

  test('ends a day after the sending without it', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - 24 * HOUR });
    expect(resultOf(await look(trace))).toEqual({ media: null });
  });

  test('looks once even for a post of which only the end of the day told that it is published', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - 24 * HOUR });
    const id = await postByHand(account, { publishedAt: trace.sentAt });
    const { ended, failures } = await attempts(activities().findMedia, { trace }, forward);
    expect(failures).toHaveLength(1);
    expect(resultOf(ended)).toMatchObject({ media: { mediaId: id } });
  });

  test('goes on although the feed cannot be read', async () => {
    const account = await bed.addAccount();
    const trace = await traceOf(account, { sentAt: Date.now() - LONG_AGO });
    await fault(account, 'listMedia', SERVER_ERROR);
    const failure = failureOf(await look(trace));
    expect(failure.message).toBe('The feed is not readable. Instagram reported an error of its own.');
  });
});
