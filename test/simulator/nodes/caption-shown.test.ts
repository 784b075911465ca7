import { describe, expect, test } from '@jest/globals';
import { shownCaption } from '../../../simulator/nodes/caption-shown.ts';

describe('a caption', () => {
  test.each([
    ['  hello  ', 'hello'],
    ['a\n\n\n\nb', 'a\n\nb'],
    ['a\n \t\n\nb', 'a\n\nb'],
    ['a\r\n\r\n\r\nb', 'a\r\n\nb'],
    ['a\nb', 'a\nb'],
    ['e\u0301', '\u00e9'],
    ['', ''],
  ])('that was sent as %j is read back as it was, or normalised as %j', (sent, normalised) => {
    expect(shownCaption(sent, { captions: 'as-sent' })).toBe(sent);
    expect(shownCaption(sent, { captions: 'normalised' })).toBe(normalised);
  });

  test('that was not sent is not shown', () => {
    expect(shownCaption(null, { captions: 'normalised' })).toBeUndefined();
  });
});
