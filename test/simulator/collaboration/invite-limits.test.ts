import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { Collaborating } from './collaborating.ts';

const NOW = 1_795_212_000_000;
const LIMITS = { inviteReadTotal: 3, inviteAnswerTotal: 2, quotaDurationSeconds: 60 };

let bed: TestBed;
let collaborating: Collaborating;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => NOW }, ...LIMITS });
  collaborating = new Collaborating(bed);
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const read = async (params?: Record<string, string>) => (await collaborating.list(account, params)).status;
const answer = async (mediaId: string) => (await collaborating.answer(account, mediaId)).status;
const windows = async () => (await bed.send('/_control/windows')).body;
const worst = (inviteRead: number, inviteAnswer: number) => [
  {
    igUserId: account.igUserId,
    inviteRead: { worst: inviteRead, limit: 3 },
    inviteAnswer: { worst: inviteAnswer, limit: 2 },
  },
];

describe('the limit of listing invites', () => {
  test('lets as many calls through as it says in a rolling window, and refuses the next with 613', async () => {
    expect([await read(), await read(), await read()]).toEqual([200, 200, 200]);
    await bed.advance(59_999);
    expect(refusalIn(await collaborating.list(account))).toEqual([400, 613, undefined]);
    await bed.advance(1);
    expect(await read()).toBe(200);
  });

  test('does not count the calls that it refuses', async () => {
    for (let call = 0; call < 6; call += 1) await read();
    expect(await windows()).toMatchObject([
      { inviteRead: { worst: 3, refused: 3 }, inviteAnswer: { worst: 0, refused: 0 } },
    ]);
    await bed.advance(60_000);
    expect(await read()).toBe(200);
  });

  test('counts calls that fail for another reason, also for a fault', async () => {
    await bed.control('/faults', { on: 'listInvites', answer: { kind: 'html', httpStatus: 502 } });
    expect([await read(), await read({ limit: '0' }), await read(), await read()]).toEqual([502, 400, 200, 400]);
  });

  test('does not count calls that do not reach the edge', async () => {
    await collaborating.list({ ...account, token: 'unknown' });
    await collaborating.list({ ...account, igUserId: '17841400000000009' });
    expect(await windows()).toMatchObject(worst(0, 0));
  });

  test('is each account’s own', async () => {
    const other = await bed.addAccount('ben');
    for (let call = 0; call < 3; call += 1) await read();
    expect((await collaborating.list(other)).status).toBe(200);
  });

  test('refuses with the code that is set, and no fault strikes what it refuses', async () => {
    await bed.control('/settings', { inviteReadTotal: 0, inviteLimitCode: 4 });
    await bed.control('/faults', { on: 'listInvites', answer: { kind: 'html', httpStatus: 502 } });
    expect(refusalIn(await collaborating.list(account))).toEqual([400, 4, undefined]);
    expect((await bed.state()).faults).toHaveLength(1);
  });
});

describe('the limit of answering invites', () => {
  test('refuses one answer more, which changes nothing', async () => {
    const [one = '', two = '', three = ''] = await collaborating.invite(account, { count: 3 });
    expect([await answer(one), await answer(two)]).toEqual([200, 200]);
    expect(refusalIn(await collaborating.answer(account, three))).toEqual([400, 613, undefined]);
    expect(await collaborating.known(account, three)).toMatchObject({ status: 'pending', effectiveAnswers: 0 });
    await bed.advance(60_000);
    expect(await answer(three)).toBe(200);
    expect(await windows()).toMatchObject([{ inviteAnswer: { worst: 2 } }, {}]);
  });

  test('counts answers that failed, and not those of a person in the app', async () => {
    const [one = '', two = ''] = await collaborating.invite(account, { count: 2 });
    await bed.control('/invites/answer', { mediaId: one, igUserId: account.igUserId, accept: true });
    expect([await answer(one), await answer('17929615691921648'), await answer(two)]).toEqual([400, 400, 400]);
    expect(await collaborating.known(account, two)).toMatchObject({ status: 'pending' });
  });

  test('is apart from that of listing', async () => {
    for (let call = 0; call < 3; call += 1) await read();
    expect(await answer(await collaborating.inviteOnce(account))).toBe(200);
    expect(await windows()).toMatchObject([...worst(3, 1), {}]);
  });
});
