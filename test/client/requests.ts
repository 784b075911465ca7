import fc from 'fast-check';
import { InvalidPostError } from '../../client/errors.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';

export const NOW = Date.parse('2026-12-01T08:00:00Z');

export const PICTURE = { kind: 'image', url: 'https://shop.example/a.jpg' } as const;
export const VIDEO = { kind: 'video', url: 'https://shop.example/a.mp4' } as const;
const NAME = { accountId: 'brand', id: 'order-8841', scheduledAt: '2026-12-01T10:00:00+01:00' } as const;

export const IMAGE_POST = { ...NAME, kind: 'image', media: [PICTURE] } as const;
export const REEL = { ...NAME, kind: 'reel', media: [VIDEO] } as const;
export const CAROUSEL = { ...NAME, kind: 'carousel', media: [PICTURE, VIDEO] } as const;
export const STORY = { ...NAME, kind: 'story', media: [PICTURE] } as const;

/** What is wrong with the request, by pointer. Empty if nothing is. */
export function issuesOf(sent: unknown): Record<string, string> {
  try {
    parsePostRequest(sent, NOW);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidPostError)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
  }
}

const optional = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
  fc.record(shape, { requiredKeys: [] });
const words = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !/[#@]/.test(text));
const place = fc.double({ min: 0, max: 1, noNaN: true }).map((at) => at + 0);
const username = fc.stringMatching(/^@?[A-Za-z0-9._]{1,30}$/);
const digits = fc.stringMatching(/^[0-9]{1,17}$/);
const distinct = <Item>(item: fc.Arbitrary<Item>, selector: (item: Item) => string, maxLength = 3) =>
  fc.uniqueArray(item, { maxLength, selector: (one) => selector(one).replace('@', '').toLowerCase() });
const people = <Item extends { username: string }>(tag: fc.Arbitrary<Item>) => distinct(tag, (one) => one.username);
const products = <Item extends { productId: string }>(tag: fc.Arbitrary<Item>) =>
  distinct(tag, (one) => one.productId, 2);

const pictureUrl = fc.webUrl({ withQueryParameters: true });
const onPhoto = {
  userTags: people(fc.record({ username, x: place, y: place })),
  productTags: products(fc.record({ productId: digits, x: place, y: place })),
};
const storyTags = { userTags: people(fc.oneof(fc.record({ username }), fc.record({ username, x: place, y: place }))) };
const videoProducts = { productTags: products(fc.record({ productId: digits })) };

const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object);
const picture = (more: Record<string, fc.Arbitrary<unknown>>) =>
  merged(fc.record({ kind: fc.constant('image'), url: pictureUrl }), optional(more));
const video = (more: Record<string, fc.Arbitrary<unknown>>) =>
  merged(
    fc.constant({ kind: 'video' }),
    fc.oneof(
      merged(
        fc.record({ url: pictureUrl }),
        optional({ upload: fc.constantFrom('auto', 'url', 'hosted-url', 'bytes') }),
      ),
      merged(
        fc.record({ file: fc.stringMatching(/^[a-z/. ]{1,20}$/) }),
        optional({ upload: fc.constantFrom('auto', 'bytes') }),
      ),
    ),
    optional(more),
  );

const anyKind = optional({
  publishWithinSeconds: fc.integer({ min: 1, max: 86_400 }),
  dropUnavailableCollaborators: fc.boolean(),
  params: fc.dictionary(
    fc.stringMatching(/^x_[a-z0-9_]{1,10}$/),
    fc.oneof(words, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    { maxKeys: 3 },
  ),
});
const feed = optional({
  caption: words,
  locationId: digits,
  isAiGenerated: fc.boolean(),
  firstComment: words,
});
const collaborators = distinct(username, (name) => name);
const reelOnly = merged(
  optional({ coverUrl: pictureUrl, thumbOffsetMs: fc.nat(), shareToFeed: fc.boolean(), audioName: words }),
  fc.oneof(optional({ collaborators }), optional({ trial: fc.constantFrom('manual', 'performance') })),
);

const kindOf = (kind: string, media: fc.Arbitrary<unknown[]>, ...parts: fc.Arbitrary<object>[]) =>
  merged(fc.constant({ ...NAME, kind }), fc.record({ media }), anyKind, ...parts);

const feedPicture = picture({ ...onPhoto, altText: words });
const carouselMedia = fc.array(fc.oneof(feedPicture, video(videoProducts)), { minLength: 2, maxLength: 10 });

/** Any request that may be queued, of any kind. */
export const anyRequest: fc.Arbitrary<object> = fc.oneof(
  kindOf('image', fc.tuple(feedPicture), feed, optional({ collaborators })),
  kindOf('reel', fc.tuple(video({ ...videoProducts, userTags: people(fc.record({ username })) })), feed, reelOnly),
  kindOf('carousel', carouselMedia, feed, optional({ collaborators })),
  kindOf('story', fc.tuple(fc.oneof(picture(storyTags), video(storyTags)))),
);
