import { z } from 'zod';
import { type AccountId, postWorkflowId } from '../contracts/ids.ts';
import { publishHolder } from '../contracts/publish-grant.ts';
import { parseArgument } from './arguments.ts';
import { dueTimeOf } from './due-time.ts';
import { InvalidRequestError } from './errors.ts';
import type { AskedPost } from './forecast.ts';
import { must, pointerOf, type RequestIssue } from './issues.ts';
import type { PostRequest } from './post-request.ts';
import { postIdSchema, timeShape } from './post-schema.ts';

/**
 * When a post shall go out, in the words of its request; the request itself will do. With the `id` of a post that exists already, it
 * asks about that post.
 */
export type ForecastRequest = Pick<
  PostRequest,
  'id' | 'scheduledAt' | 'timeZone' | 'publishNow' | 'publishWithinSeconds'
> & { readonly accountId?: string | undefined };

/**
 * Takes other keys too, because the request that is to be queued is the natural thing to hand in, and is checked as a whole then.
 * @param now epoch milliseconds
 * @throws {@link InvalidRequestError} with all that is wrong
 */
export function parseForecastRequests(
  requests: readonly ForecastRequest[],
  { accountId, now }: { readonly accountId: AccountId; readonly now: number },
): AskedPost[] {
  const parsed = parseArgument(requestsOf(accountId), requests, 'The list of posts');
  const issues: RequestIssue[] = [];
  const asked = parsed.flatMap(({ id, publishWithinSeconds, ...time }, index) => {
    const due = dueTimeOf(time, now);
    if (due.kind === 'wrong') {
      issues.push(...due.issues.map((issue) => inList(issue, index)));
      return [];
    }
    const isNew = id === undefined;
    const holder = isNew ? `${index}` : publishHolder(postWorkflowId({ accountId, id }));
    return [{ holder, isNew, dueAt: due.dueAt, publishWithinMs: publishWithinSeconds * 1000 }];
  });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return asked;
}

const requestsOf = (accountId: AccountId) =>
  z.array(
    z.object(
      {
        accountId: z.literal(accountId, must(`"${accountId}", the account that is asked about`)).optional(),
        id: postIdSchema.optional(),
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
