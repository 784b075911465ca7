import { describe, expect, test } from '@jest/globals';
import { idMaker } from '../../../simulator/ids.ts';
import { judgePublish, type PublishQuestion } from '../../../simulator/publishing/publish-verdict.ts';
import { defaultSettings, type Settings } from '../../../simulator/settings.ts';
import { State } from '../../../simulator/state.ts';
import { imageContainer } from '../made-containers.ts';

const DAY = 86_400_000;

interface Circumstances {
  readonly now?: number;
  readonly published?: boolean;
  readonly failure?: number | null;
  readonly stranger?: boolean;
  readonly isCarouselItem?: boolean;
  readonly settings?: Partial<Settings>;
}

/** A question about a container of time 0 that is processed at 1000. */
function question(circumstances: Circumstances) {
  const { now = 1_000, published = false, failure = null, stranger = false, isCarouselItem = false } = circumstances;
  const { settings } = circumstances;
  const state = new State();
  const { account } = state.addAccount({ username: 'ann', tokenExpiresAt: null });
  const processing = { endsAt: 1_000, failure };
  const igUserId = stranger ? idMaker().igUser() : account.igUserId;
  const container = state.addContainer({ ...imageContainer, igUserId, isCarouselItem, processing });
  if (published) state.addMedia(account, container, { publishedAt: 1_000, isVisibleAt: 1_000 });
  const asked = { creationId: container.id, container, account, settings: { ...defaultSettings, ...settings }, now };
  return asked satisfies PublishQuestion;
}

describe('a publish', () => {
  test.each<[string, Circumstances]>([
    ['FINISHED', {}],
    ['FINISHED and about to expire', { now: DAY - 1 }],
    ['published before, in the mode duplicate', { published: true, settings: { republish: 'duplicate' } }],
  ])('of a container that is %s goes through', (_, circumstances) => {
    const asked = question(circumstances);
    expect(judgePublish(asked)).toEqual({ kind: 'publish', container: asked.container });
  });

  test('of a container that was published before is answered with its media in the mode sameId', () => {
    const asked = question({ published: true, settings: { republish: 'sameId', quotaTotal: 1 } });
    expect(judgePublish(asked)).toEqual({ kind: 'repeat', mediaId: asked.container.publishedAs });
  });

  test.each<[string, Circumstances, number, number]>([
    ['IN_PROGRESS', { now: 999 }, 9007, 2207027],
    ['failed', { failure: 2207076 }, 9007, 2207027],
    ['EXPIRED', { now: DAY }, -2, 2207020],
    ['another account’s', { stranger: true }, 24, 2207006],
    ['published before', { published: true }, 24, 2207006],
    ['published before and old', { published: true, now: 2 * DAY }, 24, 2207006],
    [
      'published before, in the mode error9007',
      { published: true, settings: { republish: 'error9007' } },
      9007,
      2207027,
    ],
  ])('of a container that is %s is refused', (_, circumstances, code, subcode) => {
    expect(judgePublish(question(circumstances))).toMatchObject({
      kind: 'refuse',
      refusal: { httpStatus: 400, code, subcode },
    });
  });

  test.each<[string, Circumstances]>([
    ['FINISHED', { settings: { quotaTotal: 0 } }],
    [
      'published before, in the mode duplicate,',
      { published: true, settings: { republish: 'duplicate', quotaTotal: 1 } },
    ],
  ])('of a container that is %s is beyond the quota when that is spent', (_, circumstances) => {
    expect(judgePublish(question(circumstances))).toEqual({ kind: 'beyond-quota' });
  });

  test('of a container that is meant for a carousel is refused as a wrong parameter', () => {
    expect(judgePublish(question({ isCarouselItem: true }))).toMatchObject({ refusal: { httpStatus: 400, code: 100 } });
  });

  test('of no container at all names the id in its refusal', () => {
    expect(judgePublish({ ...question({}), creationId: '17880000000000000', container: undefined })).toMatchObject({
      refusal: { code: 24, subcode: 2207006, userMessage: 'The media with 17880000000000000 cannot be found' },
    });
  });
});
