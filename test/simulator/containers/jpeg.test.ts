import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJpeg, jpegSize } from '../../../simulator/containers/jpeg.ts';
import { testPicture } from '../../../simulator/control/test-picture.ts';

describe('a JPEG', () => {
  test('tells its size: the test picture is one of 32 x 32', () => {
    expect(isJpeg(testPicture)).toBe(true);
    expect(jpegSize(testPicture)).toEqual({ width: 32, height: 32 });
  });

  test('the test picture is baseline and ends as a whole file does', () => {
    expect(testPicture.includes(Buffer.from('ffc0', 'hex'))).toBe(true);
    expect(testPicture.subarray(-2).toString('hex')).toBe('ffd9');
  });

  test.each(['', 'ffd8', '89504e470d0a1a0a', '3c68746d6c3e'])('%j does not begin as one', (hex) => {
    expect(isJpeg(Buffer.from(hex, 'hex'))).toBe(false);
  });

  test('without a header of a frame has no size, whatever comes after its first bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const size = jpegSize(Buffer.concat([Buffer.from('ffd8ff', 'hex'), tail]));
        expect(size === null || (size.width > 0 && size.height > 0)).toBe(true);
      }),
    );
  });
});
