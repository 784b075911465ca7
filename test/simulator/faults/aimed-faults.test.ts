import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const UNREADABLE = {
  kind: 'error',
  httpStatus: 400,
  code: 100,
  subcode: 33,
  type: 'GraphMethodException',
  message: 'Unsupported get request.',
};

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const order = (fault: object) => bed.control('/faults', { answer: UNREADABLE, containing: 'post-17', ...fault });
const pictureOf = (name: string) => `${bed.simulator.url}/_control/pictures/${name}.jpg`;

describe('a fault that is aimed at a text', () => {
  test('strikes the create whose caption has it', async () => {
    await order({ on: 'createContainer' });
    expect((await bed.createImage(account, { caption: 'post-18' })).status).toBe(200);
    expect((await bed.createImage(account, { caption: 'about post-17' })).status).toBe(400);
  });

  test('strikes the create whose picture has it in its address', async () => {
    await order({ on: 'createContainer' });
    expect((await bed.createImage(account, { image_url: pictureOf('post-18') })).status).toBe(200);
    expect((await bed.createImage(account, { image_url: pictureOf('post-17') })).status).toBe(400);
  });

  test('strikes the carousel whose child has it, at its create and at its publish', async () => {
    const child = (name: string) => bed.createImage(account, { image_url: pictureOf(name), is_carousel_item: 'true' });
    const children = [idIn(await child('post-17')), idIn(await child('post-18'))].join();
    const create = () => bed.create(account, { media_type: 'CAROUSEL', children });
    await order({ on: 'createContainer' });
    expect((await create()).status).toBe(400);
    const parent = idIn(await create());
    await order({ on: 'publish' });
    expect((await bed.publish(account, parent)).status).toBe(400);
    expect((await bed.publish(account, parent)).status).toBe(200);
  });

  test.each(['readContainer', 'publish'])('strikes each %s of the post that it means and no other', async (on) => {
    const ids = [];
    for (const caption of ['post-16', 'post-17', 'post-18'])
      ids.push(idIn(await bed.createImage(account, { caption })));
    await order({ on, times: 2 });
    const ask = (id: string) => (on === 'publish' ? bed.publish(account, id) : bed.read(account, id));
    const statuses = [];
    for (const id of [...ids, ...ids.slice(1, 2), ...ids.slice(1, 2)]) statuses.push((await ask(id)).status);
    expect(statuses).toEqual([200, 400, 200, 400, 200]);
  });

  test.each([
    ['readMedia', ''],
    ['readChildren', '/children'],
    ['listComments', '/comments'],
  ])('strikes %s of the post that it means', async (on, edge) => {
    const [other, meant] = [await bed.publishNew(account, 'post-18'), await bed.publishNew(account, 'post-17')];
    await order({ on });
    expect((await bed.read(account, `${other}${edge}`)).status).toBe(200);
    expect((await bed.read(account, `${meant}${edge}`)).body).toMatchObject({
      error: { code: 100, error_subcode: 33, type: 'GraphMethodException' },
    });
    expect((await bed.read(account, `${meant}${edge}`)).status).toBe(200);
  });

  test('strikes the processing of the container that it means', async () => {
    await bed.control('/faults', {
      on: 'processing',
      containing: 'post-17',
      outcome: { kind: 'error', subcode: 2207082 },
    });
    const ids = [];
    for (const caption of ['post-18', 'post-17']) ids.push(idIn(await bed.createImage(account, { caption })));
    const statuses = [];
    for (const id of ids) statuses.push((await bed.read(account, id, 'status_code')).body);
    expect(statuses).toMatchObject([{ status_code: 'FINISHED' }, { status_code: 'ERROR' }]);
  });
});
