import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const HOUR = 3_600_000;
const NOW = 1_795_212_000_000;
const list = z.object({
  data: z.array(z.object({ id: z.string(), caption: z.string().optional() })),
  paging: z.object({ next: z.string().optional() }).optional(),
});

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ clock: { now: () => NOW } });
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const publishStory = async () =>
  idIn(await bed.publish(account, idIn(await bed.createImage(account, { media_type: 'STORIES' }))));
const read = async (edge: 'media' | 'stories', fields?: string) =>
  list.parse((await bed.read(account, `${account.igUserId}/${edge}`, fields)).body);
const idsOf = async (edge: 'media' | 'stories') => (await read(edge)).data.map(({ id }) => id);
const postByHand = (caption: string, publishedAt: number) => {
  const { state } = bed.simulator.memory;
  const owner = state.accounts.get(account.igUserId);
  if (owner === undefined) throw new Error('The account is not there.');
  return state.addForeignMedia(owner, { kind: 'image', through: 'app', caption, publishedAt });
};

describe('GET /{ig-user}/stories', () => {
  test('lists stories alone, newest first, and the feed lists all but stories', async () => {
    const post = await bed.publishNew(account, 'post');
    const stories = [await publishStory(), await publishStory()];
    expect(await idsOf('stories')).toEqual(stories.toReversed());
    expect(await idsOf('media')).toEqual([post]);
    expect((await bed.read(account, 'me', 'media_count,stories.limit(1){id}')).body).toMatchObject({
      media_count: 1,
      stories: { data: [{ id: stories[1] }] },
    });
  });

  test('leads from page to page', async () => {
    await publishStory();
    await publishStory();
    const first = await bed.graph('GET', `/v25.0/${account.igUserId}/stories`, {
      access_token: account.token,
      limit: '1',
    });
    const next = list.parse(first.body).paging?.next ?? '';
    expect(next).toContain(`/v25.0/${account.igUserId}/stories?`);
    expect(list.parse((await bed.send(next)).body).data).toHaveLength(1);
  });

  test('forgets a story a day after it was published, and so does its id', async () => {
    const story = await publishStory();
    await bed.advance(24 * HOUR - 1);
    expect(await idsOf('stories')).toEqual([story]);
    await bed.advance(1);
    expect(await idsOf('stories')).toEqual([]);
    expect(refusalIn(await bed.read(account, story))).toEqual([400, 100, 33]);
  });
});

describe('the lists of an account', () => {
  test('show new media after a lag, while the media itself can be read at once', async () => {
    await bed.control('/settings', { feedLagMs: 30_000 });
    const [post, story] = [await bed.publishNew(account, 'late'), await publishStory()];
    expect([await idsOf('media'), await idsOf('stories')]).toEqual([[], []]);
    expect((await bed.read(account, post, 'caption')).body).toEqual({ id: post, caption: 'late' });
    await bed.advance(30_000);
    expect([await idsOf('media'), await idsOf('stories')]).toEqual([[post], [story]]);
  });

  test('show what somebody posted by hand at its time, and the quota does not count it', async () => {
    await bed.publishNew(account, 'first');
    await bed.advance(10_000);
    await bed.publishNew(account, 'second');
    postByHand('by hand', NOW + 5_000);
    const { data } = await read('media', 'caption');
    expect(data.map(({ caption }) => caption)).toEqual(['second', 'by hand', 'first']);
    expect((await bed.read(account, 'me/content_publishing_limit')).body).toEqual({ data: [{ quota_usage: 2 }] });
  });

  test('show captions as they were sent, or normalised', async () => {
    const id = await bed.publishNew(account, ' one\n\n\n\ntwo ');
    expect((await read('media', 'caption')).data).toEqual([{ id, caption: ' one\n\n\n\ntwo ' }]);
    await bed.control('/settings', { captions: 'normalised' });
    expect((await read('media', 'caption')).data).toEqual([{ id, caption: 'one\n\ntwo' }]);
    expect((await bed.read(account, id, 'caption')).body).toEqual({ id, caption: 'one\n\ntwo' });
  });
});
