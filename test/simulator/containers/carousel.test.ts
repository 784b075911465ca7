import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const HOUR = 3_600_000;

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const newChild = async (owner = account) => idIn(await bed.createImage(owner, { is_carousel_item: 'true' }));
const createOf = (children: string, params: Record<string, string> = {}) =>
  bed.create(account, { media_type: 'CAROUSEL', children, ...params });
const newChildren = async (count: number) => {
  const children: string[] = [];
  for (let item = 0; item < count; item += 1) children.push(await newChild());
  return children;
};

describe('POST /{ig-user}/media with media_type=CAROUSEL', () => {
  test.each([2, 10])('makes a container of %d items that has no video_status', async (count) => {
    const id = await bed.createCarousel(account, count);
    const fields = 'status_code,video_status,copyright_check_status';
    expect((await bed.read(account, id, fields)).body).toEqual({ id, status_code: 'FINISHED' });
  });

  test('takes its children with commas between and as a JSON array', async () => {
    const children = await newChildren(2);
    for (const text of [children.join(), JSON.stringify(children)]) expect((await createOf(text)).status).toBe(200);
    const { containers } = await bed.state();
    expect(containers.filter(({ kind }) => kind === 'carousel').map((carousel) => carousel['children'])).toEqual([
      children,
      children,
    ]);
  });

  test('takes real lists and booleans in a JSON body', async () => {
    const post = (params: object) =>
      bed.send(`/v25.0/${account.igUserId}/media`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${account.token}` },
        body: JSON.stringify(params),
      });
    const user_tags = [{ username: 'kim', x: 0.5, y: 0.8 }];
    const child = { image_url: bed.pictureUrl, is_carousel_item: true, user_tags };
    const children = [idIn(await post(child)), idIn(await post(child))];
    const carousel = { media_type: 'CAROUSEL', children, collaborators: ['ben'], is_ai_generated: true };
    expect((await post(carousel)).status).toBe(200);
  });

  test.each([1, 11])('refuses %d items', async (count) => {
    const children = Array(count).fill(await newChild());
    expect(refusalIn(await createOf(children.join()))).toEqual([400, 100, 2207028]);
  });

  test('refuses a child that is not finished, and takes it when it is', async () => {
    const first = await newChild();
    await bed.control('/settings', { imageProcessingMs: 1_000 });
    const children = `${first},${await newChild()}`;
    expect(refusalIn(await createOf(children))).toEqual([400, 9007, 2207027]);
    await bed.advance(1_000);
    expect((await createOf(children)).status).toBe(200);
  });

  test('refuses a child that has failed', async () => {
    const first = await newChild();
    await bed.control('/faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
    expect(refusalIn(await createOf(`${first},${await newChild()}`))).toEqual([400, 9007, 2207027]);
  });

  test('refuses a child that has expired', async () => {
    const first = await newChild();
    await bed.advance(24 * HOUR);
    expect(refusalIn(await createOf(`${first},${await newChild()}`))).toEqual([400, -2, 2207020]);
  });

  test('refuses a child that does not exist or is another account’s', async () => {
    const theirs = await newChild(await bed.addAccount('ben'));
    for (const child of [theirs, '17889615691921648'])
      expect(refusalIn(await createOf(`${await newChild()},${child}`))).toEqual([400, 9007, 2207027]);
  });

  test('refuses a container that was not made for a carousel', async () => {
    const alone = idIn(await bed.createImage(account));
    expect(refusalIn(await createOf(`${await newChild()},${alone}`))).toEqual([400, 100, undefined]);
  });

  test('refuses a child that was published with another carousel', async () => {
    const children = (await newChildren(2)).join();
    await bed.publish(account, idIn(await createOf(children)));
    expect(refusalIn(await createOf(children))).toEqual([400, 9007, 2207027]);
  });

  test('is processed by a time of its own, and expires with its oldest child', async () => {
    const children = (await newChildren(2)).join();
    await bed.advance(HOUR);
    await bed.control('/settings', { carouselProcessingMs: 5_000 });
    const id = idIn(await createOf(children));
    const statusCode = async () => (await bed.read(account, id, 'status_code')).body;
    expect(await statusCode()).toMatchObject({ status_code: 'IN_PROGRESS' });
    await bed.advance(5_000);
    expect(await statusCode()).toMatchObject({ status_code: 'FINISHED' });
    await bed.advance(23 * HOUR);
    expect(await statusCode()).toMatchObject({ status_code: 'EXPIRED' });
    expect(refusalIn(await bed.publish(account, id))).toEqual([400, -2, 2207020]);
  });
});

describe('the limit of containers', () => {
  test.each([9, 4])(
    'counts every container of an account in a rolling day, failed ones too, and is %d',
    async (code) => {
      await bed.control('/settings', { containerTotal: 3, containerLimitCode: code });
      await bed.control('/faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
      await bed.createImage(account);
      await bed.advance(HOUR);
      await bed.createCarousel(await bed.addAccount('ben'), 2);
      for (const expected of [200, 200, 400]) expect((await bed.createImage(account)).status).toBe(expected);
      expect(refusalIn(await bed.createImage(account))).toEqual([400, code, undefined]);
      await bed.advance(23 * HOUR);
      expect((await bed.createImage(account)).status).toBe(200);
      expect((await bed.createImage(account)).status).toBe(400);
    },
  );
});
