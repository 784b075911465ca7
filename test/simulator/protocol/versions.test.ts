import { expect, test } from '@jest/globals';
import { servedVersion } from '../../../simulator/protocol/versions.ts';

test.each([
  ['/v21.0/me', 'v21.0'],
  ['/v26.0/1784/media', 'v26.0'],
  ['//v25.0//me', 'v25.0'],
  ['/me', 'v21.0'],
  ['/', 'v21.0'],
  ['/v19.0/me', 'v21.0'],
  ['/v27.0/me', null],
  ['/v25.5/me', null],
])('%s is answered by %s', (path, expected) => {
  expect(servedVersion(path)).toBe(expected);
});
