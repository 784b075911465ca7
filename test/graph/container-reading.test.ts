import { describe, expect, test } from '@jest/globals';
import { containerReading } from '../../graph/container-reading.ts';

describe('a container', () => {
  test.each<[string, object, object]>([
    [
      'processing',
      { status_code: 'IN_PROGRESS', status: 'In Progress: Media is still being processed.' },
      { statusCode: 'IN_PROGRESS', status: 'In Progress: Media is still being processed.', failureSubcode: null },
    ],
    ['with no sentence', { status_code: 'FINISHED' }, { statusCode: 'FINISHED', status: null, failureSubcode: null }],
    [
      'published',
      { status_code: 'PUBLISHED', status: 'Published: Media has been successfully published.', id: '17' },
      { statusCode: 'PUBLISHED' },
    ],
    [
      'failed, its subcode in the sentence',
      { status_code: 'ERROR', status: 'Error: Media upload has failed with error code 2207076' },
      { statusCode: 'ERROR', failureSubcode: 2207076 },
    ],
    ['failed, its subcode as a number', { status_code: 'ERROR', status: 2207026 }, { failureSubcode: 2207026 }],
    [
      'failed, without a status code',
      { status: 'Error: 2207052 something' },
      { statusCode: 'ERROR', failureSubcode: 2207052 },
    ],
    [
      'in progress, without a status code',
      { status_code: '', status: 'In Progress: x' },
      { statusCode: 'IN_PROGRESS' },
    ],
    ['expired', { status_code: 'EXPIRED', status: null }, { statusCode: 'EXPIRED', status: null }],
    ['in a state that nobody knows', { status_code: 'MARINATING' }, { statusCode: 'UNKNOWN' }],
    ['with a longer number', { status_code: 'ERROR', status: 'id 122070761' }, { failureSubcode: null }],
  ])('is read when it is %s', (_case, body, expected) => {
    expect(containerReading.parse(body)).toMatchObject(expected);
  });

  test.each([{}, { id: '17900000000000001' }, { status_code: null }, { status_code: '', status: '' }, null, []])(
    'is not made of %j',
    (body) => {
      expect(containerReading.safeParse(body).success).toBe(false);
    },
  );
});

describe("a video's phases", () => {
  const read = (video_status: unknown) => containerReading.parse({ status_code: 'IN_PROGRESS', video_status });

  test.each<[string, unknown, object]>([
    [
      'interrupted',
      {
        uploading_phase: { status: 'in_progress', bytes_transferred: 50_002 },
        processing_phase: { status: 'not_started' },
      },
      { upload: { phase: 'in_progress', bytes: 50_002, errorCode: null }, processing: 'not_started' },
    ],
    [
      'in the other spelling of the bytes',
      { uploading_phase: { status: 'in_progress', bytes_transfered: 50_002 } },
      { upload: { phase: 'in_progress', bytes: 50_002, errorCode: null }, processing: null },
    ],
    [
      'complete, in both spellings',
      { uploading_phase: { status: 'complete', bytes_transferred: 0 }, processing_phase: { status: 'completed' } },
      { upload: { phase: 'complete', bytes: 0, errorCode: null }, processing: 'complete' },
    ],
    [
      'stuck',
      {
        uploading_phase: {
          status: 'error',
          bytes_transferred: 0,
          source_file_size: 0,
          errors: [{ code: 1363008, message: 'OIL Error[FILE_NOT_FOUND: 6]: File not found.' }],
        },
        processing_phase: { status: 'error' },
      },
      { upload: { phase: 'error', bytes: 0, errorCode: 1363008 }, processing: 'error' },
    ],
    [
      'told in new words',
      { uploading_phase: { status: 'warming_up', bytes_transferred: -3, errors: 'none' }, processing_phase: {} },
      { upload: { phase: 'unknown', bytes: null, errorCode: null }, processing: 'unknown' },
    ],
    ['not told', undefined, { upload: null, processing: null }],
    ['null', null, { upload: null, processing: null }],
    ['no object', 'complete', { upload: null, processing: null }],
    ['empty', {}, { upload: null, processing: null }],
  ])('are read when they are %s', (_case, videoStatus, expected) => {
    expect(read(videoStatus)).toMatchObject({ statusCode: 'IN_PROGRESS', ...expected });
  });
});

test('the sentence of a container shows no signed address', () => {
  const status = 'Error: could not be fetched from https://cdn.example/a.mp4?X-Amz-Signature=abc (2207052)';
  expect(containerReading.parse({ status_code: 'ERROR', status })).toMatchObject({
    status: 'Error: could not be fetched from https://cdn.example/a.mp4?[query] (2207052)',
    failureSubcode: 2207052,
  });
});
