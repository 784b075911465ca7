import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const BUSINESS = 'x-business-use-case-usage';
const APP = 'x-app-usage';

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const set = (settings: object) => bed.control('/settings', settings);
const read = (whose = account) => bed.read(whose, 'me');
const shares = (percent: number) => ({ call_count: percent, total_cputime: percent, total_time: percent });

/** The share that an answer tells, and the minutes to wait. */
function usageIn({ headers }: Answer): readonly [percent: number, regainMinutes: number] {
  const [usage] = Object.values(JSON.parse(headers.get(BUSINESS) ?? '{}')) as Record<string, number>[][];
  return [usage?.[0]?.['call_count'] ?? -1, usage?.[0]?.['estimated_time_to_regain_access'] ?? -1];
}

describe('the usage that an answer tells', () => {
  test('is that of the account, for a business, and does not rise unless it is set to', async () => {
    const { headers } = await read();
    const usage = { type: 'instagram', ...shares(1), estimated_time_to_regain_access: 0 };
    expect(JSON.parse(headers.get(BUSINESS) ?? '')).toEqual({ [account.igUserId]: [usage] });
    expect(headers.has(APP)).toBe(false);
    expect(usageIn(await read())).toEqual([1, 0]);
  });

  test('is what is set', async () => {
    await set({ usagePercent: 87 });
    expect(usageIn(await read())).toEqual([87, 0]);
  });

  test('can be told for an app, which says no time to wait', async () => {
    await set({ usageHeader: 'app', usagePercent: 12 });
    const { headers } = await read();
    expect(JSON.parse(headers.get(APP) ?? '')).toEqual(shares(12));
    expect(headers.has(BUSINESS)).toBe(false);
  });

  test('can be told by no header', async () => {
    await set({ usageHeader: 'none' });
    const { headers } = await read();
    expect([headers.has(BUSINESS), headers.has(APP)]).toEqual([false, false]);
  });

  test('is what a fault says, in the header that is set', async () => {
    await set({ usageHeader: 'app' });
    await bed.control('/faults', { on: 'listMedia', usage: { percent: 99 }, answer: { kind: 'normal' } });
    const { headers } = await bed.read(account, `${account.igUserId}/media`);
    expect(JSON.parse(headers.get(APP) ?? '')).toEqual(shares(99));
  });

  test('is told with a refusal too', async () => {
    const answer = await bed.create(account, {});
    expect([answer.status, ...usageIn(answer)]).toEqual([400, 1, 0]);
  });

  test('rises with each call, in whole percent, for its account alone', async () => {
    await set({ usagePercent: 10, usagePercentPerCall: 0.5 });
    const seen = [];
    for (let call = 0; call < 4; call += 1) seen.push(usageIn(await read())[0]);
    expect(seen).toEqual([10, 11, 11, 12]);
    expect(usageIn(await read(await bed.addAccount('ben')))).toEqual([10, 0]);
  });
});

describe('an account that has used up its calls', () => {
  beforeEach(() => set({ usagePercent: 0, usagePercentPerCall: 50, throttleMinutes: 10 }));
  const useUp = async () => [usageIn(await read()), usageIn(await read())];

  test('has the last of them answered, and those after it refused with the time that is left', async () => {
    expect(await useUp()).toEqual([
      [50, 0],
      [100, 10],
    ]);
    await bed.advance(4 * 60_000);
    const answer = await read();
    expect(refusalIn(answer)).toEqual([400, 80002, undefined]);
    expect(usageIn(answer)).toEqual([100, 6]);
  });

  test('has its calls answered again once that time is over, and its usage is as in the beginning', async () => {
    await useUp();
    expect((await read()).status).toBe(400);
    await bed.advance(10 * 60_000);
    const answer = await read();
    expect([answer.status, ...usageIn(answer)]).toEqual([200, 50, 0]);
  });

  test('is refused with the code of an app when that is set', async () => {
    await set({ throttleCode: 4, usageHeader: 'app' });
    await useUp();
    const answer = await read();
    expect(refusalIn(answer)).toEqual([403, 4, undefined]);
    expect(JSON.parse(answer.headers.get(APP) ?? '')).toEqual(shares(100));
  });

  test('publishes nothing, uses up no fault by it, and what it sent is on record', async () => {
    const container = idIn(await bed.createImage(account));
    await bed.control('/faults', { on: 'publish', commit: true, answer: { kind: 'noId' } });
    await read();
    expect(refusalIn(await bed.publish(account, container))).toEqual([400, 80002, undefined]);
    expect(await bed.publishes()).toMatchObject([{ creationId: container, httpStatus: 400, committed: false }]);
    const { media, faults } = await bed.state();
    expect([media, faults]).toEqual([[], [expect.objectContaining({ on: 'publish', times: 1 })]]);
  });

  test('does not keep another from its own', async () => {
    const other = await bed.addAccount('ben');
    await useUp();
    expect([(await read()).status, (await read(other)).status]).toEqual([400, 200]);
  });

  test('stays so when the simulator is started again with its memory', async () => {
    await useUp();
    const { memory, port } = bed.simulator;
    await bed.simulator.close();
    bed = await startTestBed({ memory, port });
    expect((await read().catch(() => read())).status).toBe(400);
  });

  test('may be uploading: the bytes of a video are no call to Graph', async () => {
    const params = { media_type: 'REELS', upload_type: 'resumable' };
    const { uri } = (await bed.create(account, params)).body as { uri: string };
    await read();
    expect((await read()).status).toBe(400);
    const headers = { authorization: `OAuth ${account.token}`, offset: '0', file_size: '3' };
    expect((await bed.send(uri, { method: 'POST', headers, body: 'abc' })).status).toBe(200);
  });
});
