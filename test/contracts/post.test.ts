import { describe, expect, test } from '@jest/globals';
import { isFinal, needsPerson, POST_STATUSES } from '../../contracts/post.ts';

describe('the status of a post', () => {
  test('either stays, or waits for a person, or moves on by itself', () => {
    expect(POST_STATUSES.filter(isFinal)).toEqual(['published', 'failed', 'missed', 'canceled']);
    expect(POST_STATUSES.filter(needsPerson)).toEqual(['blocked', 'unconfirmed']);
  });
});
