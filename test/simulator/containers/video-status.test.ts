import { describe, expect, test } from '@jest/globals';
import { copyrightStatus, videoStatus } from '../../../simulator/containers/video-status.ts';
import { idMaker } from '../../../simulator/ids.ts';
import type { Container, Upload } from '../../../simulator/state.ts';
import { imageContainer } from '../made-containers.ts';

const ids = idMaker();
const reel = (changes: Partial<Container>): Container => ({
  ...imageContainer,
  id: ids.container(),
  igUserId: ids.igUser(),
  kind: 'reel',
  publishedAs: null,
  publishedAt: null,
  ...changes,
});
const upload = (changes: Partial<Upload>): Upload => ({
  received: 0,
  fileSize: null,
  phase: 'not_started',
  error: null,
  digest: null,
  postedBytes: 0,
  ...changes,
});
const goingWell = { endsAt: 5_000, failure: null };
const failing = { endsAt: 5_000, failure: 2207082 };

describe('video_status', () => {
  test.each<[string, Partial<Container>, number, readonly [string, number], string]>([
    ['fetched', { processing: goingWell, fetchedBytes: 9 }, 0, ['complete', 9], 'in_progress'],
    ['fetched and processed', { processing: goingWell, fetchedBytes: 9 }, 5_000, ['complete', 9], 'complete'],
    ['processed with a failure', { processing: failing, fetchedBytes: 9 }, 5_000, ['complete', 9], 'error'],
    ['not uploaded', { upload: upload({}) }, 0, ['not_started', 0], 'not_started'],
    [
      'interrupted',
      { upload: upload({ phase: 'in_progress', received: 50_002, fileSize: 90_000, postedBytes: 70_000 }) },
      0,
      ['in_progress', 50_002],
      'not_started',
    ],
    [
      'uploaded',
      { upload: upload({ phase: 'complete', received: 9, fileSize: 9 }), processing: goingWell },
      0,
      ['complete', 9],
      'in_progress',
    ],
  ])('of a video that is %s', (_, changes, now, [status, bytes], processing) => {
    expect(videoStatus(reel(changes), now)).toEqual({
      uploading_phase: { status, bytes_transferred: bytes },
      processing_phase: { status: processing },
    });
  });

  test('tells that the upload is in error, and why', () => {
    const error = { code: 1363008, message: 'OIL Error[FILE_NOT_FOUND: 6]: File not found.' };
    expect(videoStatus(reel({ upload: upload({ phase: 'error', error }) }), 0)).toEqual({
      uploading_phase: { status: 'error', bytes_transferred: 0, source_file_size: 0, errors: [error] },
      processing_phase: { status: 'error' },
    });
  });

  test.each(['image', 'story-image', 'carousel'] as const)('is absent on a container of kind %s', (kind) => {
    expect([videoStatus(reel({ kind }), 0), copyrightStatus(reel({ kind }), 0)]).toEqual([undefined, undefined]);
  });
});

describe('copyright_check_status', () => {
  test.each([
    ['that is not there yet', {}, 0, 'not_started'],
    ['that is processed', { processing: goingWell }, 4_999, 'in_progress'],
    ['that has been processed', { processing: goingWell }, 5_000, 'completed'],
    ['that has failed', { processing: failing }, 5_000, 'error'],
  ])('of a video %s', (_, changes, now, status) => {
    expect(copyrightStatus(reel(changes), now)).toEqual({ status, matches_found: false });
  });
});
