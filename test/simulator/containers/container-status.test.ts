import { expect, test } from '@jest/globals';
import { containerStatus, statusText } from '../../../simulator/containers/container-status.ts';
import { idMaker } from '../../../simulator/ids.ts';
import type { Container } from '../../../simulator/state.ts';

const ids = idMaker();
const DAY = 86_400_000;
const mediaId = ids.media();

const container = (changes: Partial<Container>): Container => ({
  id: ids.container(),
  igUserId: ids.igUser(),
  kind: 'image',
  parameters: new Map(),
  createdAt: 0,
  processing: { endsAt: 5_000, failure: null },
  publishedAs: null,
  ...changes,
});
const failing = { processing: { endsAt: 5_000, failure: 2207076 } };

test.each([
  ['new', {}, 0, 'IN_PROGRESS', 'In Progress: Media is still being processed.'],
  ['a moment before it is processed', {}, 4_999, 'IN_PROGRESS', 'In Progress: Media is still being processed.'],
  ['processed', {}, 5_000, 'FINISHED', 'Finished: Media has been uploaded and it is ready to be published.'],
  ['nearly a day old', {}, DAY - 1, 'FINISHED', 'Finished: Media has been uploaded and it is ready to be published.'],
  ['a day old', {}, DAY, 'EXPIRED', 'Expired: The container was not published within 24 hours and has expired.'],
  ['going to fail', failing, 4_999, 'IN_PROGRESS', 'In Progress: Media is still being processed.'],
  ['failed', failing, 5_000, 'ERROR', 'Error: Media upload has failed with error code 2207076'],
  ['published', { publishedAs: mediaId }, 6_000, 'PUBLISHED', 'Published: Media has been successfully published.'],
  [
    'published long ago',
    { publishedAs: mediaId },
    9 * DAY,
    'PUBLISHED',
    'Published: Media has been successfully published.',
  ],
])('a container that is %s', (_, changes, now, code, text) => {
  const status = containerStatus(container(changes), now);
  expect([status.code, statusText(status)]).toEqual([code, text]);
});
