import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const NOW = 1_795_212_000_000;
const childrenShape = z.object({ data: z.array(z.object({ id: z.string() })) });

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => NOW } });
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const childrenOf = async (media: string) =>
  childrenShape.parse((await bed.read(account, `${media}/children`)).body).data.map(({ id }) => id);

describe('the publish of a carousel', () => {
  test('makes one media with as many children, and uses one slot of the quota', async () => {
    const media = idIn(await bed.publish(account, await bed.createCarousel(account, 4)));
    expect(await childrenOf(media)).toHaveLength(4);
    expect((await bed.state()).media).toHaveLength(1);
    expect((await bed.read(account, 'me/media')).body).toMatchObject({ data: [{ id: media }] });
    expect((await bed.read(account, 'me/content_publishing_limit')).body).toEqual({ data: [{ quota_usage: 1 }] });
  });

  test('leaves out what its container drops', async () => {
    const id = await bed.createCarousel(account, 4);
    const container = bed.simulator.memory.state.containers.get(id);
    if (container !== undefined) container.dropChildren = 1;
    expect(await childrenOf(idIn(await bed.publish(account, id)))).toHaveLength(3);
  });

  test('makes children of its own each time in the mode duplicate', async () => {
    await bed.control('/settings', { republish: 'duplicate' });
    const id = await bed.createCarousel(account, 2);
    const media = [idIn(await bed.publish(account, id)), idIn(await bed.publish(account, id))];
    const children = [await childrenOf(media[0] ?? ''), await childrenOf(media[1] ?? '')].flat();
    expect(new Set(children).size).toBe(4);
  });

  test('is refused of one of its parts', async () => {
    const child = idIn(await bed.createImage(account, { is_carousel_item: 'true' }));
    expect(refusalIn(await bed.publish(account, child))).toEqual([400, 100, undefined]);
  });
});

describe('a publish', () => {
  test('shows in the status of its container after a lag, and a second one is judged without it', async () => {
    await bed.control('/settings', { finishedLagMs: 20_000 });
    const id = idIn(await bed.createImage(account));
    await bed.publish(account, id);
    const statusCode = async () => (await bed.read(account, id, 'status_code,status')).body;
    expect(await statusCode()).toMatchObject({ status_code: 'FINISHED', status: expect.stringMatching(/^Finished: /) });
    expect(refusalIn(await bed.publish(account, id))).toEqual([400, 24, 2207006]);
    await bed.advance(20_000);
    expect(await statusCode()).toMatchObject({ status_code: 'PUBLISHED' });
  });

  test('that a fault delays until later is dated by when it took place', async () => {
    const id = idIn(await bed.createImage(account));
    const late = {
      commit: 'late',
      commitAfterMs: 50,
      answer: { kind: 'error', httpStatus: 500, code: 2, message: '' },
    };
    await bed.control('/faults', { on: 'publish', ...late });
    expect(refusalIn(await bed.publish(account, id))).toEqual([500, 2, undefined]);
    await bed.advance(60_000);
    await bed.until(({ media }) => media.length === 1);
    expect((await bed.state()).media).toMatchObject([{ publishedAt: NOW + 60_000 }]);
  });

  test('of a story counts as one of the quota', async () => {
    await bed.publish(account, idIn(await bed.createImage(account, { media_type: 'STORIES' })));
    expect((await bed.read(account, 'me/content_publishing_limit')).body).toEqual({ data: [{ quota_usage: 1 }] });
  });
});
