import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { errorsPage } from '../../graph/errors-page.ts';
import { ALL_OUTCOMES } from '../../graph/outcome.ts';
import { OUTCOME_TABLE } from '../../graph/outcome-table.ts';

const page = errorsPage();

test('the page of errors in docs is what the tables say', async () => {
  expect(await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')).toBe(page);
});

test('the page explains every code once, in one line of a table, with what leads to it', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(lines.map((line) => line.match(/^\| `([a-z-]+)` \|/)?.[1])).toEqual(ALL_OUTCOMES.map(({ code }) => code));
  for (const line of lines) {
    const cells = line.split(' | ');
    expect(cells).toHaveLength(6);
    for (const cell of cells) expect(cell.replace(/^\||\|$/g, '').trim()).not.toBe('');
  }
});

test("the page has every one of Meta's numbers that the table has", () => {
  const single = OUTCOME_TABLE.flatMap(({ codes, subcodes }) => [codes, subcodes])
    .filter((numbers) => typeof numbers !== 'string')
    .flat()
    .filter((number) => number < 200 || number > 299);
  for (const number of new Set(single)) expect(page).toMatch(new RegExp(`[\`/]${number}[\`/]`));
  expect(page).toContain('`200-299/*` anywhere');
});
