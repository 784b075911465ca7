import { describe, expect, test } from '@jest/globals';
import { withBeats, withUploads } from '../../client/upload-progress.ts';
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
    expect(uploadsOf(withBeats(preparing, beats))).toEqual(uploads);
  });

  test.each<[string, PostView, boolean]>([
    ['while something is uploaded', preparing, true],
    ['while nothing is', { ...preparing, containers: [container('1', 'processing', 0)] }, false],
    ['once the post is past staging', { ...preparing, status: 'failed' }, false],
  ])('is asked for %s: %#', async (_, view, isAsked) => {
    const runs = new RecordedRuns();
    runs.beats = [beat];
    const read = await withUploads(runs, ID, view);
    expect(runs.beatsRead).toBe(isAsked ? 1 : 0);
    expect(uploadsOf(read)[0]).toEqual(isAsked ? { bytes: 5, totalBytes: 9 } : null);
  });
});
