import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { AccessToken } from '../../graph/access-token.ts';

const SECRET = 'EAAsecret0123456789';
const token = new AccessToken(SECRET);

describe('an access token', () => {
  test('gives its value to whoever asks for it by name', () => {
    expect(token.reveal()).toBe(SECRET);
  });

  test.each([
    ['interpolated', `${token}`],
    ['concatenated', String(token)],
    ['serialised', JSON.stringify({ token })],
    ['inspected', inspect(token, { showHidden: true, depth: 5 })],
    ['inspected inside an object', inspect({ account: { token } }, { depth: 5 })],
    ['spread', JSON.stringify({ ...token })],
  ])('does not show its value when it is %s', (_way, shown) => {
    expect(shown).not.toContain(SECRET);
  });

  test.each(['', 'two words', 'line\nend', 'tokén', ' padded'])(
    'refuses %j in words that do not depend on it',
    (value) => {
      expect(() => new AccessToken(value)).toThrow(
        new TypeError('An access token must be visible ASCII characters only: check for a space or a line end in it.'),
      );
    },
  );
});
