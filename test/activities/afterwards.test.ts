import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAfterwardsActivities } from '../../activities/afterwards.ts';
import type { AccountId } from '../../contracts/ids.ts';
import { containerId, mediaId } from '../contracts/samples.ts';
import { idIn } from '../simulator/test-bed.ts';
import { ActivityBed, attempt, failureOf, resultOf } from './activity-bed.ts';

let bed: ActivityBed;
const activities = () => createAfterwardsActivities(bed);

beforeAll(async () => {
  bed = await ActivityBed.start({ carouselProcessingMs: 0 });
});
afterAll(() => bed.stop());

test('the status of a container is what Instagram calls it', async () => {
  const account = await bed.addAccount();
  const container = await bed.container(account, 'A picture');
  const order = { accountId: account.id, containerId: container };
  expect(resultOf(await attempt(activities().readContainerStatus, order))).toEqual({ statusCode: 'FINISHED' });
  await bed.instagram.publish(account, container);
  expect(resultOf(await attempt(activities().readContainerStatus, order))).toEqual({ statusCode: 'PUBLISHED' });
});

test('a permalink is read', async () => {
  const account = await bed.addAccount();
  const id = mediaId(await bed.instagram.publishNew(account, 'A picture'));
  const { permalink } = resultOf(await attempt(activities().readPermalink, { accountId: account.id, mediaId: id }));
  expect(permalink).toMatch(/^https:\/\/www\.instagram\.com\/p\//);
});

test.each<[string, object[], number]>([
  ['is whole', [], 3],
  ['went live with one medium less', [{ dropChildren: 1 }], 2],
])('the media of a carousel that %s are counted', async (_case, drops, children) => {
  const account = await bed.addAccount();
  const carousel = await bed.instagram.createCarousel(account, 3);
  const fault = { on: 'publish', igUserId: account.igUserId, commit: true, answer: { kind: 'normal' } };
  for (const drop of drops) await bed.instagram.control('/faults', { ...fault, ...drop });
  const id = mediaId(idIn(await bed.instagram.publish(account, carousel)));
  expect(resultOf(await attempt(activities().countChildren, { accountId: account.id, mediaId: id }))).toEqual({
    children,
  });
});

describe('what cannot be read is named, and read again', () => {
  const container = containerId('17900000000000404');
  const media = mediaId('18000000000000404');

  test.each([
    [
      'a container',
      container,
      (id: AccountId) => attempt(activities().readContainerStatus, { accountId: id, containerId: container }),
    ],
    ['a permalink', media, (id: AccountId) => attempt(activities().readPermalink, { accountId: id, mediaId: media })],
    ['the children', media, (id: AccountId) => attempt(activities().countChildren, { accountId: id, mediaId: media })],
  ] as const)('%s', async (_case, what, read) => {
    const failure = failureOf(await read((await bed.addAccount()).id));
    expect(failure).toMatchObject({ type: 'Transient', nonRetryable: false });
    expect(failure.message).toContain(what);
    expect(failure.details?.[0]).toMatchObject({ code: 'object-unreadable' });
  });
});
