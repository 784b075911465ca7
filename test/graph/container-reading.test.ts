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
