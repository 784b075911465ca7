import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CommentOrder, createFirstCommentActivities } from '../../activities/first-comment.ts';
import { mediaId } from '../contracts/samples.ts';
import { ActivityBed, attempt, failureOf, resultOf } from './activity-bed.ts';

const TEXT = 'Where to buy:\nlink in bio';
const MADE_ALL_THE_SAME = { kind: 'error', httpStatus: 400, code: 20, subcode: 1_772_107, message: 'Cannot comment' };
const THROTTLED = { kind: 'error', httpStatus: 400, code: 80_002, message: 'There have been too many calls' };

let bed: ActivityBed;
const postComment = (order: CommentOrder) => createFirstCommentActivities(bed).postComment(order);

beforeAll(async () => {
  bed = await ActivityBed.start();
});
afterAll(() => bed.stop());

async function livePost() {
  const account = await bed.addAccount();
  const id = mediaId(await bed.instagram.publishNew(account, 'A picture'));
  const order: CommentOrder = { accountId: account.id, mediaId: id, text: TEXT, publishedAt: Date.now() };
  const fault = (on: 'comment' | 'listComments', answer: object, more: object = {}) =>
    bed.instagram.control('/faults', { on, igUserId: account.igUserId, answer, ...more });
  const comments = async () => {
    const media = (await bed.instagram.state()).media.find((shown) => shown['id'] === id);
    return media?.['comments'] as { id: string; text: string }[];
  };
  return { account, order, fault, comments };
}

test('the first attempt comments at once', async () => {
  const { order, comments } = await livePost();
  const { commentId } = resultOf(await attempt(postComment, order));
  expect(await comments()).toMatchObject([{ id: commentId, text: TEXT }]);
});

test.each<[string, object]>([
  ['an error with which Instagram comments all the same', MADE_ALL_THE_SAME],
  ['an error of Instagram', { kind: 'error', httpStatus: 500, code: 2, message: 'Service temporarily unavailable' }],
  ['a lost connection', { kind: 'reset' }],
  ['a web page', { kind: 'html', httpStatus: 502 }],
  ['an answer without an id', { kind: 'noId' }],
])('a comment that was made behind %s is adopted by the next attempt', async (_case, answer) => {
  const { order, fault, comments } = await livePost();
  await fault('comment', answer, { commit: true });
  expect(failureOf(await attempt(postComment, order))).toMatchObject({ type: 'Transient', nextRetryDelay: 5_000 });
  const { commentId } = resultOf(await attempt(postComment, order, { attempt: 2 }));
  expect(await comments()).toMatchObject([{ id: commentId, text: TEXT }]);
});

test('a comment that was not made behind its failure is made by the next attempt', async () => {
  const { order, fault, comments } = await livePost();
  await fault('comment', MADE_ALL_THE_SAME);
  failureOf(await attempt(postComment, order));
  const { commentId } = resultOf(await attempt(postComment, order, { attempt: 2 }));
  expect(await comments()).toMatchObject([{ id: commentId, text: TEXT }]);
});

test('there is no second attempt without a look', async () => {
  const { order, fault, comments } = await livePost();
  await fault('listComments', { kind: 'reset' });
  expect(failureOf(await attempt(postComment, order, { attempt: 2 }))).toMatchObject({ type: 'Transient' });
  expect(await comments()).toEqual([]);
});

test.each([
  ['the eighth attempt is the last, if the comment itself fails', MADE_ALL_THE_SAME, true],
  ['the eighth attempt is not the last, if Instagram lets no calls through', THROTTLED, false],
])('%s', async (_case, answer, nonRetryable) => {
  const { order, fault } = await livePost();
  await fault('comment', answer);
  expect(failureOf(await attempt(postComment, order, { attempt: 8 }))).toMatchObject({
    type: 'Transient',
    nonRetryable,
  });
});

test('a refusal ends it, and says so in the words of both', async () => {
  const { order, fault, comments } = await livePost();
  await fault('comment', { kind: 'error', httpStatus: 400, code: 100, message: 'Comments are off' });
  const failure = failureOf(await attempt(postComment, order));
  expect(failure).toMatchObject({ type: 'CommentRefused', nonRetryable: true });
  expect(failure.details?.[0]).toMatchObject({ code: 'comment-refused', meta: { message: 'Comments are off' } });
  expect(await comments()).toEqual([]);
});

test('an account that is gone needs a person', async () => {
  const { account, order } = await livePost();
  bed.stored.delete(account.id);
  expect(failureOf(await attempt(postComment, order))).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
});
