import { describe, expect, test } from '@jest/globals';
import { progressLine, progressTeller } from '../../cli/post-progress.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { CONTAINER, containerId, FAILED, PUBLISHED, SCHEDULED, uploading, WAITING } from './samples.ts';

describe('the progress of a post', () => {
  const due = Date.parse(SCHEDULED.dueAt);
  const discarded = { ...CONTAINER, id: containerId('17999'), outcome: 'discarded' } as const;
  const carousel = [CONTAINER, discarded, uploading(1, 2), { ...CONTAINER, outcome: 'processing' }] as const;
  test.each<[string, Partial<PostView>, number]>([
    ['scheduled    due at 08:00:00Z', {}, 0],
    ['preparing    making a container', { status: 'preparing' }, 0],
    ['preparing    making a container', { status: 'preparing', containers: [discarded] }, 0],
    ['preparing    uploading to container 18000', { status: 'preparing', containers: [uploading(1, 2)] }, 0],
    [
      'preparing    Instagram processes container 18000',
      { status: 'preparing', containers: [discarded, CONTAINER] },
      0,
    ],
    ['preparing    Instagram has processed 1 of 3 containers', { status: 'preparing', containers: carousel }, 0],
    ['ready        container 18000 is staged, due at 08:00:00Z', { status: 'ready', containers: [CONTAINER] }, 0],
    [
      "ready        container 18000 is staged, waits for a publish of the account's window, until 2026-12-01T19:30:00.000Z",
      { status: 'ready', containers: [CONTAINER], waitingFor: WAITING },
      0,
    ],
    ['publishing   a worker holds the request, due at 08:00:00Z', { status: 'publishing' }, due - 1],
    ['publishing   sending', { status: 'publishing' }, due],
    ['published    media 17900, sent 3 ms after the due instant', PUBLISHED, due],
    [
      'published    Instagram says so, and does not show the media yet',
      { ...PUBLISHED, mediaId: null, latenessMs: null },
      due,
    ],
    ['blocked      The access token has expired.', { ...FAILED, status: 'blocked' }, due],
    ['unconfirmed  The access token has expired.', { ...FAILED, status: 'unconfirmed' }, due],
    ['failed       The access token has expired.', FAILED, due],
    ['missed       ', { status: 'missed' }, due],
    ['canceled', { status: 'canceled' }, due],
  ])('is told as "%s"', (line, post, now) => {
    expect(progressLine({ ...SCHEDULED, ...post }, now)).toBe(line);
  });

  test('is told once per stage', () => {
    const told: string[] = [];
    const tell = progressTeller((line) => told.push(line));
    for (const post of [SCHEDULED, SCHEDULED, PUBLISHED, PUBLISHED]) tell(post);
    expect(told).toHaveLength(2);
  });
});
