import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { Collaborating, pageIn } from './collaborating.ts';

const START = Date.UTC(2026, 10, 20, 9);
const COUNTS = [
  'comments_count',
  'like_count',
  'reposts_count',
  'saved_count',
  'shares_count',
  'total_comments_count',
  'total_like_count',
  'total_views_count',
];
const ALL = `caption,media_product_type,media_type,media_url,permalink,thumbnail_url,username,timestamp,${COUNTS.join()}`;

let bed: TestBed;
let collaborating: Collaborating;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => START } });
  collaborating = new Collaborating(bed);
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const edge = (fields: string, more: Record<string, string> = {}) =>
  bed.graph('GET', '/v25.0/me/collaborative_media', { access_token: account.token, fields, ...more });
async function accepted(more: object = {}): Promise<string> {
  const mediaId = await collaborating.inviteOnce(account, more);
  await collaborating.answer(account, mediaId);
  return mediaId;
}

describe('GET /{ig-user}/collaborative_media', () => {
  test('lists the media of others that the account has accepted, the newest acceptance first', async () => {
    await bed.publishNew(account, 'own');
    const [one = '', two = '', three = '', four = ''] = await collaborating.invite(account, { count: 4 });
    for (const mediaId of [two, one]) {
      await collaborating.answer(account, mediaId);
      await bed.advance(1_000);
    }
    await collaborating.answer(account, three, 'false');
    expect(await collaborating.collaborative(account)).toEqual([one, two]);
    await bed.control('/invites/answer', { mediaId: four, igUserId: account.igUserId, accept: true });
    expect(await collaborating.collaborative(account)).toEqual([four, one, two]);
  });

  test('shows the id alone unless fields are asked for', async () => {
    const id = await accepted({ caption: 'Together' });
    expect(pageIn(await bed.read(account, 'me/collaborative_media')).data).toEqual([{ id }]);
  });

  test('shows every field that Meta lists', async () => {
    const id = await accepted({ ownerUsername: 'katrina', caption: 'Together' });
    expect(pageIn(await edge(ALL)).data).toEqual([
      {
        id,
        caption: 'Together',
        media_product_type: 'FEED',
        media_type: 'IMAGE',
        media_url: expect.stringContaining('/_control/pictures/'),
        permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/p\//),
        username: 'katrina',
        timestamp: '2026-11-20T09:00:00+0000',
        ...Object.fromEntries(COUNTS.map((name) => [name, 0])),
      },
    ]);
  });

  test('counts the comments of a post of another account', async () => {
    const owner = await bed.addAccount('ben');
    const container = await bed.createImage(owner, { collaborators: 'ann' });
    const id = idIn(await bed.publish(owner, idIn(container)));
    await bed.graph('POST', `/v25.0/${id}/comments`, { access_token: owner.token, message: 'First!' });
    await collaborating.answer(account, id);
    expect(pageIn(await edge('comments_count,total_comments_count')).data).toEqual([
      { id, comments_count: 1, total_comments_count: 1 },
    ]);
  });

  test('leaves the counts out that the owner hides', async () => {
    const id = await accepted({ hidesCounts: true });
    expect(pageIn(await edge(`username,${COUNTS.join()}`)).data).toEqual([{ id, username: 'owner' }]);
  });

  test('refuses a field that only the owner can read', async () => {
    await accepted();
    expect(refusalIn(await edge('alt_text'))).toEqual([400, 100, undefined]);
  });

  test('leads from page to page, also when a media of the page is gone by then', async () => {
    const [first, second, third] = [await accepted(), await accepted(), await accepted()];
    const page = pageIn(await edge('id', { limit: '2' }));
    expect(page.data).toEqual([{ id: third }, { id: second }]);
    await bed.control('/invites/remove', { mediaId: second, igUserId: account.igUserId });
    const last = pageIn(await bed.send(page.paging?.next ?? ''));
    expect(last.data).toEqual([{ id: first }]);
    expect(last.paging?.next).toBeUndefined();
  });

  test('forgets a media when its owner removes the collaborator, and so does the search', async () => {
    const mediaId = await accepted();
    await bed.control('/invites/remove', { mediaId, igUserId: account.igUserId });
    expect(await collaborating.collaborative(account)).toEqual([]);
    expect((await collaborating.search(account, mediaId)).body).toEqual({ id: account.igUserId });
  });

  test('shows an acceptance after the lag that is set, and so does the search', async () => {
    await bed.control('/settings', { collaborativeMediaLagMs: 30_000 });
    const mediaId = await accepted();
    await bed.advance(29_999);
    expect(await collaborating.collaborative(account)).toEqual([]);
    expect((await collaborating.search(account, mediaId)).body).toEqual({ id: account.igUserId });
    await bed.advance(1);
    expect(await collaborating.collaborative(account)).toEqual([mediaId]);
    expect((await collaborating.search(account, mediaId)).body).toMatchObject({
      collaborative_media_search: { id: mediaId },
    });
  });

  test('does not exist under Instagram Login, nor does the search', async () => {
    account = await bed.addAccount('ben', { login: 'instagram' });
    for (const answer of [await edge('id'), await collaborating.search(account, '1')])
      expect(refusalIn(answer)).toEqual([400, 100, undefined]);
  });
});

describe('the field collaborative_media_search of an account', () => {
  test('shows the fields asked for of the media, beside the account’s id', async () => {
    const mediaId = await accepted({ caption: 'Together' });
    expect((await collaborating.search(account, mediaId, '{id,caption}')).body).toEqual({
      collaborative_media_search: { id: mediaId, caption: 'Together' },
      id: account.igUserId,
    });
  });

  test('shows the id alone without braces', async () => {
    const mediaId = await accepted({ caption: 'Together' });
    expect((await collaborating.search(account, mediaId)).body).toEqual({
      collaborative_media_search: { id: mediaId },
      id: account.igUserId,
    });
  });

  test('is absent for a media that the account has not accepted, owns, or that has never been', async () => {
    const [pending, declined] = [await collaborating.inviteOnce(account), await collaborating.inviteOnce(account)];
    await collaborating.answer(account, declined, 'false');
    const own = await bed.publishNew(account, 'own');
    for (const mediaId of [pending, declined, own, '17929615691921648'])
      expect((await collaborating.search(account, mediaId, '{id}')).body).toEqual({ id: account.igUserId });
  });

  test('needs a media_id', async () => {
    const answer = await bed.read(account, 'me', 'collaborative_media_search{id}');
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
  });
});
