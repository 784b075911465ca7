import { describe, expect, test } from '@jest/globals';
import type { PendingActivity } from '../../client/runs.ts';
import { withPending, withStaging } from '../../client/staging-progress.ts';
import type { ContainerView, PostView } from '../../contracts/post-view.ts';
import { containerId } from '../contracts/samples.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { viewOf } from './view-of.ts';

const ID = 'post.brand.order-8841';
const beat = { containerId: '1', bytes: 5, totalBytes: 9, identity: 'x' };
const container = (id: string, outcome: ContainerView['outcome'], medium: number): ContainerView => ({
  id: containerId(id),
  createdAt: '2026-12-01T08:00:00.000Z',
  medium,
  outcome,
  error: null,
  upload: null,
});
const preparing: PostView = {
  ...viewOf(ID, 'preparing'),
  containers: [container('1', 'uploading', 0), container('2', 'uploading', 1), container('3', 'processing', 2)],
};
const upload = (heartbeat: unknown): PendingActivity => ({ type: 'uploadVideo', heartbeat, lastFailure: undefined });
const creation = (lastFailure: unknown): PendingActivity => ({
  type: 'createContainer',
  heartbeat: undefined,
  lastFailure,
});
const uploadsOf = ({ containers }: PostView) => containers.map(({ upload }) => upload);

describe('how far an upload is', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['no beat', [], [null, null, null]],
    ['the beat of one', [beat], [{ bytes: 5, totalBytes: 9 }, null, null]],
    [
      'beats in any order',
      [{ ...beat, containerId: '2', bytes: 0 }, beat],
      [{ bytes: 5, totalBytes: 9 }, { bytes: 0, totalBytes: 9 }, null],
    ],
    ['the beat of one that is no longer uploaded', [{ ...beat, containerId: '3' }], [null, null, null]],
    [
      'beats of another shape',
      [null, undefined, 'x', {}, { containerId: '1', bytes: '5', totalBytes: 9 }],
      [null, null, null],
    ],
  ])('is told by %s', (_, beats, uploads) => {
    expect(uploadsOf(withPending(preparing, beats.map(upload)))).toEqual(uploads);
  });

  test.each<[string, PostView, boolean]>([
    ['while something is uploaded', preparing, true],
    ['while nothing is', { ...preparing, containers: [container('1', 'processing', 0)] }, false],
    ['once the post is past staging', { ...preparing, status: 'failed' }, false],
  ])('is asked for %s: %#', async (_, view, isAsked) => {
    const runs = new RecordedRuns();
    runs.pending = [upload(beat)];
    const read = await withStaging(runs, ID, view);
    expect(runs.pendingRead).toBe(isAsked ? 1 : 0);
    expect(uploadsOf(read)[0]).toEqual(isAsked ? { bytes: 5, totalBytes: 9 } : null);
  });
});

describe('what a container waits for', () => {
  const until = '2026-12-01T10:12:00.000Z';
  const spent = { code: 'container-quota-spent', message: 'The window is full.', until };
  const bare = viewOf(ID, 'preparing');

  test.each<[string, PendingActivity[], PostView['waitingFor']]>([
    ['nothing while it is made', [creation(undefined)], null],
    ['room in the limit', [creation(undefined), creation(spent)], { kind: 'containerQuota', until }],
    ['nothing that we know of after another failure', [creation({ ...spent, code: 'ledger-unanswered' })], null],
    ['nothing that we know of without an instant', [creation({ code: spent.code })], null],
    ['nothing when another activity says so', [{ ...creation(spent), type: 'uploadVideo' }], null],
    ['nothing when a failure is of another shape', [creation(null), creation('x'), creation(7)], null],
  ])('is %s', (_, pending, waitingFor) => {
    expect(withPending(bare, pending).waitingFor).toEqual(waitingFor);
  });

  test('is asked for before the first container is made', async () => {
    const runs = new RecordedRuns();
    runs.pending = [creation(spent)];
    expect((await withStaging(runs, ID, bare)).waitingFor).toEqual({ kind: 'containerQuota', until });
  });
});
