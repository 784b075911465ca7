import { describe, expect, test } from '@jest/globals';
import {
  COMMENT_REFUSED,
  judgeCommentFailure,
  judgeListFailure,
  ownCommentAmong,
} from '../../activities/judge-comment.ts';
import { TRANSIENT } from '../../contracts/staging-failures.ts';
import type { MediaComment } from '../../graph/comments.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { IG_USER_ID } from '../graph/graph-stand-in.ts';
import { refused, unreachable, unreadable } from './samples.ts';

describe('after a comment whose fate nobody knows, the list is given a moment and then looked at', () => {
  test.each<[string, GraphFailure, string]>([
    ['an answer that was lost', unreachable('maybe'), 'comment-unconfirmed'],
    ['a request that never left', unreachable('no'), 'instagram-unreachable'],
    ['a web page', unreadable(502), 'comment-unconfirmed'],
    ['a success without an id', unreadable(200), 'comment-unconfirmed'],
    ['an error of Instagram', refused({ httpStatus: 500, code: 2 }), 'comment-unconfirmed'],
    ['an unknown error of Instagram', refused({ httpStatus: 503, code: 987_654 }), 'comment-unconfirmed'],
    ['a refusal that nobody documents', refused({ code: 987_654 }), 'comment-unconfirmed'],
    ['20 for another reason', refused({ code: 20, subcode: 1 }), 'comment-unconfirmed'],
    ['a media that is not shown yet', refused({ code: 100, subcode: 33 }), 'comment-unconfirmed'],
    ['a refusal with the comment behind it', refused({ code: 20, subcode: 1_772_107 }), 'comment-unconfirmed'],
  ])('%s', (_case, failure, code) => {
    expect(judgeCommentFailure(failure)).toMatchObject({
      type: TRANSIENT,
      waitMs: 5_000,
      isThrottled: false,
      error: { code },
    });
  });
});

describe('a throttled comment waits', () => {
  test.each<[string, number | null, number]>([
    ['for as long as Instagram says', 7, 420_000],
    ['for five minutes when it does not say', null, 300_000],
    ['for five minutes when it says none', 0, 300_000],
  ])('%s', (_case, regainAccessMinutes, waitMs) => {
    const failure = refused({ httpStatus: 403, code: 4, subcode: 2207051 }, { regainAccessMinutes });
    expect(judgeCommentFailure(failure)).toMatchObject({ type: TRANSIENT, waitMs, isThrottled: true });
    expect(judgeListFailure(failure)).toMatchObject({ type: TRANSIENT, waitMs, isThrottled: true });
  });
});

describe('a refusal is final', () => {
  test.each<[string, GraphFailure, string, string]>([
    ['of the text', refused({ code: 100 }), 'comment-refused', 'content'],
    ['of the token', refused({ httpStatus: 401, code: 190, subcode: 463 }), 'token-expired', 'token'],
    ['of the permission', refused({ httpStatus: 403, code: 10 }), 'permission-missing', 'permission'],
  ])('%s', (_case, failure, code, category) => {
    expect(judgeCommentFailure(failure)).toMatchObject({
      type: COMMENT_REFUSED,
      error: { code, category, retryable: false, meta: { message: 'Instagram said no.' } },
    });
  });
});

test('no error of a comment tells anybody to queue the post again', () => {
  const failures = [unreachable('maybe'), unreadable(502), refused({ code: 190 }), refused({ code: 100 })];
  for (const { error } of [...failures.map(judgeCommentFailure), ...failures.map(judgeListFailure)]) {
    expect(error.nextAction).toBe('Look at the post on Instagram, and write the comment there if it is missing.');
  }
});

test('a list that cannot be read is read again, whatever the refusal', () => {
  for (const failure of [refused({ code: 987_654 }), refused({ code: 190 }), unreachable('maybe'), unreadable(502)]) {
    expect(judgeListFailure(failure).type).toBe(TRANSIENT);
  }
});

describe('a comment is our own', () => {
  const publishedAt = Date.parse('2026-12-01T09:00:01.500Z');
  const order = { text: 'Where to buy:\nlink in bio', igUserId: IG_USER_ID, publishedAt };
  const own: MediaComment = {
    commentId: '1',
    text: 'Where to buy:\nlink in bio',
    fromId: IG_USER_ID,
    postedAt: Date.parse('2026-12-01T09:00:01.000Z'),
  };

  test.each<[string, Partial<MediaComment>]>([
    ['as it was sent', {}],
    ['with other white space', { text: ' Where to buy: link  in bio' }],
    ['without a name', { fromId: null }],
    ['without a time', { postedAt: null }],
    ['by a clock that is a little behind', { postedAt: publishedAt - 30_000 }],
  ])('%s', (_case, more) => {
    const others = { commentId: '2', text: 'Nice!', fromId: '5', postedAt: publishedAt };
    expect(ownCommentAmong([others, { ...own, ...more }], order)?.commentId).toBe('1');
  });

  test.each<[string, Partial<MediaComment>]>([
    ['with another text', { text: 'Where to buy' }],
    ['by somebody else', { fromId: '17841400000000002' }],
    ['from before the post', { postedAt: publishedAt - 60_000 }],
  ])('but not one %s', (_case, more) => {
    expect(ownCommentAmong([{ ...own, ...more }], order)).toBeUndefined();
  });
});
