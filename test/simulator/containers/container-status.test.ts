import { describe, expect, test } from '@jest/globals';
import { containerStatus, expiresAt, shownStatus, statusText } from '../../../simulator/containers/container-status.ts';
import { idMaker } from '../../../simulator/ids.ts';
import type { Container } from '../../../simulator/state.ts';
import { imageContainer } from '../made-containers.ts';

const ids = idMaker();
const DAY = 86_400_000;
const published = { publishedAs: ids.media(), publishedAt: 6_000 };

const container = (changes: Partial<Container>): Container => ({
  ...imageContainer,
  id: ids.container(),
  igUserId: ids.igUser(),
  processing: { endsAt: 5_000, failure: null },
  publishedAs: null,
  publishedAt: null,
  ...changes,
});
const failing = { processing: { endsAt: 5_000, failure: 2207076 } };
const TEXTS = {
  inProgress: 'In Progress: Media is still being processed.',
  finished: 'Finished: Media has been uploaded and it is ready to be published.',
  expired: 'Expired: The container was not published within 24 hours and has expired.',
  published: 'Published: Media has been successfully published.',
};

describe('a container', () => {
  test.each([
    ['new', {}, 0, 'IN_PROGRESS', TEXTS.inProgress],
    ['a moment before it is processed', {}, 4_999, 'IN_PROGRESS', TEXTS.inProgress],
    ['processed', {}, 5_000, 'FINISHED', TEXTS.finished],
    ['waiting for its upload', { processing: null }, DAY - 1, 'IN_PROGRESS', TEXTS.inProgress],
    ['nearly a day old', {}, DAY - 1, 'FINISHED', TEXTS.finished],
    ['a day old', {}, DAY, 'EXPIRED', TEXTS.expired],
    ['a day old and never uploaded', { processing: null }, DAY, 'EXPIRED', TEXTS.expired],
    ['going to fail', failing, 4_999, 'IN_PROGRESS', TEXTS.inProgress],
    ['failed', failing, 5_000, 'ERROR', 'Error: Media upload has failed with error code 2207076'],
    ['published', published, 6_000, 'PUBLISHED', TEXTS.published],
    ['published long ago', published, 9 * DAY, 'PUBLISHED', TEXTS.published],
  ])('that is %s says so', (_, changes, now, code, text) => {
    const status = containerStatus(container(changes), now);
    expect([status.code, statusText(status)]).toEqual([code, text]);
  });

  test('of a carousel lives no longer than the oldest of its parts', () => {
    const children = [container({ createdAt: 2_000 }), container({ createdAt: 1_000 })];
    expect(expiresAt(container({ kind: 'carousel', createdAt: 9_000, children }))).toBe(1_000 + DAY);
  });

  test.each([
    [0, 6_000, 'PUBLISHED'],
    [500, 6_499, 'FINISHED'],
    [500, 6_500, 'PUBLISHED'],
  ])('with a lag of %d ms shows at %d that it is %s, published at 6000', (lag, now, code) => {
    expect(shownStatus(container(published), now, lag).code).toBe(code);
    expect(containerStatus(container(published), now).code).toBe('PUBLISHED');
  });
});
