import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { CONTAINER_PUBLISHED_BY_OTHERS } from '../../activities/staging-errors.ts';
import { COLLABORATION_NEEDS_FACEBOOK_LOGIN } from '../../contracts/collaborators.ts';
import { CONTAINER_QUOTA_SPENT } from '../../contracts/staging-failures.ts';
import { errorsPage } from '../../graph/errors-page.ts';
import { ALL_OUTCOMES } from '../../graph/outcome.ts';
import { OUTCOME_TABLE } from '../../graph/outcome-table.ts';
import { OWN_FINDINGS } from '../../tools/own-errors.ts';
import { parsed, productionFiles } from '../architecture/source-tree.ts';
import { ACCOUNT_ERRORS, CONSTANT_ERRORS, ENDED_ERRORS, MEDIA_ERRORS, NAMING_ERRORS } from './errors-of-ours.ts';
import { type MadeCode, madeCodesIn } from './made-codes.ts';

const page = errorsPage(OWN_FINDINGS);
const [fromInstagram = '', foundByUs = '', warnings = ''] = page.split(/^(?=## Errors that Carillon|## Warnings)/m);
const codeOf = ({ code }: { readonly code: string }) => code;
const linesOf = (part: string) => part.split('\n').filter((line) => line.startsWith('| `'));
const codesOn = (part: string) => linesOf(part).map((line) => line.match(/^\| `([a-z-]+)` \|/)?.[1]);

test('the page of errors in docs is what the tables say', async () => {
  expect(await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')).toBe(page);
});

test.each([
  ['an error from Instagram, with what leads to it', fromInstagram, 6],
  ['an error of our own', foundByUs, 5],
  ['a warning', warnings, 2],
])('every line of %s is whole', (_of, part, cells) => {
  expect(linesOf(part)).not.toEqual([]);
  for (const line of linesOf(part)) {
    const written = line.split(' | ').map((cell) => cell.replace(/^\||\|$/g, '').trim());
    expect(written).toHaveLength(cells);
    expect(written).not.toContain('');
  }
});

test('the page explains every code once', () => {
  expect(codesOn(fromInstagram)).toEqual(ALL_OUTCOMES.map(codeOf));
  expect(new Set(codesOn(page)).size).toBe(linesOf(page).length);
});

test("the page has every one of Meta's numbers that the table has", () => {
  const single = OUTCOME_TABLE.flatMap(({ codes, subcodes }) => [codes, subcodes])
    .filter((numbers) => typeof numbers !== 'string')
    .flat()
    .filter((number) => number < 200 || number > 299);
  for (const number of new Set(single)) expect(page).toMatch(new RegExp(`[\`/]${number}[\`/]`));
  expect(page).toContain('`200-299/*` anywhere');
});

describe('the page says of an error of our own what the error says', () => {
  const explained = OWN_FINDINGS.errors.flatMap(({ retryable, errors }) =>
    Object.entries(errors).map(([code, entry]) => [code, { retryable, ...entry }] as const),
  );
  const asOnPage = new Map<string, unknown>(explained);
  const constant = CONSTANT_ERRORS.filter((error) => error !== CONTAINER_PUBLISHED_BY_OTHERS);

  test.each(NAMING_ERRORS)('$code', ({ code, category, retryable, nextAction }) => {
    expect(asOnPage.get(code)).toMatchObject({ category, retryable, nextAction });
  });

  test.each(constant)('$code, in the same sentence', ({ code, category, retryable, message, nextAction }) => {
    expect(asOnPage.get(code)).toEqual({ category, retryable, sentence: message, nextAction });
  });

  test('container-published-by-others, which only warns', () => {
    const { code, message, nextAction } = CONTAINER_PUBLISHED_BY_OTHERS;
    expect(OWN_FINDINGS.warnings[code]).toContain(`${message} ${nextAction}`);
  });

  test('and has no other', () => {
    expect([...asOnPage.keys()].sort()).toEqual([...NAMING_ERRORS, ...constant].map(codeOf).sort());
  });
});

describe('a code in the sources', () => {
  /** The places that do not write their code out, and the codes that they can give. */
  const FROM_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
    'graph/outcome.ts: postErrorOf': ALL_OUTCOMES.map(codeOf),
    'activities/invite-errors.ts: collaborationNeedsFacebookLogin': [COLLABORATION_NEEDS_FACEBOOK_LOGIN],
    'activities/quota-errors.ts: containerQuotaSpent': [CONTAINER_QUOTA_SPENT],
    'activities/judge-media-access.ts: judgeMediaAccess': MEDIA_ERRORS.map(codeOf),
    'activities/graph-account.ts: unusableAccount': ACCOUNT_ERRORS.map(codeOf),
    'client/view.ts: stoppedError': ENDED_ERRORS.map(codeOf),
    'workflows/staging.ts: takePublishedByOthers': [CONTAINER_PUBLISHED_BY_OTHERS.code],
  };
  const codesAt = ({ place, code }: MadeCode): readonly string[] =>
    (code === null ? FROM_ELSEWHERE[place] : [code]) ?? [place];

  test('of an error or a warning is on the page, and the page has no others', async () => {
    const files = (await productionFiles()).filter(({ path }) => !path.startsWith('tools/'));
    const made = files.flatMap(madeCodesIn).flatMap(codesAt);
    expect([...new Set(made)].sort()).toEqual(codesOn(page).sort());
  });

  test.each([
    ['an error', 'graph/x.ts', "const f = () => ({ code: 'a-b', category: 'media' });", 'a-b'],
    ['an error that a name gives', 'graph/x.ts', 'const f = (code) => ({ code, category });', null],
    ['an error that is computed', 'graph/x.ts', "const f = () => ({ code: 'a-' + b, category });", null],
    ['another error', 'graph/x.ts', "const f = () => ({ ...error, code: 'a-b' });", 'a-b'],
    ['a warning', 'workflows/x.ts', "const f = () => run.warn({ code: 'a-b', message });", 'a-b'],
  ])('is found in %s', async (_case, path, code, found) => {
    expect(madeCodesIn(await parsed(path, code))).toEqual([{ place: `${path}: f`, code: found }]);
  });

  test.each([
    ['without a category', "f({ code: 'a-b', message: 'x' });"],
    ['of a type', "type Code = { code: 'a-b'; category: 'media' };"],
  ])('is none %s', async (_case, code) => {
    expect(madeCodesIn(await parsed('graph/x.ts', code))).toEqual([]);
  });
});
