import { z } from 'zod';
import { type AccountId, postWorkflowId } from '../contracts/ids.ts';
import { type Medium, POST_KINDS, type PostKind } from '../contracts/post.ts';
import { parseArgument } from './arguments.ts';
import { dueTimeOf } from './due-time.ts';
import { InvalidRequestError } from './errors.ts';
import type { AskedPost } from './forecast.ts';
import { must, pointerOf, type RequestIssue } from './issues.ts';
import type { PostRequest } from './post-request.ts';
import { postIdSchema, timeShape } from './post-schema.ts';
import { type ForecastSetting, postToCome } from './post-to-come.ts';

/**
 * When a post shall go out and what it shows, in the words of its request; the request itself will do. Without `kind` it counts as one
 * picture. With the `id` of a post that exists already, it asks about that post.
 */
export type ForecastRequest = Pick<
  PostRequest,
  'id' | 'scheduledAt' | 'timeZone' | 'publishNow' | 'publishWithinSeconds'
> & {
  readonly accountId?: string | undefined;
  readonly kind?: PostKind | undefined;
  readonly media?: readonly Pick<Medium, 'kind'>[] | undefined;
};

/**
 * Takes other keys too, because the request that is to be queued is the natural thing to hand in, and is checked as a whole then.
 * @throws {@link InvalidRequestError} with all that is wrong
 */
export function parseForecastRequests(
  requests: readonly ForecastRequest[],
  accountId: AccountId,
  setting: ForecastSetting,
): AskedPost[] {
  const parsed = parseArgument(requestsOf(accountId), requests, 'The list of posts');
  const issues: RequestIssue[] = [];
  const asked = parsed.flatMap(({ id, kind, media, publishWithinSeconds, ...time }, index) => {
    const due = dueTimeOf(time, setting.now);
    if (due.kind === 'wrong') {
      issues.push(...due.issues.map((issue) => inList(issue, index)));
      return [];
    }
    const isNew = id === undefined;
    const workflowId = isNew ? `${index}` : postWorkflowId({ accountId, id });
    const mediaKinds = media.map((medium) => medium.kind);
    const toCome = postToCome({ kind, mediaKinds, dueAt: due.dueAt }, setting);
    return [{ workflowId, isNew, publishWithinMs: publishWithinSeconds * 1000, toCome }];
  });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return asked;
}

const MEDIUM_KINDS = ['image', 'video'] as const satisfies readonly Medium['kind'][];

const requestsOf = (accountId: AccountId) =>
  z.array(
    z.object(
      {
        accountId: z.literal(accountId, must(`"${accountId}", the account that is asked about`)).optional(),
        id: postIdSchema.optional(),
        kind: z.enum(POST_KINDS, must(`one of ${POST_KINDS.map((kind) => `"${kind}"`).join(', ')}`)).default('image'),
        media: z
          .array(
            z.object({ kind: z.enum(MEDIUM_KINDS, must('"image" or "video"')) }, must('an object with "kind"')),
            must('a list of media'),
          )
          .default([]),
        ...timeShape,
      },
      must('an object with "scheduledAt" or "publishNow"'),
    ),
    must('a list of posts, each with "scheduledAt" or "publishNow"'),
  );

const inList = ({ pointer, message }: RequestIssue, index: number): RequestIssue => ({
  pointer: `${pointerOf([index])}${pointer}`,
  message: `[${index}].${message}`,
});
