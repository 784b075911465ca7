import { describe, expect, test } from '@jest/globals';
import { ROWS, rowsNamed } from '../../bench/rows.ts';
import { CommandError } from '../../cli/command-errors.ts';

const namesOf = (names?: readonly string[]): string[] => rowsNamed(names).map(({ name }) => name);

describe('the bench measures', () => {
  test('everything, unless it is told otherwise', () => {
    expect(rowsNamed(undefined)).toEqual(ROWS);
  });

  test('only the rows that are named, each once, in its own order', () => {
    expect(namesOf(['cuts', 'uploads', 'cuts'])).toEqual(['uploads', 'cuts']);
  });

  test('nothing when one of the names is not that of a row, and says which there are', () => {
    const naming = () => rowsNamed(['uploads', 'upload']);
    expect(naming).toThrow(CommandError);
    expect(naming).toThrow('The bench has no row "upload".');
    for (const { name } of ROWS)
      expect(naming).toThrow(expect.objectContaining({ nextAction: expect.stringContaining(name) }));
  });

  test('under names of which no two are the same', () => {
    const names = ROWS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
