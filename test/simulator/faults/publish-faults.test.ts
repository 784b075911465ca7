import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const LIMIT_REACHED = {
  kind: 'error',
  httpStatus: 403,
  code: 4,
  subcode: 2207051,
  message: 'Application request limit reached',
};
const NOT_READY = {
  kind: 'error',
  httpStatus: 400,
  code: 9007,
  subcode: 2207027,
  message: 'Media ID is not available',
};

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const order = (...faults: object[]) => bed.control('/faults', faults);
const statusCode = async (id: string) => (await bed.read(account, id, 'status_code')).body;

describe('a late commit', () => {
  const late = { on: 'publish', commit: 'late', commitAfterMs: 150, answer: LIMIT_REACHED };

  test('answers first, and the post goes live afterwards', async () => {
    const id = idIn(await bed.createImage(account));
    await order(late);
    expect(refusalIn(await bed.publish(account, id))).toEqual([403, 4, 2207051]);
    expect(await statusCode(id)).toMatchObject({ status_code: 'FINISHED' });
    expect(await bed.publishes()).toMatchObject([{ committed: false, mediaId: null, httpStatus: 403 }]);
    await bed.until(({ media }) => media.length === 1);
    expect(await statusCode(id)).toMatchObject({ status_code: 'PUBLISHED' });
    expect(await bed.publishes()).toMatchObject([{ committed: true, mediaId: expect.any(String), httpStatus: 403 }]);
  });

  test.each([
    ['error24', 1],
    ['duplicate', 2],
  ])('after a second publish is judged by the mode %s', async (republish, count) => {
    await bed.control('/settings', { republish });
    const id = idIn(await bed.createImage(account));
    await order(late);
    await bed.publish(account, id);
    expect((await bed.publish(account, id)).status).toBe(200);
    // A third post whose commit comes later still: by then the one that is looked for has been judged.
    await order({ ...late, commitAfterMs: 300 });
    await bed.publish(account, idIn(await bed.createImage(account)));
    await bed.until(({ media }) => media.filter(({ creationId }) => creationId !== id).length === 1);
    expect((await bed.state()).media.filter(({ creationId }) => creationId === id)).toHaveLength(count);
  });

  test('does not outlive its simulator', async () => {
    const id = idIn(await bed.createImage(account));
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await order({ ...late, commitAfterMs: 60_000 });
    await bed.publish(account, id);
    expect(timers()).toBe(before + 1);
    await bed.simulator.close();
    expect(timers()).toBe(before);
  });
});

describe('a fault on publish', () => {
  test.each([true, false])('can answer 200 without an id, with the post live: %s', async (commit) => {
    const id = idIn(await bed.createImage(account));
    await order({ on: 'publish', commit, answer: { kind: 'noId' } });
    expect(await bed.publish(account, id)).toMatchObject({ status: 200, body: { success: true } });
    expect((await bed.state()).media).toHaveLength(commit ? 1 : 0);
  });

  test('can drop children of a carousel, and answers as if nothing were missing', async () => {
    const id = await bed.createCarousel(account, 3);
    await order({ on: 'publish', commit: true, dropChildren: 1, answer: { kind: 'normal' } });
    const answer = await bed.publish(account, id);
    expect(answer.status).toBe(200);
    expect((await bed.state()).media).toMatchObject([{ id: idIn(answer), kind: 'carousel', children: 2 }]);
  });

  test('can find a finished container not ready as often as it says, and then publish it', async () => {
    const id = idIn(await bed.createImage(account));
    await order({ on: 'publish', times: 2, answer: NOT_READY });
    const answers = [];
    for (let attempt = 0; attempt < 3; attempt += 1) answers.push((await bed.publish(account, id)).status);
    expect(answers).toEqual([400, 400, 200]);
    expect((await bed.state()).media).toHaveLength(1);
  });
});
