import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { Collaborating, pageIn } from './collaborating.ts';

const NOW = 1_795_212_000_000;

let bed: TestBed;
let collaborating: Collaborating;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => NOW } });
  collaborating = new Collaborating(bed);
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const shown = async (params: Record<string, string> = {}) => {
  const { data, paging } = pageIn(await collaborating.list(account, params));
  return { ids: data.map(({ media_id }) => media_id), paging };
};
const follow = async (url: string | undefined) =>
  pageIn(await bed.send(url ?? '')).data.map(({ media_id }) => media_id);

describe('GET /{ig-user}/collaboration_invites', () => {
  test('has exactly the four keys of Meta’s sample, and three for a media without a caption', async () => {
    const [first] = await collaborating.invite(account, { ownerUsername: 'katrina', caption: 'Making memories' });
    const [second] = await collaborating.invite(account, { ownerUsername: 'john' });
    const { data } = pageIn(await collaborating.list(account));
    const media_url = expect.stringMatching(/\.jpg$/);
    expect(data).toEqual([
      { media_id: second, media_owner_username: 'john', media_url },
      { media_id: first, media_owner_username: 'katrina', caption: 'Making memories', media_url },
    ]);
    const picture = await bed.send(String(data[0]?.['media_url']));
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
  });

  test('is empty and has no paging when nobody has invited the account', async () => {
    expect((await collaborating.list(account)).body).toEqual({ data: [] });
  });

  test('lists the newest invite first, also when it was added before an older one', async () => {
    const [newest] = await collaborating.invite(account, { invitedAt: NOW - 1_000 });
    const [oldest] = await collaborating.invite(account, { invitedAt: NOW - 3_000 });
    const [between] = await collaborating.invite(account, { invitedAt: NOW - 2_000 });
    expect((await shown()).ids).toEqual([newest, between, oldest]);
  });

  test('shows an invite from its instant on, and it cannot be answered before', async () => {
    const mediaId = await collaborating.inviteOnce(account, { invitedAt: NOW + 60_000 });
    expect((await shown()).ids).toEqual([]);
    expect((await collaborating.answer(account, mediaId)).status).toBe(400);
    await bed.advance(60_000);
    expect((await shown()).ids).toEqual([mediaId]);
  });

  test('shows ten unless a limit is asked for, and never more than a hundred', async () => {
    const newestFirst = (await collaborating.invite(account, { count: 103 })).toReversed();
    expect((await shown()).ids).toEqual(newestFirst.slice(0, 10));
    expect((await shown({ limit: '3' })).ids).toEqual(newestFirst.slice(0, 3));
    expect((await shown({ limit: '500' })).ids).toEqual(newestFirst.slice(0, 100));
  });

  test('has cursors on every page, and a next page only while more follow', async () => {
    const newestFirst = (await collaborating.invite(account, { count: 5 })).toReversed();
    const { ids, paging } = await shown({ limit: '3' });
    expect(ids).toEqual(newestFirst.slice(0, 3));
    expect(paging?.next).toContain(`/v25.0/${account.igUserId}/collaboration_invites?access_token=${account.token}`);
    const last = pageIn(await bed.send(paging?.next ?? ''));
    expect(last.data.map(({ media_id }) => media_id)).toEqual(newestFirst.slice(3));
    expect(last.paging?.cursors).toEqual({ before: expect.any(String), after: expect.any(String) });
    expect(last.paging?.next).toBeUndefined();
    expect(await follow(last.paging?.previous)).toEqual(newestFirst.slice(0, 3));
  });

  test('goes on from a page whose invites have all been answered meanwhile', async () => {
    const newestFirst = (await collaborating.invite(account, { count: 5 })).toReversed();
    const { ids, paging } = await shown({ limit: '3' });
    for (const mediaId of ids) await collaborating.answer(account, String(mediaId));
    expect(await follow(paging?.next)).toEqual(newestFirst.slice(3));
  });

  test('goes by the token’s own account, by its id or as me, and by no other', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    const other = await bed.addAccount('ben');
    expect(await collaborating.pending({ ...account, igUserId: 'me' })).toEqual([mediaId]);
    expect(await collaborating.pending(other)).toEqual([]);
    expect(refusalIn(await collaborating.list({ ...other, igUserId: account.igUserId }))).toEqual([400, 100, 33]);
  });

  test.each([{ after: 'bm90aGluZw' }, { limit: '0' }])('refuses %j', async (params) => {
    await collaborating.invite(account);
    expect(refusalIn(await collaborating.list(account, params))).toEqual([400, 100, undefined]);
  });

  test.each(['GET', 'POST'] as const)('does not exist under Instagram Login: %s', async (method) => {
    const other = await bed.addAccount('ben', { login: 'instagram' });
    const mediaId = await collaborating.inviteOnce(other);
    const answer = method === 'GET' ? await collaborating.list(other) : await collaborating.answer(other, mediaId);
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 100,
          message: '(#100) Tried accessing nonexisting field (collaboration_invites) on node type (IGUser)',
        },
      },
    });
    expect(await collaborating.known(other, mediaId)).toMatchObject({ status: 'pending' });
  });
});

describe('POST /{ig-user}/collaboration_invites', () => {
  test.each([
    ['true', 'accepted'],
    ['false', 'declined'],
  ])('with accept %s makes the invite %s, and it is pending no more', async (accept, status) => {
    const mediaId = await collaborating.inviteOnce(account);
    await bed.advance(5_000);
    const answer = await collaborating.answer(account, mediaId, accept);
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    expect((await shown()).ids).toEqual([]);
    const answered = { status, answeredAt: NOW + 5_000, answeredThrough: 'api', effectiveAnswers: 1 };
    expect(await collaborating.known(account, mediaId)).toMatchObject({ invitedAt: NOW, ...answered });
  });

  test('takes its parameters from a form too', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    const form = { access_token: account.token, media_id: mediaId, accept: 'true' };
    const init = { method: 'POST', body: new URLSearchParams(form) };
    const answer = await bed.send('/v25.0/me/collaboration_invites', init);
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
  });

  test.each([
    ['the names that a third party guessed', { invite_id: '1', action: 'accept' }, 'media_id is required'],
    ['no media_id', { accept: 'true' }, 'media_id is required'],
    ['no accept', { media_id: '1' }, 'accept is required'],
    ['an accept that is neither', { media_id: '1', accept: 'maybe' }, 'accept must be a boolean'],
  ])('refuses %s with (#100)', async (_, params, words) => {
    const path = `/v25.0/${account.igUserId}/collaboration_invites`;
    const answer = await bed.graph('POST', path, { access_token: account.token, ...params });
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining(words) } });
  });

  test('cannot be sent for another account', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    const { token } = await bed.addAccount('ben');
    expect(refusalIn(await collaborating.answer({ ...account, token }, mediaId))).toEqual([400, 100, 33]);
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'pending' });
  });
});

describe('an invite that is gone', () => {
  const gone: Record<string, () => Promise<string>> = {
    'that was withdrawn': async () => {
      const mediaId = await collaborating.inviteOnce(account);
      await bed.control('/invites/withdraw', { mediaId, igUserId: account.igUserId });
      return mediaId;
    },
    'that was accepted before': async () => {
      const mediaId = await collaborating.inviteOnce(account);
      await collaborating.answer(account, mediaId);
      return mediaId;
    },
    'that was declined in the app': async () => {
      const mediaId = await collaborating.inviteOnce(account);
      await bed.control('/invites/answer', { mediaId, igUserId: account.igUserId, accept: false });
      return mediaId;
    },
    'to somebody else': async () => collaborating.inviteOnce(await bed.addAccount('ben')),
    'that has never been': async () => '17929615691921648',
  };

  test.each(Object.keys(gone))('%s cannot be answered', async (which) => {
    const mediaId = (await gone[which]?.()) ?? '';
    const before = (await bed.state()).invites;
    expect(refusalIn(await collaborating.answer(account, mediaId, 'true'))).toEqual([400, 100, undefined]);
    await bed.control('/settings', { goneInvite: 'unsuccessful' });
    const answer = await collaborating.answer(account, mediaId, 'false');
    expect([answer.status, answer.body]).toEqual([200, { success: false }]);
    expect((await bed.state()).invites).toEqual(before);
  });
});
