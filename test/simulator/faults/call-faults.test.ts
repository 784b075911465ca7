import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

/** Meta's answer to a comment that it has made all the same. */
const COMMENT_REFUSED = {
  kind: 'error',
  httpStatus: 400,
  code: 20,
  subcode: 1772107,
  message: 'Could not create comment.',
};
const OUTAGE = { kind: 'error', httpStatus: 500, code: 2, message: 'Service temporarily unavailable' };

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const order = (...faults: object[]) => bed.control('/faults', faults);

describe('a fault on a comment', () => {
  const comment = (mediaId: string) =>
    bed.graph('POST', `/v25.0/${mediaId}/comments`, { access_token: account.token, message: 'first' });

  test.each([
    ['that is made all the same', true, 1],
    ['that is not made', false, 0],
  ])('answers 400/20/1772107 to one %s, the same in both cases', async (_, commit, count) => {
    const mediaId = await bed.publishNew(account, 'hello');
    await order({ on: 'comment', commit, answer: COMMENT_REFUSED });
    expect(refusalIn(await comment(mediaId))).toEqual([400, 20, 1772107]);
    const { media } = await bed.state();
    expect(media[0]?.['comments']).toHaveLength(count);
  });
});

describe('a fault on reading', () => {
  test.each([
    ['listStories', 'stories'],
    ['listMedia', 'media'],
  ])('makes %s fail once', async (on, edge) => {
    await order({ on, answer: OUTAGE });
    const read = async () => (await bed.read(account, `${account.igUserId}/${edge}`)).status;
    expect([await read(), await read()]).toEqual([500, 200]);
  });

  test('can leave a container unreadable so many times while it is published', async () => {
    const id = idIn(await bed.createImage(account));
    await order({
      on: 'readContainer',
      times: 2,
      answer: { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'no' },
    });
    expect(refusalIn(await bed.read(account, id))).toEqual([400, 100, 33]);
    expect((await bed.publish(account, id)).status).toBe(200);
    expect([(await bed.read(account, id)).status, (await bed.read(account, id)).status]).toEqual([400, 200]);
  });
});

describe('a fault for a time', () => {
  const unreadable = {
    on: 'readContainer',
    answer: { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'no' },
  };

  test('leaves containers unreadable for so long by the simulator’s clock, while they are published', async () => {
    const ids = [idIn(await bed.createImage(account)), idIn(await bed.createImage(account))];
    await order({ ...unreadable, forMs: 600_000 });
    const read = async () => {
      const answers = [];
      for (const id of ids) answers.push((await bed.read(account, id)).status);
      return answers;
    };
    expect([await read(), await read()]).toEqual([
      [400, 400],
      [400, 400],
    ]);
    expect((await bed.publish(account, `${ids[0]}`)).status).toBe(200);
    await bed.advance(590_000);
    expect(await read()).toEqual([400, 400]);
    await bed.advance(10_000);
    expect(await read()).toEqual([200, 200]);
    expect((await bed.state()).faults).toEqual([]);
  });

  test('is refused when it has a number of requests too, in a sentence that says so', async () => {
    expect(await bed.control('/faults', { ...unreadable, times: 2, forMs: 1_000 })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('forMs: goes without `times`') },
    });
  });
});

test('a fault can tell the usage of an account that is throttled', async () => {
  const usage = { percent: 100, regainMinutes: 5 };
  await order({
    on: 'listMedia',
    usage,
    answer: { kind: 'error', httpStatus: 400, code: 80002, message: 'too many calls' },
  });
  const answer = await bed.read(account, `${account.igUserId}/media`);
  expect(refusalIn(answer)).toEqual([400, 80002, undefined]);
  expect(JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '')).toEqual({
    [account.igUserId]: [
      { type: 'instagram', call_count: 100, total_cputime: 100, total_time: 100, estimated_time_to_regain_access: 5 },
    ],
  });
});
