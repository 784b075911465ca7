import { expect, test } from '@jest/globals';
import { judgeMediaAccess } from '../../activities/judge-media-access.ts';
import type { StagingProblem } from '../../activities/staging-failure.ts';
import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../../contracts/staging-failures.ts';
import { MediaAccessError } from '../../media/media-access-error.ts';

test.each<[MediaAccessError['code'], StagingProblem['type'], boolean]>([
  ['media-missing', NEEDS_PERSON, false],
  ['media-unreadable', NEEDS_PERSON, false],
  ['media-private', NEEDS_PERSON, false],
  ['media-changed', CONTAINER_FAILED, true],
  ['media-temporary', TRANSIENT, true],
])('a video that cannot be read because of %s is %s', (code, type, retryable) => {
  const message = 'There is no file clip.mp4.';
  expect(judgeMediaAccess(new MediaAccessError(code, message))).toMatchObject({
    type,
    error: { code, category: 'media', message, retryable },
  });
});

test('a video that is on a private network may be allowed, and the error says how', () => {
  const { error } = judgeMediaAccess(new MediaAccessError('media-private', 'It is at home.'));
  expect(error.nextAction).toMatch(/public host.*CARILLON_PRIVATE_MEDIA=allow.*carillon posts retry/);
});
