import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type MediaHost, startMediaHost } from '../media-host.ts';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const FIELDS = 'id,caption,media_type,media_product_type,permalink,is_shared_to_feed,thumbnail_url,media_url';
const shown = z.looseObject({ id: z.string(), shortcode: z.string() });
const children = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

let bed: TestBed;
let host: MediaHost;
let account: TestAccount;
let videoUrl: string;
beforeAll(async () => {
  [bed, host] = await Promise.all([startTestBed(), startMediaHost()]);
  account = await bed.addAccount('ann');
  videoUrl = `${host.url}/good.mp4`;
});
afterAll(() => Promise.all([bed.simulator.close(), host.close()]));

const publishOf = async (params: Record<string, string>) =>
  idIn(await bed.publish(account, idIn(await bed.create(account, params))));
const read = async (id: string, fields = FIELDS) =>
  shown.parse((await bed.read(account, id, `${fields},shortcode`)).body);

describe('GET /{media}', () => {
  test('shows a reel, its cover and whether it is shared to the feed', async () => {
    const cover_url = bed.pictureUrl;
    const reel = { media_type: 'REELS', video_url: videoUrl, caption: 'hello', cover_url };
    for (const share_to_feed of ['true', 'false']) {
      const { shortcode, ...media } = await read(await publishOf({ ...reel, share_to_feed }));
      expect(media).toEqual({
        id: media.id,
        caption: 'hello',
        media_type: 'VIDEO',
        media_product_type: 'REELS',
        permalink: `https://www.instagram.com/reel/${shortcode}/`,
        is_shared_to_feed: share_to_feed === 'true',
        thumbnail_url: cover_url,
        media_url: videoUrl,
      });
    }
  });

  test.each([
    ['an image', { image_url: 'picture' }, 'IMAGE'],
    ['a video', { video_url: 'video' }, 'VIDEO'],
  ])('shows a story of %s, and no caption', async (_, source, media_type) => {
    const urls = 'image_url' in source ? { image_url: bed.pictureUrl } : { video_url: videoUrl };
    const { id, ...media } = await read(await publishOf({ media_type: 'STORIES', caption: 'ignored', ...urls }));
    expect(media).toMatchObject({
      media_type,
      media_product_type: 'STORY',
      permalink: `https://www.instagram.com/stories/ann/${id}`,
    });
    expect(media).not.toHaveProperty('caption');
  });

  test('shows a carousel with its children in their order, which have neither caption nor permalink', async () => {
    const image = { image_url: bed.pictureUrl, is_carousel_item: 'true', caption: 'ignored', alt_text: 'grey' };
    const video = { media_type: 'VIDEO', video_url: videoUrl, is_carousel_item: 'true' };
    const made = [idIn(await bed.create(account, image)), idIn(await bed.create(account, video))];
    const id = await publishOf({ media_type: 'CAROUSEL', caption: 'album', children: made.join() });
    const fields = `${FIELDS},children{id,media_type,alt_text,caption,permalink,username}`;
    const { shortcode, children: nested, ...media } = await read(id, fields);

    expect(media).toEqual({
      id,
      caption: 'album',
      media_type: 'CAROUSEL_ALBUM',
      media_product_type: 'FEED',
      permalink: `https://www.instagram.com/p/${shortcode}/`,
    });
    const { data } = children.parse(nested);
    expect(data).toEqual([
      { id: data[0]?.id, media_type: 'IMAGE', alt_text: 'grey', username: 'ann' },
      { id: data[1]?.id, media_type: 'VIDEO', username: 'ann' },
    ]);
    expect(new Set([...made, ...data.map((child) => child.id)]).size).toBe(4);
    expect((await bed.read(account, data[1]?.id ?? '', 'media_type')).body).toMatchObject({ media_type: 'VIDEO' });
  });
});

describe('GET /{media}/children', () => {
  test('lists the children of a carousel by id, or by the fields asked for', async () => {
    const media = idIn(await bed.publish(account, await bed.createCarousel(account, 3)));
    const { data } = children.parse((await bed.read(account, `${media}/children`)).body);
    expect(data).toEqual(data.map(({ id }) => ({ id })));
    expect((await bed.read(account, `${media}/children`, 'media_type')).body).toEqual({
      data: data.map(({ id }) => ({ id, media_type: 'IMAGE' })),
    });
    expect(data).toHaveLength(3);
  });

  test('is empty for other media', async () => {
    const media = await bed.publishNew(account, 'alone');
    expect((await bed.read(account, `${media}/children`)).body).toEqual({ data: [] });
  });

  test('is 100/33 for what does not exist or is another account’s', async () => {
    const other = await bed.addAccount('ben');
    const theirs = await bed.publishNew(other, 'theirs');
    for (const id of [theirs, '17929615691921648', account.igUserId])
      expect(refusalIn(await bed.read(account, `${id}/children`))).toEqual([400, 100, 33]);
  });
});
