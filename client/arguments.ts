import { z } from 'zod';
import { type AccountId, type InviteKey, isMediaId, type PostKey } from '../contracts/ids.ts';
import { POST_STATUSES } from '../contracts/post.ts';
import { spokenDuration } from './due-time.ts';
import { InvalidRequestError, PastDueError } from './errors.ts';
import { issuesOf, must, mustBe, strict } from './issues.ts';
import { accountIdSchema, postIdSchema } from './post-schema.ts';
import { readTime, type WrittenTime } from './written-time.ts';

const MAX_REASON = 500;
/** What a Node timer can hold: 24.8 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const wholeMs = `a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`;
const limit = 'a whole number from 1';

/** Takes more than the two keys, because a post that was read is the natural thing to hand in; neither key can be missed. */
const keySchema = z.object({ accountId: accountIdSchema, id: postIdSchema }, must('the accountId and id of a post'));
const inviteKeySchema = strict({
  accountId: accountIdSchema,
  mediaId: z
    .string(must('the digits of the media id, as Instagram writes it'))
    .refine(isMediaId, must('the digits of the media id, as Instagram writes it')),
});
const timeRule = 'a time in quotes, such as "2026-12-01T09:00:00+01:00"';
const timeSchema = strict({
  at: z.string(must(timeRule)),
  timeZone: z.string(must('an IANA time zone in quotes, such as "Europe/Berlin"')).optional(),
});
const whenSchema = z.preprocess((when) => (typeof when === 'string' ? { at: when } : when), timeSchema);

export const cancelSchema = strict({
  reason: z
    .string(must('text'))
    .max(MAX_REASON, must(`text of at most ${MAX_REASON} characters`))
    .optional(),
});

const yesOrNo = z.boolean(must('true or false'));
export const editSchema = strict({ allowLate: yesOrNo.optional() });
export const collaboratorsOptionsSchema = strict({ lookNow: yesOrNo.optional() });
export const validateSchema = strict({ probe: yesOrNo.optional(), allowPrivate: yesOrNo.optional() });

const OUTCOMES = '"published" or "not-published"';
const mediaIdRule = must('the digits of the media id, as Instagram writes it');
export const settleSchema = z.discriminatedUnion(
  'outcome',
  [
    strict({
      outcome: z.literal('published'),
      mediaId: z.string(mediaIdRule).refine(isMediaId, mediaIdRule).optional(),
    }),
    strict({ outcome: z.literal('not-published') }, { mediaId: 'is of a post that was published.' }),
  ],
  mustBe('outcome', OUTCOMES),
);

const timeoutSchema = z.int(must(wholeMs)).min(1, must(wholeMs)).max(MAX_TIMEOUT_MS, must(wholeMs)).optional();
const signalSchema = z.instanceof(AbortSignal, must('an AbortSignal')).optional();
const limitSchema = z.int(must(limit)).min(1, must(limit)).optional();

export const waitSchema = strict({
  timeoutMs: timeoutSchema,
  onChange: z.custom<(post: never) => void>((value) => typeof value === 'function', must('a function')).optional(),
  signal: signalSchema,
});

export const listSchema = strict({
  accountId: accountIdSchema.optional(),
  status: z.enum(POST_STATUSES, must(`one of ${POST_STATUSES.join(', ')}`)).optional(),
  limit: limitSchema,
});

export const waitingSchema = strict({ timeoutMs: timeoutSchema, signal: signalSchema });
export const sweepSchema = strict({ dryRun: yesOrNo.optional(), timeoutMs: timeoutSchema, signal: signalSchema });
export const historySchema = strict({ limit: limitSchema });

const pageRule = must('a whole number from 1 to 100');
export const collaborativeMediaSchema = strict({
  limit: z.int(pageRule).min(1, pageRule).max(100, pageRule).optional(),
  after: z.string(must('the "next" of a page')).optional(),
  timeoutMs: timeoutSchema,
  signal: signalSchema,
});

/** @throws {@link InvalidRequestError} with all that is wrong */
export function parseArgument<Output>(schema: z.ZodType<Output>, input: unknown, whole: string): Output {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new InvalidRequestError(issuesOf(parsed.error, whole));
  return parsed.data;
}

export const parseAccountId = (input: unknown): AccountId => parseArgument(accountIdSchema, input, 'The accountId');

export const parseInviteKey = (input: unknown): InviteKey => parseArgument(inviteKeySchema, input, 'The invite');

export const parseKey = (input: unknown): PostKey => parseArgument(keySchema, input, 'The key of the post');

/**
 * The instant to which a post is to be moved, in epoch milliseconds.
 * @throws {@link InvalidRequestError}, {@link PastDueError}
 */
export function parseWhen(when: string | WrittenTime, now: number): number {
  const time = parseArgument(whenSchema, when, 'The new time');
  const read = readTime(time);
  if ('predicate' in read) {
    const pointer = typeof when === 'string' ? '' : `/${read.field}`;
    const subject = read.field === 'at' ? 'The new time' : read.field;
    throw new InvalidRequestError([{ pointer, message: `${subject} ${read.predicate}` }]);
  }
  if (read.instant < now) throw tooEarly(read.instant, now);
  return read.instant;
}

const tooEarly = (instant: number, now: number): PastDueError =>
  new PastDueError({
    message: `The new time was ${spokenDuration(now - instant)} ago; the post stays where it was.`,
    nextAction: 'Give a time to come.',
    details: { dueAt: new Date(instant).toISOString(), lateByMs: now - instant },
  });
