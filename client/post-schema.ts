import { z } from 'zod';
import { ACCOUNT_ID_RULE, type AccountId, isAccountId, isPostId, POST_ID_RULE, type PostId } from '../contracts/ids.ts';
import { DEFAULT_PUBLISH_WITHIN_SECONDS } from '../contracts/post.ts';
import { must, strict } from './issues.ts';

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media: 2,200 characters, 30 hashtags
// and 20 @ tags; alt text up to 1,000 characters.
const MAX_CAPTION = 2200;
const MAX_HASHTAGS = 30;
const MAX_MENTIONS = 20;
const MAX_ALT_TEXT = 1000;
const MAX_WITHIN_SECONDS = 86_400;

const HASHTAG = /(?<![\p{L}\p{N}_])#[\p{L}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]+/gu;

const characters = (text: string): number => [...text].length;
const hashtags = (text: string): number => text.match(HASHTAG)?.length ?? 0;
const mentions = (text: string): number => text.match(MENTION)?.length ?? 0;

export const accountIdSchema = z.custom<AccountId>(
  (value) => typeof value === 'string' && isAccountId(value),
  must(`the short name of an account (${ACCOUNT_ID_RULE})`),
);
export const postIdSchema = z.custom<PostId>(
  (value) => typeof value === 'string' && isPostId(value),
  must(`a post id (${POST_ID_RULE})`),
);

const text = (...limits: readonly Limit[]) =>
  limits.reduce(
    (schema, { count, max, unit }) =>
      schema.refine((value) => count(value) <= max, {
        error: ({ input }) => `has ${count(String(input))} ${unit}, and Instagram takes at most ${max}: shorten it.`,
      }),
    z.string(must('text')),
  );

interface Limit {
  readonly count: (value: string) => number;
  readonly max: number;
  readonly unit: string;
}

const image = strict({
  kind: z.literal('image', must('"image" in a post of kind "image"')),
  url: z.url({ protocol: z.regexes.httpProtocol, ...must('an http or https address where Instagram can fetch it') }),
  altText: text({ count: characters, max: MAX_ALT_TEXT, unit: 'characters' }).optional(),
});

const imagePost = strict({
  accountId: accountIdSchema,
  id: postIdSchema.optional(),
  kind: z.literal('image', must('"image"')),
  caption: text(
    { count: characters, max: MAX_CAPTION, unit: 'characters' },
    { count: hashtags, max: MAX_HASHTAGS, unit: 'hashtags' },
    { count: mentions, max: MAX_MENTIONS, unit: 'mentions' },
  ).optional(),
  media: z.tuple([z.preprocess(refuseFile, image)], must('a list of exactly one item in a post of kind "image"')),
  scheduledAt: z.string(must('a time in quotes, such as "2026-12-01T09:00:00+01:00"')).optional(),
  timeZone: z.string(must('an IANA time zone in quotes, such as "Europe/Berlin"')).optional(),
  publishNow: z.boolean(must('true or false')).optional(),
  publishWithinSeconds: z
    .int(must(`a whole number of seconds from 1 to ${MAX_WITHIN_SECONDS}`))
    .min(1, must(`a whole number of seconds from 1 to ${MAX_WITHIN_SECONDS}`))
    .max(MAX_WITHIN_SECONDS, must(`a whole number of seconds from 1 to ${MAX_WITHIN_SECONDS}`))
    .default(DEFAULT_PUBLISH_WITHIN_SECONDS),
});

/** A request as it may be queued, apart from its due time, whose three keys are judged together. */
export const postSchema = z.preprocess(refuseKindsToCome, imagePost);

/** One clear sentence instead of an unknown key and a missing one. */
function refuseFile(item: unknown, context: z.RefinementCtx): unknown {
  if (!hasKey(item, 'file')) return item;
  const message = 'is not supported yet: put the picture where Instagram can fetch it and give its "url".';
  context.addIssue({ code: 'custom', path: ['file'], message });
  return z.NEVER;
}

const KINDS_TO_COME: readonly unknown[] = ['reel', 'carousel', 'story'];

/** One clear sentence instead of one for everything in which the other kinds differ. */
function refuseKindsToCome(request: unknown, context: z.RefinementCtx): unknown {
  if (!hasKey(request, 'kind') || !KINDS_TO_COME.includes(request.kind)) return request;
  const message = `"${request.kind}" is not supported yet: this version publishes "image".`;
  context.addIssue({ code: 'custom', path: ['kind'], message });
  return z.NEVER;
}

const hasKey = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && key in value;
