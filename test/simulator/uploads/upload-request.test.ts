import { describe, expect, test } from '@jest/globals';
import type { Upload } from '../../../simulator/state.ts';
import { judgeUpload, uploadToken } from '../../../simulator/uploads/upload-request.ts';

const NEW: Upload = { received: 0, fileSize: null, phase: 'not_started', error: null, digest: null, postedBytes: 0 };
const HALF: Upload = { ...NEW, received: 50, fileSize: 100, phase: 'in_progress', postedBytes: 50 };
const WHOLE: Upload = { ...HALF, received: 100, phase: 'complete' };
const LOST: Upload = { ...NEW, phase: 'error' };

const from = (offset: string, file_size = '100') => ({ offset, file_size });
const hosted = { file_url: 'https://media.example/clip.mp4' };

describe('an upload request', () => {
  test.each<[string, Upload, Record<string, string>, string | number]>([
    ['starts a file', NEW, from('0'), 'body'],
    ['starts a file by its address', NEW, hosted, 'fetch'],
    ['goes on where the bytes end', HALF, from('50'), 'body'],
    ['starts the file anew', HALF, from('0'), 'body'],
    ['starts another file at 0', HALF, from('0', '70'), 'body'],
    ['starts anew by an address', HALF, hosted, 'fetch'],
    ['sends what is there already', WHOLE, from('100'), 'body'],
    ['starts before the bytes end', HALF, from('49'), 412],
    ['starts after the bytes end', HALF, from('51'), 412],
    ['starts after nothing', NEW, from('1'), 412],
    ['starts a complete file anew', WHOLE, from('0'), 412],
    ['starts a complete file anew by an address', WHOLE, hosted, 412],
    ['goes on with a file of another size', HALF, from('50', '101'), 400],
    ['brings an empty file', NEW, from('0', '0'), 400],
    ['has no headers', NEW, {}, 400],
    ['has no size', NEW, { offset: '0' }, 400],
    ['has an offset that is no number', NEW, from('0x10'), 400],
    ['comes after the file was lost', LOST, from('0'), 400],
    ['comes by an address after the file was lost', LOST, hosted, 400],
  ])('that %s', (_, upload, headers, expected) => {
    const order = judgeUpload(headers, upload);
    expect(order.kind === 'refuse' ? order.answer.httpStatus : order.kind).toBe(expected);
  });

  test.each([
    ['OAuth EAA', 'EAA'],
    ['Bearer EAA', undefined],
    ['EAA', undefined],
    ['OAuth', undefined],
    ['', undefined],
  ])('with the authorization %j has the token %j', (authorization, token) => {
    expect(uploadToken({ authorization })).toBe(token);
  });
});
