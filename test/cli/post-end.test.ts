import { describe, expect, test } from '@jest/globals';
import { EXIT, type ExitCode } from '../../cli/exit-codes.ts';
import { commandFor, refuseUnpublished } from '../../cli/post-end.ts';
import { type Ending, endingOf } from '../../cli/problems.ts';
import type { PostStatus } from '../../contracts/post.ts';
import type { ErrorCategory } from '../../contracts/post-error.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { PUBLISHED, SCHEDULED, TOKEN_EXPIRED } from './samples.ts';

function endOf(post: PostView): Ending {
  try {
    refuseUnpublished(post);
  } catch (error) {
    return endingOf(error);
  }
  throw new Error('The post passed for published.');
}

const postThat = (status: PostStatus, category: ErrorCategory | null): PostView => ({
  ...SCHEDULED,
  status,
  error: category && { ...TOKEN_EXPIRED, category },
});

describe('a post that was waited for', () => {
  test('and is published is no problem', () => {
    expect(() => refuseUnpublished(PUBLISHED)).not.toThrow();
  });

  test.each<[PostStatus, ErrorCategory | null, ExitCode]>([
    ['blocked', 'token', EXIT.token],
    ['blocked', 'permission', EXIT.refused],
    ['blocked', 'media', EXIT.refused],
    ['blocked', 'carillon', EXIT.refused],
    ['blocked', null, EXIT.refused],
    ['unconfirmed', 'platform', EXIT.refused],
    ['unconfirmed', 'token', EXIT.refused],
    ['unconfirmed', null, EXIT.refused],
    ['failed', 'token', EXIT.token],
    ['failed', 'content', EXIT.refused],
    ['failed', 'carillon', EXIT.general],
    ['missed', 'schedule', EXIT.general],
    ['canceled', null, EXIT.general],
  ])('and is %s, with an error of the category %s, ends with exit %s', (status, category, exitCode) => {
    expect(endOf(postThat(status, category)).exitCode).toBe(exitCode);
  });

  test('and ended tells how, with the error and its cure', () => {
    expect(endOf(postThat('failed', 'content')).problem).toEqual({
      code: 'token-expired',
      message: 'Post "order-8841" of account "brand" ended as failed: The access token has expired.',
      nextAction: TOKEN_EXPIRED.nextAction,
      details: { ...TOKEN_EXPIRED, category: 'content' },
    });
    expect(endOf(postThat('canceled', null)).problem).toMatchObject({ code: 'canceled' });
  });

  test('and waits for a person tells what to do and the command to give', () => {
    expect(endOf(postThat('blocked', 'media')).problem).toMatchObject({
      message: 'Post "order-8841" of account "brand" is blocked: The access token has expired.',
      nextAction: `${TOKEN_EXPIRED.nextAction} Command: carillon posts retry brand order-8841`,
    });
  });
});

test.each<[PostStatus, ErrorCategory | null, string | null]>([
  ['blocked', 'token', 'carillon accounts add brand --ig-user-id <number> --token-file <file>'],
  ['blocked', 'permission', 'carillon posts retry brand order-8841'],
  ['unconfirmed', 'platform', 'carillon posts settle brand order-8841 <published|not-published>'],
  ['failed', 'token', null],
  ['scheduled', null, null],
])('the command for a post that is %s, with an error of the category %s, is %s', (status, category, command) => {
  expect(commandFor(postThat(status, category))).toBe(command);
});
