import { describe, expect, test } from '@jest/globals';
import { captionRefusal } from '../../../simulator/containers/caption.ts';

const words = (count: number, mark: string) =>
  Array.from({ length: count }, (_, index) => `${mark}w${index}`).join(' ');

describe('a caption', () => {
  test.each([
    ['nothing', ''],
    ['2200 characters', 'a'.repeat(2_200)],
    ['2200 characters of which each is a surrogate pair', '🎉'.repeat(2_200)],
    ['30 hashtags', words(30, '#')],
    ['20 mentions', words(20, '@')],
    ['many addresses', words(30, 'ann@')],
  ])('of %s is taken', (_, caption) => {
    expect(captionRefusal(caption)).toBeNull();
  });

  test.each([
    ['2201 characters', 'a'.repeat(2_201), 36004, 2207010],
    ['31 hashtags', words(31, '#'), 36004, 2207010],
    ['21 mentions', words(21, '@'), 100, 2207040],
  ])('of %s is refused', (_, caption, code, subcode) => {
    expect(captionRefusal(caption)).toMatchObject({ httpStatus: 400, code, subcode });
  });

  test('that is too long is told how long it is', () => {
    expect(captionRefusal('a'.repeat(2_345))?.userMessage).toContain('was 2345 characters long');
  });
});
