import { z } from 'zod';
import { DEFAULT_COLLABORATOR_POLICY, LONGEST_ANSWER_SECONDS } from '../contracts/collaborators.ts';
import { must, strict } from './issues.ts';
import { distinctList } from './list-schema.ts';
import { withoutEmpty } from './without-empty.ts';

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media: collaborators, user_tags.
const MAX_COLLABORATORS = 3;
const MAX_USER_TAGS = 20;
// https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging: 20 for a post of the feed
// and in all of a carousel, 5 for each of its media, 30 for a reel.
const MAX_PRODUCT_TAGS = 20;
const MAX_PRODUCT_TAGS_OF_CHILD = 5;
const MAX_PRODUCT_TAGS_OF_REEL = 30;

const USERNAME = /^[A-Za-z0-9._]{1,30}$/;
const PRODUCT_ID = /^[0-9]{1,32}$/;

const usernameRule = must('an Instagram username: 1 to 30 of A-Z, a-z, 0-9, "." and "_"');
const username = z
  .string(usernameRule)
  .transform((name) => name.replace(/^@/, ''))
  .pipe(z.string().regex(USERNAME, usernameRule));

const placeRule = must('a number from 0 (left, or top) to 1 (right, or bottom)');
const place = z.number(placeRule).min(0, placeRule).max(1, placeRule);
const onPhoto = { x: place, y: place };
const noPlace = 'is for photos only: Instagram takes no place for a tag in a video.';
const onVideo = { x: noPlace, y: noPlace };

export const collaboratorsSchema = distinctList(username, {
  of: 'usernames',
  max: MAX_COLLABORATORS,
  unique: (name) => name,
});

const notify = z.literal('notify', must('"notify"'));
const answerRule = must(`a whole number of seconds from 1 to ${LONGEST_ANSWER_SECONDS}`);

export const collaboratorPolicySchema = strict({
  onDeclined: notify.default(DEFAULT_COLLABORATOR_POLICY.onDeclined),
  onUnanswered: notify.default(DEFAULT_COLLABORATOR_POLICY.onUnanswered),
  answerWithinSeconds: z
    .int(answerRule)
    .min(1, answerRule)
    .max(LONGEST_ANSWER_SECONDS, answerRule)
    .default(DEFAULT_COLLABORATOR_POLICY.answerWithinSeconds),
});

const userTags = <Tag extends z.ZodType<{ username: string }>>(tag: Tag) =>
  distinctList(tag, { of: 'tagged people', max: MAX_USER_TAGS, unique: (one) => one.username, at: 'username' });

export const photoUserTagsSchema = userTags(strict({ username, ...onPhoto }));
export const reelUserTagsSchema = userTags(strict({ username }, onVideo));
export const storyUserTagsSchema = userTags(
  strict({ username, x: place.optional(), y: place.optional() })
    .refine(({ x, y }) => (x === undefined) === (y === undefined), {
      error: 'has one of x and y: give both, or neither.',
    })
    .transform(withoutEmpty),
);

const productId = z
  .string(must('the digits of a product id in quotes'))
  .regex(PRODUCT_ID, must('the digits of a product id in quotes'));
const productTags = <Tag extends z.ZodType<{ productId: string }>>(tag: Tag, max: number) =>
  distinctList(tag, { of: 'tagged products', max, unique: (one) => one.productId, at: 'productId' });

const photoProductTag = strict({ productId, ...onPhoto });
const videoProductTag = strict({ productId }, onVideo);

export const photoProductTagsSchema = productTags(photoProductTag, MAX_PRODUCT_TAGS);
export const reelProductTagsSchema = productTags(videoProductTag, MAX_PRODUCT_TAGS_OF_REEL);
export const childPhotoProductTagsSchema = productTags(photoProductTag, MAX_PRODUCT_TAGS_OF_CHILD);
export const childVideoProductTagsSchema = productTags(videoProductTag, MAX_PRODUCT_TAGS_OF_CHILD);

interface Tagged {
  readonly productTags?: readonly unknown[] | undefined;
}

/** What is wrong with the tagged products of all media of a carousel together; undefined when nothing is. */
export function tooManyProducts(media: readonly Tagged[]): string | undefined {
  const count = media.reduce((sum, { productTags: tags = [] }) => sum + tags.length, 0);
  if (count <= MAX_PRODUCT_TAGS) return undefined;
  return `have ${count} tagged products together, and Instagram takes at most ${MAX_PRODUCT_TAGS} in a carousel: leave some out.`;
}
