import { describe, expect, test } from '@jest/globals';
import { createCollaboratorsActivities } from '../../activities/collaborators.ts';
import type { CollaborativeMedia } from '../../contracts/collaborative-media.ts';
import { NEEDS_PERSON, TRANSIENT } from '../../contracts/staging-failures.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { MEDIA_ID } from '../contracts/samples.ts';
import { type AttemptInfo, attempt, failureOf, resultOf } from './activity-bed.ts';
import { BRAND, type CollaborationBedOptions, collaborationBed, ok, remembering } from './collaboration-bed.ts';
import { refused, unreachable } from './samples.ts';

const LISTED = [{ username: 'anna', status: 'accepted' } as const];

const PICTURE: CollaborativeMedia = {
  mediaId: MEDIA_ID,
  owner: 'katrina',
  caption: 'A picture',
  mediaType: 'IMAGE',
  productType: 'FEED',
  permalink: null,
  publishedAt: null,
  likes: 0,
  comments: null,
  totalLikes: null,
  totalComments: null,
  reposts: null,
  saves: null,
  shares: null,
  views: null,
};

function reading(
  failure?: GraphFailure,
  { caption = null, ...options }: Omit<CollaborationBedOptions, 'graph'> & { readonly caption?: string | null } = {},
) {
  const asked: unknown[] = [];
  const { dependencies, asked: charged } = collaborationBed({
    ...options,
    graph: {
      listCollaborators: async (_account, id) => {
        asked.push(id);
        return failure ?? ok({ listed: LISTED });
      },
      listCollaborativeMedia: async (_account, page) => {
        asked.push(page);
        return failure ?? ok({ items: [{ ...PICTURE, caption }], next: 'there' });
      },
    },
  });
  const { readCollaborators, readCollaborativeMedia } = createCollaboratorsActivities(dependencies);
  return {
    asked,
    charged,
    collaborators: (info?: AttemptInfo) => attempt(readCollaborators, { accountId: BRAND, mediaId: MEDIA_ID }, info),
    media: (info?: AttemptInfo) => attempt(readCollaborativeMedia, { accountId: BRAND, after: 'here', limit: 7 }, info),
  };
}

test('the collaborators of a media are read, and charged to nothing', async () => {
  const { asked, charged, collaborators } = reading();
  expect(resultOf(await collaborators())).toEqual({ listed: LISTED });
  expect(asked).toEqual([MEDIA_ID]);
  expect(charged).toEqual([]);
});

test('a page of collaborative media is read, and charged to nothing', async () => {
  const { asked, charged, media } = reading();
  expect(resultOf(await media())).toEqual({ media: [{ ...PICTURE, caption: null }], next: 'there' });
  expect(asked).toEqual([{ after: 'here', limit: 7 }]);
  expect(charged).toEqual([]);
});

test.each([
  ['as it is', 'A picture', 'A picture'],
  ['in no more than it may be long', 'x'.repeat(9_999), 'x'.repeat(2_200)],
  ['in whole characters', `a${'🎁'.repeat(9_999)}`, `a${'🎁'.repeat(1_099)}\ufffd`],
])('a caption of collaborative media is read %s', async (_case, caption, becomes) => {
  const { media } = resultOf(await reading(undefined, { caption }).media());
  expect(media).toEqual([{ ...PICTURE, caption: becomes }]);
});

describe.each(['collaborators', 'media'] as const)('%s that cannot be read', (what) => {
  test.each<[string, GraphFailure, object]>([
    ['just now are read again', unreachable('maybe'), { type: TRANSIENT, nonRetryable: false }],
    ['for a throttle wait', refused({ code: 4 }), { type: TRANSIENT, nextRetryDelay: 300_000, category: 'BENIGN' }],
    ['with this token need a person', refused({ code: 190 }), { type: NEEDS_PERSON, nonRetryable: true }],
  ])('%s', async (_case, failure, expected) => {
    expect(failureOf(await reading(failure)[what]())).toMatchObject(expected);
  });

  test('are given up with the sixth try, but never for a throttle', async () => {
    const fifth = remembering({ failures: 4 });
    const sixth = remembering({ failures: 5, throttles: 9 });
    expect(failureOf(await reading(unreachable('no'))[what](fifth)).nonRetryable).toBe(false);
    expect(failureOf(await reading(unreachable('no'))[what](sixth)).nonRetryable).toBe(true);
    expect(failureOf(await reading(refused({ code: 4 }))[what](sixth)).nonRetryable).toBe(false);
  });

  test('count their failures, and not their throttles and other attempts', async () => {
    const outage = await reading(unreachable('maybe'))[what]({ attempt: 50 });
    expect(failureOf(outage).nonRetryable).toBe(false);
    expect(outage.heartbeatDetails).toMatchObject({ failures: 1, throttles: 0 });
    const { heartbeatDetails } = outage;
    const throttled = await reading(refused({ code: 4 }))[what]({ attempt: 51, heartbeatDetails });
    expect(throttled.heartbeatDetails).toMatchObject({ failures: 1, throttles: 1 });
  });

  test('with a token of Instagram Login are not asked for', async () => {
    const { asked, ...read } = reading(undefined, { account: { login: 'instagram' } });
    const failure = failureOf(await read[what]());
    expect(failure).toMatchObject({ type: NEEDS_PERSON, nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ code: 'collaboration-needs-facebook-login' });
    expect(asked).toEqual([]);
  });
});
