import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const newContainer = async (caption = 'hello') => idIn(await bed.createImage(account, { caption }));
const liveMedia = async () => (await bed.state()).media;

describe('POST /{ig-user}/media_publish', () => {
  test('answers with nothing but the id of the media, which is not that of the container', async () => {
    const container = await newContainer();
    const answer = await bed.publish(account, container);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: expect.stringMatching(/^\d{17,18}$/) });
    expect(idIn(answer)).not.toBe(container);
    expect(await liveMedia()).toMatchObject([{ id: idIn(answer), creationId: container, caption: 'hello' }]);
  });

  test.each([
    ['an unknown container', '17889615691921648', [400, 24, 2207006]],
    ['no container', '', [400, 100, undefined]],
    ['what is no number', 'abc', [400, 24, 2207006]],
  ])('refuses %s', async (_, creationId, expected) => {
    expect(refusalIn(await bed.publish(account, creationId))).toEqual(expected);
  });

  test('refuses the container of another account, with the token of either', async () => {
    const other = await bed.addAccount('bob');
    const theirs = idIn(await bed.createImage(other));
    expect(refusalIn(await bed.publish(account, theirs))).toEqual([400, 24, 2207006]);
    const withTheirToken = await bed.publish({ ...account, token: other.token }, theirs);
    expect(refusalIn(withTheirToken)).toEqual([400, 100, 33]);
    expect(await liveMedia()).toEqual([]);
  });

  test('refuses a container that is still processed, and takes it when it is finished', async () => {
    await bed.control('/settings', { imageProcessingMs: 1_000 });
    const container = await newContainer();
    const early = await bed.publish(account, container);
    expect(refusalIn(early)).toEqual([400, 9007, 2207027]);
    expect(early.body).toMatchObject({ error: { message: 'Media ID is not available', is_transient: false } });
    await bed.advance(1_000);
    expect((await bed.publish(account, container)).status).toBe(200);
  });

  test('refuses a container that has expired', async () => {
    const container = await newContainer();
    await bed.advance(86_400_000);
    expect(refusalIn(await bed.publish(account, container))).toEqual([400, -2, 2207020]);
  });

  test.each([
    ['error24', [400, 24, 2207006]],
    ['error9007', [400, 9007, 2207027]],
  ])('refuses the second publish of a container in the mode %s', async (republish, expected) => {
    await bed.control('/settings', { republish });
    const container = await newContainer();
    await bed.publish(account, container);
    expect(refusalIn(await bed.publish(account, container))).toEqual(expected);
    expect(await liveMedia()).toHaveLength(1);
  });

  test('answers the second publish with the first media in the mode sameId', async () => {
    await bed.control('/settings', { republish: 'sameId' });
    const container = await newContainer();
    const first = await bed.publish(account, container);
    expect((await bed.publish(account, container)).body).toEqual(first.body);
    expect(await liveMedia()).toHaveLength(1);
    expect(await bed.publishes()).toMatchObject([
      { mediaId: idIn(first), committed: true },
      { mediaId: idIn(first), committed: false },
    ]);
  });

  test('publishes twice in the mode duplicate', async () => {
    await bed.control('/settings', { republish: 'duplicate' });
    const container = await newContainer();
    const ids = [idIn(await bed.publish(account, container)), idIn(await bed.publish(account, container))];
    expect(new Set(ids).size).toBe(2);
    expect(await liveMedia()).toMatchObject(ids.map((id) => ({ id, creationId: container })));
  });

  test('refuses what goes beyond the quota of a rolling day, and frees each slot a day after it was used', async () => {
    await bed.control('/settings', { quotaTotal: 2 });
    await bed.publishNew(account, 'first');
    await bed.advance(3_600_000);
    await bed.publishNew(account, 'second');
    const container = await newContainer('third');
    expect(refusalIn(await bed.publish(account, container))).toEqual([400, 9, 2207042]);
    await bed.advance(86_400_000 - 3_600_000 + 1);
    expect((await bed.publish(account, container)).status).toBe(200);
    expect(refusalIn(await bed.publish(account, await newContainer('fourth')))).toEqual([400, 9, 2207042]);
  });

  test('counts the quota of each account by itself', async () => {
    await bed.control('/settings', { quotaTotal: 1 });
    await bed.publishNew(account, 'mine');
    const other = await bed.addAccount('bob');
    await expect(bed.publishNew(other, 'theirs')).resolves.toMatch(/^\d+$/);
  });
});
