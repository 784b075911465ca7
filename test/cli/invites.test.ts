import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { EXAMPLE_RULES } from '../../cli/example-rules.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import type { InviteHistoryItem, InviteSettings, SweepReport } from '../../client/index.ts';
import { haveSwept, invite } from '../support/invited.ts';
import { LiveStack } from '../support/live-stack.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

// Each of them runs up to a dozen commands, one after the other.
jest.setTimeout(180_000);

let stack: LiveStack;
let shell: Shell;
let brand: string;

beforeAll(async () => {
  stack = await LiveStack.start();
  shell = await Shell.open(stack.environment);
  await stack.startWorker();
  brand = stack.account.accountId;
  await sweptByItsWorker(brand);
  await haveSwept(stack, brand);
}, 60_000);

/** A worker makes the schedules of the accounts that it knows, once it works. */
async function sweptByItsWorker(accountId: string): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await stack.carillon.invites.settings(accountId).catch(() => false))) {
    if (Date.now() > giveUpAt) throw new Error('The worker made no schedule.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
afterAll(async () => {
  await shell.close();
  await stack.stop();
});

const invites = (...args: readonly string[]): Promise<Ran> => shell.run(['invites', ...args]);
const withRules = (verb: 'set' | 'test', accountId: string, rules: unknown): Promise<Ran> =>
  shell.run(['invites', 'rules', verb, accountId, '--file', '-'], { input: JSON.stringify(rules) });

test('an owner tries rules, sets them, sweeps, answers what was asked, and looks at what happened', async () => {
  const [ours = ''] = await invite(stack, stack.account, { ownerUsername: 'ourbrand_rome' });
  const [lottery = ''] = await invite(stack, stack.account, { ownerUsername: 'luckydraws', caption: 'A giveaway!' });
  const [agency = ''] = await invite(stack, stack.account, { ownerUsername: 'bright.agency' });
  const [other = ''] = await invite(stack, stack.account, { ownerUsername: 'someone' });
  const outcomesOf = (ran: Ran) =>
    Object.fromEntries((dataOf(ran) as SweepReport).decisions.map(({ mediaId, outcome }) => [mediaId, outcome]));

  expect(outcomesOf(await invites('list', brand))).toEqual({
    ...{ [ours]: 'left', [lottery]: 'left', [agency]: 'left', [other]: 'left' },
  });
  expect(outcomesOf(await withRules('test', brand, EXAMPLE_RULES))).toEqual({
    ...{ [ours]: 'would-accept', [lottery]: 'would-decline', [agency]: 'asked', [other]: 'left' },
  });
  const set = dataOf(await withRules('set', brand, EXAMPLE_RULES)) as InviteSettings;
  expect(set.rules.rules.map(({ name }) => name)).toEqual(EXAMPLE_RULES.rules.map(({ name }) => name));
  expect(dataOf(await invites('rules', 'show', brand))).toEqual(set);
  expect(outcomesOf(await invites('sweep', brand, '--dry-run'))).toMatchObject({ [ours]: 'would-accept' });
  expect(outcomesOf(await invites('sweep', brand))).toEqual({
    ...{ [ours]: 'accepted', [lottery]: 'declined', [agency]: 'asked', [other]: 'left' },
  });

  expect(dataOf(await invites('accept', brand, agency))).toMatchObject({ outcome: 'accepted' });
  expect((await invites('accept', brand, agency)).status).toBe(EXIT.ok);
  const late = await invites('decline', brand, agency);
  expect(late.status).toBe(EXIT.general);
  expect(problemOf(late)).toMatchObject({ code: 'invite-gone', message: expect.stringContaining('cannot take that') });
  const history = dataOf(await invites('history', brand)) as InviteHistoryItem[];
  expect(history.filter(({ kind }) => kind === 'sweep')).toMatchObject([{ report: { counts: { accepted: 1 } } }]);
  expect((dataOf(await invites('history', brand, '--limit', '1')) as unknown[]).length).toBe(1);
  expect(dataOf(await shell.run(['collab', 'media', brand]))).toMatchObject({
    media: [{ mediaId: agency }, { mediaId: ours }],
    next: null,
  });
});

test('a pause of the owner outlives a change of login, and a login without invites is told at once', async () => {
  const { accountId, igUserId } = await stack.addAccount();
  const add = (login: string) =>
    shell.run(['accounts', 'add', accountId, '--ig-user-id', igUserId, '--token-file', '-', '--login', login], {
      input: `EAAtest-${login}`,
    });
  const shown = async () => dataOf(await invites('rules', 'show', accountId)) as InviteSettings;
  expect(dataOf(await add('facebook'))).toMatchObject({ sweeps: 'daily' });
  expect(dataOf(await add('instagram'))).toMatchObject({ sweeps: 'not-with-this-login' });
  const refused = await invites('sweep', accountId);
  expect(refused.status).toBe(EXIT.refused);
  expect(problemOf(refused).code).toBe('collaboration-needs-facebook-login');
  await add('facebook');
  expect(await shown()).toMatchObject({ isPaused: false });
  await invites('pause', accountId);
  await add('instagram');
  await add('facebook');
  expect(await shown()).toMatchObject({ isPaused: true });
});

test('the daily sweep is moved, paused and resumed', async () => {
  const moved = await invites('schedule', brand, '--at', '09:30', '--time-zone', 'Europe/Berlin');
  expect(dataOf(moved)).toMatchObject({ time: { at: '09:30', timeZone: 'Europe/Berlin' } });
  expect(dataOf(await invites('pause', brand))).toEqual({ accountId: brand, isPaused: true });
  expect(dataOf(await invites('rules', 'show', brand))).toMatchObject({ isPaused: true, nextSweepAt: null });
  expect(dataOf(await invites('resume', brand))).toEqual({ accountId: brand, isPaused: false });
});

describe('a mistake is told, with its cure:', () => {
  test.each<[string, unknown, string]>([
    ['a key that is not known', { rules: [{ owners: 'a', action: 'accept' }] }, 'did you mean "owner"?'],
    ['an action that is none', { rules: [{ owner: 'a', action: 'reject' }] }, 'must be one of "accept", "decline"'],
    ['a regular expression', { rules: [{ owner: '^a.+$', action: 'accept' }] }, 'must be a username, in which "*"'],
    ['no rules at all', {}, 'rules is missing'],
  ])('%s', async (_what, rules, words) => {
    const ran = await withRules('set', brand, rules);
    expect(ran.status).toBe(EXIT.usage);
    expect(problemOf(ran).message).toContain(words);
  });

  test('an account that nobody knows, by the nearest name', async () => {
    const ran = await invites('sweep', `${brand}x`);
    expect(ran.status).toBe(EXIT.general);
    expect(problemOf(ran)).toMatchObject({ code: 'unknown-account', message: expect.stringContaining(brand) });
  });

  test('a time that is none', async () => {
    const ran = await invites('schedule', brand, '--at', '9 o’clock');
    expect(ran.status).toBe(EXIT.usage);
    expect(problemOf(ran).message).toContain('from "00:00" to "23:59"');
  });

  test('a media id that is none', async () => {
    const ran = await invites('accept', brand, 'https://www.instagram.com/p/abc/');
    expect(ran.status).toBe(EXIT.usage);
  });
});

test('the demonstration sweeps twelve invites by the example rules', async () => {
  const ran = await shell.run(['demo', 'invites'], { env: { TEMPORAL_ADDRESS: '', CARILLON_DATA_DIR: '' } });
  const report = dataOf(ran) as SweepReport;
  expect(report).toMatchObject({ seen: 12, error: null });
  expect(report.counts).toMatchObject({ accepted: 3, declined: 3, asked: 2, deferred: 1, left: 3 });
  expect(ran.stderr).not.toContain('"level"');
});
