import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const START = 1_795_212_000;
const HOUR = 3_600;

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => START * 1000 } });
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const limit = (params: Record<string, string> = {}) =>
  bed.graph('GET', `/v25.0/${account.igUserId}/content_publishing_limit`, { access_token: account.token, ...params });

/** Publishes two posts an hour apart and lets another hour pass. */
async function twoHours(): Promise<void> {
  for (const caption of ['first', 'second']) {
    await bed.publishNew(account, caption);
    await bed.advance(HOUR * 1000);
  }
}

describe('GET /{ig-user}/content_publishing_limit', () => {
  test('shows the usage alone unless fields are asked for', async () => {
    await twoHours();
    expect((await limit()).body).toEqual({ data: [{ quota_usage: 2 }] });
  });

  test.each(['quota_usage,config', 'quota_usage,rate_limit_settings'])('answers %s with config', async (fields) => {
    await bed.publishNew(account, 'one');
    expect((await limit({ fields })).body).toEqual({
      data: [{ quota_usage: 1, config: { quota_total: 100, quota_duration: 86_400 } }],
    });
  });

  test('shows the configured quota', async () => {
    await bed.control('/settings', { quotaTotal: 25, quotaDurationSeconds: 60 });
    expect((await limit({ fields: 'config' })).body).toEqual({
      data: [{ config: { quota_total: 25, quota_duration: 60 } }],
    });
  });

  test.each([
    ['the first post', START - 1, 2],
    ['the second', START + HOUR - 1, 1],
    ['now', START + 2 * HOUR, 0],
  ])('counts what was published since %s', async (_, since, usage) => {
    await twoHours();
    expect((await limit({ since: String(since) })).body).toEqual({ data: [{ quota_usage: usage }] });
  });

  test('forgets a post a day after it was published', async () => {
    await twoHours();
    await bed.advance(23 * HOUR * 1000 - HOUR * 1000 + 1);
    expect((await limit()).body).toEqual({ data: [{ quota_usage: 1 }] });
  });

  test('counts what another tool publishes, and not what is posted in the app', async () => {
    await twoHours();
    const { igUserId } = account;
    for (const through of ['api', 'app']) await bed.control('/media', { igUserId, through });
    expect((await limit()).body).toEqual({ data: [{ quota_usage: 3 }] });
    await bed.control('/settings', { quotaTotal: 3 });
    const container = idIn(await bed.createImage(account));
    expect(refusalIn(await bed.publish(account, container))).toEqual([400, 9, 2207042]);
  });

  test.each([
    ['a since older than a day', { since: String(START - 24 * HOUR - 1) }],
    ['a since that is no time', { since: 'lately' }],
    ['an unknown field', { fields: 'quota_left' }],
  ])('refuses %s', async (_, params) => {
    expect(refusalIn(await limit(params))).toEqual([400, 100, undefined]);
  });
});
