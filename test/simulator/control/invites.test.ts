import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Collaborating } from '../collaboration/collaborating.ts';
import { startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

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

const change = (route: string, mediaId: string, more: object = {}) =>
  bed.control(`/invites/${route}`, { mediaId, igUserId: account.igUserId, ...more });

describe('POST /_control/invites', () => {
  test('posts as many media as it says, numbers owners and captions, and returns the oldest first', async () => {
    const given = { igUserId: account.igUserId, ownerUsername: 'brand{number}', caption: 'No. {number} of {number}' };
    const answer = await bed.control('/invites', { ...given, count: 3, invitedAt: NOW - 5_000 });
    const { invites, media, accounts } = await bed.state();
    expect(answer).toMatchObject({ status: 201, body: { mediaIds: invites.map(({ mediaId }) => mediaId) } });
    const invite = { username: 'ann', igUserId: account.igUserId, status: 'pending', invitedAt: NOW - 5_000 };
    expect(invites).toMatchObject(
      ['brand1', 'brand2', 'brand3'].map((ownerUsername) => ({ ...invite, ownerUsername })),
    );
    const post = { foreign: true, through: 'app', kind: 'image', publishedAt: NOW - 5_000 };
    expect(media).toMatchObject(['1', '2', '3'].map((number) => ({ ...post, caption: `No. ${number} of ${number}` })));
    expect(accounts.map(({ username }) => username)).toEqual(['ann', 'brand1', 'brand2', 'brand3']);
  });

  test('is of now, without a caption and of one media unless it says otherwise', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    expect((await bed.state()).media).toMatchObject([{ id: mediaId, caption: null }]);
    expect(await collaborating.known(account, mediaId)).toMatchObject({ invitedAt: NOW });
  });

  test('takes an account of that name for the owner, whatever its capitals', async () => {
    const owner = await bed.addAccount('Brand');
    const mediaId = await collaborating.inviteOnce(account, { ownerUsername: 'brand' });
    expect((await bed.state()).accounts).toHaveLength(2);
    expect((await bed.read(owner, `${mediaId}/collaborators`)).body).toMatchObject({
      data: [{ id: account.igUserId, username: 'ann', invite_status: 'Pending' }],
    });
  });

  test.each([
    ['an account that does not exist', { igUserId: '1', ownerUsername: 'brand' }, 404, 'account 1'],
    ['no owner', { igUserId: '1' }, 400, 'ownerUsername'],
    ['no media', { igUserId: '1', ownerUsername: 'brand', count: 0 }, 400, 'count'],
    ['an unknown key', { igUserId: '1', ownerUsername: 'brand', kind: 'reel' }, 400, 'kind'],
  ])('refuses %s', async (_, given, status, words) => {
    const answer = await bed.control('/invites', given);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
  });

  test('does not invite an account to media of its own', async () => {
    const answer = await bed.control('/invites', { igUserId: account.igUserId, ownerUsername: 'ANN' });
    expect(answer).toMatchObject({ status: 409, body: { message: expect.stringContaining('of its own') } });
    expect((await bed.state()).media).toEqual([]);
  });
});

describe('the control routes about one invite', () => {
  test('withdraw takes a pending one back, and it is seen no more', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    expect(await change('withdraw', mediaId)).toMatchObject({ status: 200, body: { mediaId, status: 'withdrawn' } });
    expect(await collaborating.pending(account)).toEqual([]);
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'withdrawn' });
  });

  test('remove takes a collaborator off, and what was answered is still known', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    await collaborating.answer(account, mediaId);
    const removed = { mediaId, status: 'removed', answeredAt: NOW, answeredThrough: 'api', effectiveAnswers: 1 };
    expect(await change('remove', mediaId)).toMatchObject({ status: 200, body: removed });
    expect(await collaborating.known(account, mediaId)).toMatchObject(removed);
  });

  test.each([
    [true, 'accepted'],
    [false, 'declined'],
  ])('answer with accept %s makes it %s in the app', async (accept, status) => {
    const mediaId = await collaborating.inviteOnce(account);
    const answered = { status, answeredAt: NOW, answeredThrough: 'app', effectiveAnswers: 0 };
    expect(await change('answer', mediaId, { accept })).toMatchObject({ status: 200, body: answered });
    expect(await collaborating.pending(account)).toEqual([]);
  });

  test.each([
    ['withdraw', {}, 'accepted'],
    ['withdraw', {}, 'declined'],
    ['remove', {}, 'pending'],
    ['remove', {}, 'declined'],
    ['answer', { accept: true }, 'declined'],
    ['answer', { accept: false }, 'accepted'],
  ])('%s %j is 404 for one that is %s, which stays as it is', async (route, more, status) => {
    const mediaId = await collaborating.inviteOnce(account);
    if (status !== 'pending') await collaborating.answer(account, mediaId, String(status === 'accepted'));
    const before = (await bed.state()).invites;
    const answer = await change(route, mediaId, more);
    expect(answer).toMatchObject({ status: 404, body: { message: expect.stringContaining(mediaId) } });
    expect((await bed.state()).invites).toEqual(before);
  });

  test.each(['withdraw', 'remove', 'answer'])('%s is 404 for one that has never been', async (route) => {
    const more = route === 'answer' ? { accept: true } : {};
    expect((await change(route, '17929615691921648', more)).status).toBe(404);
  });
});
