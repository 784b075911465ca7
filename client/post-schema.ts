import { z } from 'zod';
import { ACCOUNT_ID_RULE, type AccountId, isAccountId, isPostId, POST_ID_RULE, type PostId } from '../contracts/ids.ts';
import { DEFAULT_PUBLISH_WITHIN_SECONDS, POST_KINDS } from '../contracts/post.ts';
import { anyway, must, mustBe, type Refusals, strict } from './issues.ts';
import {
  carouselMediumSchema,
  imagePostMediumSchema,
  reelMediumSchema,
  storyMediumSchema,
  urlSchema,
} from './media-schema.ts';
import { paramsSchema } from './params-schema.ts';
import { collaboratorPolicySchema, collaboratorsSchema, tooManyProducts } from './tags-schema.ts';
import { audioNameSchema, captionSchema, commentSchema } from './text-schema.ts';

const MAX_WITHIN_SECONDS = 86_400;
/** Of a carousel. */
export const MIN_CHILDREN = 2;
/** Of the API. The app takes 20. https://developers.facebook.com/docs/instagram-platform/content-publishing */
const MAX_CHILDREN = 10;
const LOCATION_ID = /^[0-9]{1,32}$/;
const TRIALS = ['manual', 'performance'] as const;

export const accountIdSchema = z.custom<AccountId>(
  (value) => typeof value === 'string' && isAccountId(value),
  must(`the short name of an account (${ACCOUNT_ID_RULE})`),
);
export const postIdSchema = z.custom<PostId>(
  (value) => typeof value === 'string' && isPostId(value),
  must(`a post id (${POST_ID_RULE})`),
);

const yesOrNo = z.boolean(must('true or false'));
/** For what is off unless it is asked for: false says the same as nothing. */
const flag = yesOrNo.transform((on) => on || undefined).optional();
const withinRule = must(`a whole number of seconds from 1 to ${MAX_WITHIN_SECONDS}`);
const locationRule = must('the digits of the id of a Facebook Page with a place, in quotes');
const offsetRule = must('a whole number of milliseconds from 0');

const name = { accountId: accountIdSchema, id: postIdSchema.optional() };
/** The keys of a request that say when, of which `dueTimeOf` makes one instant. */
export const timeShape = {
  scheduledAt: z.string(must('a time in quotes, such as "2026-12-01T09:00:00+01:00"')).optional(),
  timeZone: z.string(must('an IANA time zone in quotes, such as "Europe/Berlin"')).optional(),
  publishNow: yesOrNo.optional(),
  publishWithinSeconds: z
    .int(withinRule)
    .min(1, withinRule)
    .max(MAX_WITHIN_SECONDS, withinRule)
    .default(DEFAULT_PUBLISH_WITHIN_SECONDS),
};
const everyKind = { params: paramsSchema.optional(), dropUnavailableCollaborators: flag };
const feed = {
  collaborators: collaboratorsSchema.optional(),
  collaboratorPolicy: collaboratorPolicySchema.optional(),
  locationId: z.string(locationRule).regex(LOCATION_ID, locationRule).optional(),
  isAiGenerated: flag,
  firstComment: commentSchema.optional(),
};
const exactlyOne = (kind: string) => must(`a list of exactly one item in a post of kind "${kind}"`);

const OF_A_MEDIUM = 'belongs to an item of "media".';
const ofMedia: Refusals = {
  url: OF_A_MEDIUM,
  file: OF_A_MEDIUM,
  upload: OF_A_MEDIUM,
  altText: OF_A_MEDIUM,
  userTags: OF_A_MEDIUM,
  productTags: OF_A_MEDIUM,
};
const OF_A_REEL = 'is for reels only: leave it out.';
const ofReels: Refusals = {
  coverUrl: OF_A_REEL,
  thumbOffsetMs: OF_A_REEL,
  shareToFeed: OF_A_REEL,
  audioName: OF_A_REEL,
  trial: OF_A_REEL,
};
const ofTheFeed: Refusals = {
  caption: 'is not taken by a story, which has none: leave it out.',
  collaborators: 'is not taken by a story: Instagram takes collaborators for image posts, reels and carousels only.',
  collaboratorPolicy: 'is not taken by a story, which has no collaborators.',
  locationId: 'is not taken by a story: the API publishes no stickers.',
  isAiGenerated: 'is not taken by a story: the label is for image posts, reels and carousels.',
  firstComment: 'is not taken by a story: the API makes no comments on one.',
};

const imagePost = strict(
  {
    ...name,
    kind: z.literal('image'),
    caption: captionSchema.optional(),
    media: z.tuple([imagePostMediumSchema], exactlyOne('image')),
    ...timeShape,
    ...feed,
    ...everyKind,
  },
  { ...ofMedia, ...ofReels },
);

const reelPost = strict(
  {
    ...name,
    kind: z.literal('reel'),
    caption: captionSchema.optional(),
    media: z.tuple([reelMediumSchema], exactlyOne('reel')),
    ...timeShape,
    ...feed,
    coverUrl: urlSchema.optional(),
    thumbOffsetMs: z.int(offsetRule).min(0, offsetRule).optional(),
    shareToFeed: yesOrNo.optional(),
    audioName: audioNameSchema.optional(),
    trial: z.enum(TRIALS, must('"manual" or "performance"')).optional(),
    ...everyKind,
  },
  ofMedia,
).refine(({ trial, collaborators = [] }) => trial === undefined || collaborators.length === 0, {
  ...anyway,
  path: ['collaborators'],
  error: 'contradicts "trial": Instagram takes no collaborators for a trial reel.',
});

const childrenRule = must(`a list of ${MIN_CHILDREN} to ${MAX_CHILDREN} items in a post of kind "carousel"`);
const carouselPost = strict(
  {
    ...name,
    kind: z.literal('carousel'),
    caption: captionSchema.optional(),
    media: z
      .array(carouselMediumSchema, childrenRule)
      .min(MIN_CHILDREN, childrenRule)
      .max(MAX_CHILDREN, childrenRule)
      .superRefine((media, context) => {
        const problem = tooManyProducts(media);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
    ...timeShape,
    ...feed,
    ...everyKind,
  },
  { ...ofMedia, ...ofReels },
);

const storyPost = strict(
  {
    ...name,
    kind: z.literal('story'),
    media: z.tuple([storyMediumSchema], exactlyOne('story')),
    ...timeShape,
    ...everyKind,
  },
  { ...ofMedia, ...ofReels, ...ofTheFeed },
);

/** A request as it may be queued, apart from its due time, whose three keys are judged together. */
export const postSchema = z.discriminatedUnion(
  'kind',
  [imagePost, reelPost, carouselPost, storyPost],
  mustBe('kind', `one of ${POST_KINDS.map((kind) => `"${kind}"`).join(', ')}`),
);
