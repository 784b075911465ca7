import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const START = Date.UTC(2026, 10, 20, 9);
const list = z.object({
  data: z.array(z.object({ id: z.string() })),
  paging: z.object({ next: z.string().optional() }).optional(),
});

let bed: TestBed;
let account: TestAccount;
let media: string;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => START } });
  account = await bed.addAccount('ann');
  media = await bed.publishNew(account, 'hello');
});
afterEach(() => bed.simulator.close());

const comment = (message: string, { token } = account, id = media) =>
  bed.graph('POST', `/v25.0/${id}/comments`, { access_token: token, message });

describe('POST /{media}/comments', () => {
  test('answers with nothing but the id of a comment, and the media counts it', async () => {
    const answer = await comment('First!');
    expect([answer.status, answer.body]).toEqual([200, { id: expect.stringMatching(/^\d{17}$/) }]);
    expect((await bed.read(account, media, 'comments_count')).body).toMatchObject({ comments_count: 1 });
  });

  test('makes two comments of two requests, although they say the same', async () => {
    expect(idIn(await comment('again'))).not.toBe(idIn(await comment('again')));
  });

  test.each(['', '  '])('refuses %j', async (message) => {
    const answer = await comment(message);
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
    expect(answer.body).toMatchObject({ error: { message: '(#100) The parameter message is required' } });
  });

  test('is 100/33 for media that do not exist or are another account’s', async () => {
    const other = await bed.addAccount('ben');
    expect(refusalIn(await comment('hello', other))).toEqual([400, 100, 33]);
    expect(refusalIn(await comment('hello', account, '17929615691921648'))).toEqual([400, 100, 33]);
  });
});

describe('GET /{media}/comments', () => {
  test('lists comments newest first, with what Meta’s page shows of them', async () => {
    const first = idIn(await comment('one'));
    await bed.advance(60_000);
    const second = idIn(await comment('two'));
    expect((await bed.read(account, `${media}/comments`)).body).toMatchObject({
      data: [
        { id: second, text: 'two', timestamp: '2026-11-20T09:01:00+0000' },
        { id: first, text: 'one', timestamp: '2026-11-20T09:00:00+0000' },
      ],
    });
  });

  test('shows the fields asked for, as does the field of the media', async () => {
    const id = idIn(await comment('one'));
    const expected = { id, text: 'one', username: 'ann', from: { id: account.igUserId, username: 'ann' } };
    const fields = 'id,text,username,from{id,username}';
    expect((await bed.read(account, `${media}/comments`, fields)).body).toMatchObject({ data: [expected] });
    expect((await bed.read(account, media, `comments.limit(1){${fields}}`)).body).toMatchObject({
      comments: { data: [expected] },
    });
  });

  test('shows no more than 50 at once, and leads to the others', async () => {
    for (let count = 0; count < 51; count += 1) await comment(`comment ${count}`);
    const path = `/v25.0/${media}/comments`;
    const first = list.parse((await bed.graph('GET', path, { access_token: account.token, limit: '100' })).body);
    expect(first.data).toHaveLength(50);
    expect(list.parse((await bed.send(first.paging?.next ?? '')).body).data).toHaveLength(1);
  });

  test('refuses a field that comments do not have', async () => {
    await comment('one');
    expect(refusalIn(await bed.read(account, `${media}/comments`, 'caption'))).toEqual([400, 100, undefined]);
  });
});
