import { describe, expect, test } from '@jest/globals';
import type { CarouselPost, ImagePost, Post, ReelPost, StoryPost } from '../../contracts/post.ts';
import {
  changedSlots,
  keptAfterEdit,
  nothingStaged,
  oldestOf,
  partOf,
  publishable,
  type Slot,
  type Staged,
  type StagedContainer,
  withContainer,
} from '../../workflows/staged.ts';
import { accountId, containerId, DUE_AT, postId } from '../contracts/samples.ts';

const ANY = { accountId: accountId('brand'), id: postId('order-8841'), publishWithinSeconds: 3_600 };
const PICTURE = { kind: 'image', url: 'https://media.example/a.jpg' } as const;
const VIDEO = { kind: 'video', source: { url: 'https://media.example/b.mp4', upload: 'url' } } as const;
const IMAGE: ImagePost = { ...ANY, kind: 'image', caption: 'One', media: [PICTURE] };
const REEL: ReelPost = { ...ANY, kind: 'reel', caption: 'One', media: [VIDEO] };
const STORY: StoryPost = { ...ANY, kind: 'story', media: [PICTURE] };
const CAROUSEL: CarouselPost = { ...ANY, kind: 'carousel', caption: 'One', media: [PICTURE, VIDEO, PICTURE] };

const container = (index: number, progress: StagedContainer['progress'] = 'finished'): StagedContainer => ({
  id: containerId(`1790000000000000${index}`),
  createdAt: DUE_AT - index * 60_000,
  uploadUri: null,
  progress,
});
const WHOLE: Staged = { media: [container(1), container(2), container(3)], carousel: container(0) };

describe('the places whose containers an edit changes', () => {
  const cases: Readonly<Record<string, { before: Post; after: Post; changed: Slot[] }>> = {
    'none, when nothing changed': { before: CAROUSEL, after: { ...CAROUSEL }, changed: [] },
    'none, when only the order of keys changed': {
      before: IMAGE,
      after: { ...IMAGE, media: [{ url: PICTURE.url, kind: 'image' }] },
      changed: [],
    },
    'none, for what is no part of a container': {
      before: IMAGE,
      after: { ...IMAGE, firstComment: 'Hello', publishWithinSeconds: 60, dropUnavailableCollaborators: true },
      changed: [],
    },
    'the one of a picture, for its caption': { before: IMAGE, after: { ...IMAGE, caption: 'Two' }, changed: [0] },
    'the one of a picture, for its alt text': {
      before: IMAGE,
      after: { ...IMAGE, media: [{ ...PICTURE, altText: 'A chair' }] },
      changed: [0],
    },
    'the one of a reel, for its cover': {
      before: REEL,
      after: { ...REEL, coverUrl: 'https://media.example/c.jpg' },
      changed: [0],
    },
    'the one of a story, for its medium': { before: STORY, after: { ...STORY, media: [VIDEO] }, changed: [0] },
    'the one of a story, for a parameter that is handed on': {
      before: STORY,
      after: { ...STORY, params: { new_one: '1' } },
      changed: [0],
    },
    'the carousel alone, for its caption': {
      before: CAROUSEL,
      after: { ...CAROUSEL, caption: 'Two' },
      changed: ['carousel'],
    },
    'a medium and its carousel, for the medium': {
      before: CAROUSEL,
      after: { ...CAROUSEL, media: [PICTURE, VIDEO, VIDEO] },
      changed: [2, 'carousel'],
    },
    'the carousel alone, when its last medium is gone': {
      before: CAROUSEL,
      after: { ...CAROUSEL, media: [PICTURE, VIDEO] },
      changed: ['carousel'],
    },
    'the new medium and the carousel, when one came': {
      before: CAROUSEL,
      after: { ...CAROUSEL, media: [PICTURE, VIDEO, PICTURE, PICTURE] },
      changed: [3, 'carousel'],
    },
  };

  test.each(Object.entries(cases))('are %s', (_, { before, after, changed }) => {
    expect(changedSlots(before, after)).toEqual(changed);
  });
});

describe('what is staged', () => {
  test('begins with an empty place for each medium', () => {
    expect(nothingStaged(CAROUSEL)).toEqual({ media: [null, null, null], carousel: null });
  });

  test('is published as the carousel, and as the only medium otherwise', () => {
    expect(publishable(CAROUSEL, WHOLE)).toEqual(container(0));
    expect(publishable(IMAGE, { media: [container(1)], carousel: null })).toEqual(container(1));
  });

  test.each<[string, Post, Staged]>([
    ['a carousel whose media alone are there', CAROUSEL, { ...WHOLE, carousel: null }],
    ['a picture that is still processed', IMAGE, { media: [container(1, 'processing')], carousel: null }],
    ['nothing', REEL, { media: [null], carousel: null }],
  ])('cannot be published as %s', (_, post, staged) => {
    expect(publishable(post, staged)).toBeUndefined();
  });

  test('is as old as its oldest container', () => {
    expect(oldestOf(WHOLE)).toBe(DUE_AT - 180_000);
    expect(oldestOf({ media: [null], carousel: null })).toBeUndefined();
  });

  test('loses its carousel with any of its media', () => {
    expect(withContainer(WHOLE, 1, null)).toEqual({ media: [container(1), null, container(3)], carousel: null });
  });

  test('takes a new container in the place of one, and leaves the others', () => {
    expect(withContainer(WHOLE, 1, container(9)).media).toEqual([container(1), container(9), container(3)]);
    expect(withContainer(WHOLE, 'carousel', null)).toEqual({ media: WHOLE.media, carousel: null });
  });

  test('names the children of a carousel in the order of its media', () => {
    const children = ['17900000000000001', '17900000000000002', '17900000000000003'];
    expect(partOf(WHOLE, 'carousel')).toEqual({ kind: 'carousel', children });
    expect(partOf(WHOLE, 2)).toEqual({ kind: 'medium', index: 2 });
  });

  test('keeps, after an edit, all that did not change', () => {
    expect(keptAfterEdit(WHOLE, CAROUSEL, ['carousel'])).toEqual({ ...WHOLE, carousel: null });
    expect(keptAfterEdit(WHOLE, CAROUSEL, [0, 'carousel']).media).toEqual([null, container(2), container(3)]);
    expect(keptAfterEdit(WHOLE, { ...CAROUSEL, media: [PICTURE, VIDEO] }, ['carousel']).media).toHaveLength(2);
    expect(keptAfterEdit(WHOLE, CAROUSEL, [])).toEqual(WHOLE);
  });
});
