import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const NOW = 1_795_212_000_000;
const LIMITS = { quotaTotal: 2, containerTotal: 5, quotaDurationSeconds: 60 };

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => NOW }, ...LIMITS });
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

/** The id of a new container; one that is unknown when it was refused. */
const newContainer = async () => {
  const answer = await bed.createImage(account);
  return answer.status === 200 ? idIn(answer) : '17889615691921648';
};
const windows = async () => (await bed.send('/_control/windows')).body;
const ofAnn = (publish: number, container: number, refused = { publish: 0, container: 0 }) => ({
  igUserId: account.igUserId,
  publish: { worst: publish, limit: 2, refused: refused.publish },
  container: { worst: container, limit: 5, refused: refused.container },
  inviteRead: { worst: 0, limit: 300, refused: 0 },
  inviteAnswer: { worst: 0, limit: 50, refused: 0 },
});

describe('GET /_control/windows', () => {
  test('shows each account by itself', async () => {
    const { igUserId } = await bed.addAccount('bob');
    await bed.publishNew(account, 'one');
    expect(await windows()).toEqual([ofAnn(1, 1), { ...ofAnn(0, 0), igUserId }]);
  });

  test('goes by the clock of the simulator, and keeps the worst', async () => {
    for (const caption of ['one', 'two', 'three', 'four']) {
      await bed.publishNew(account, caption);
      await bed.advance(caption === 'two' ? 59_999 : 1);
    }
    // The third comes a whole window after the first, and the fourth after the second.
    expect(await windows()).toEqual([ofAnn(2, 2)]);
    await bed.advance(86_400_000);
    expect(await windows()).toEqual([ofAnn(2, 2)]);
  });

  test('counts every part of a carousel as a container, and the whole of it as one post', async () => {
    await bed.publish(account, await bed.createCarousel(account, 3));
    expect(await windows()).toEqual([ofAnn(1, 4)]);
  });

  test('counts what another tool publishes, and not what is posted in the app', async () => {
    await bed.publishNew(account, 'ours');
    for (const through of ['api', 'app']) await bed.control('/media', { igUserId: account.igUserId, through });
    expect(await windows()).toEqual([ofAnn(2, 1)]);
  });

  test('counts what its limit refused by itself, and nothing that was refused for another reason', async () => {
    await bed.createImage(account, { image_url: 'no address' });
    for (let made = 0; made < 7; made += 1) await bed.publish(account, await newContainer());
    expect(await windows()).toEqual([ofAnn(2, 5, { publish: 3, container: 2 })]);
  });

  test('counts what took place behind an answer that said otherwise, and what took place late when it did', async () => {
    const answer = { kind: 'error', httpStatus: 500, code: 2, message: '' };
    await bed.control('/faults', { on: 'publish', commit: true, answer });
    await bed.control('/faults', { on: 'publish', commit: 'late', commitAfterMs: 50, answer });
    await bed.control('/faults', { on: 'createContainer', answer });
    await bed.createImage(account);
    await bed.publish(account, await newContainer());
    await bed.publish(account, await newContainer());
    await bed.advance(60_000);
    await bed.until(({ media }) => media.length === 2);
    expect(await windows()).toEqual([ofAnn(1, 2)]);
  });

  test('never shows more containers than the limit, however many are asked for at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => bed.createImage(account)));
    expect(await windows()).toEqual([ofAnn(0, 5, { publish: 0, container: 7 })]);
  });

  test('shows what a higher limit let pass', async () => {
    await bed.control('/settings', { quotaTotal: 100 });
    for (const caption of ['one', 'two', 'three']) await bed.publishNew(account, caption);
    expect(await windows()).toMatchObject([{ publish: { worst: 3, limit: 100 } }]);
  });
});
