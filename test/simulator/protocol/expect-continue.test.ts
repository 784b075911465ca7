import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ExpectingPost } from '../expecting.ts';
import { idIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

async function post(path: string, body: string | FormData): Promise<ExpectingPost> {
  const sent = new Response(body);
  const type = typeof body === 'string' ? 'application/json' : `${sent.headers.get('content-type')}`;
  const headers = { authorization: `Bearer ${account.token}`, 'content-type': type };
  return new ExpectingPost(`${bed.simulator.url}${path}`, headers, new Uint8Array(await sent.arrayBuffer()));
}

async function postForm(path: string, params: Record<string, string>): Promise<ExpectingPost> {
  const form = new FormData();
  for (const [name, value] of Object.entries(params)) form.set(name, value);
  return post(path, form);
}

describe('a request that waits for 100 Continue', () => {
  test('publishes as multipart, as curl sends it', async () => {
    const creation_id = idIn(await bed.createImage(account));
    const publish = await postForm('/v25.0/me/media_publish', { creation_id });
    expect(await publish.end).toMatchObject({ status: 200, body: { id: expect.any(String) }, asked: true });
    expect(await bed.publishes()).toMatchObject([{ creationId: creation_id, committed: true }]);
  });

  test('is asked for its body before it is refused, since the body may hold the token', async () => {
    const publish = await postForm('/v25.0/me/media_publish', { access_token: 'EAAnobody' });
    expect(await publish.end).toMatchObject({ status: 401, asked: true });
  });

  test('reaches the control routes', async () => {
    const end = await (await post('/_control/clock', '{"advanceMs":1000}')).end;
    expect(end).toEqual({ status: 200, body: { now: expect.any(Number) }, asked: true });
  });

  test('is not asked by a host that does not know it, and works when its sender goes on', async () => {
    await bed.control('/settings', { expectContinue: false });
    const creation_id = idIn(await bed.createImage(account));
    const publish = await postForm('/v25.0/me/media_publish', { creation_id });
    publish.send();
    expect(await publish.end).toMatchObject({ status: 200, asked: false });
  });
});
