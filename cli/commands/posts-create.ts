import type { PostRequest, PostView } from '../../client/index.ts';
import type { ClientSession } from '../client-session.ts';
import { onInterruption } from '../interruption.ts';
import { refuseUnpublished } from '../post-end.ts';
import { printPost } from '../post-output.ts';
import { watchOn } from '../post-watch.ts';
import { misfitsAmong, wouldNotFit } from '../quota-check.ts';

/** Until the post has ended or needs a person: for so many seconds at most, or for as long as it takes. */
export type Wait = number | true;

/** 24 days: what a timer can hold. */
export const MAX_WAIT_SECONDS = 2_073_600;

export interface CreateOptions {
  readonly wait?: Wait;
  /** Whether to queue only what would go out in time. */
  readonly checkQuota?: boolean;
}

/** Queues a post and prints it; with `wait`, as it stands when it has ended, needs a person, or the wait is over. */
export async function createPost(
  session: ClientSession,
  request: unknown,
  { wait, checkQuota = false }: CreateOptions,
): Promise<void> {
  session.accounts.check(request);
  if (checkQuota) await refuseMisfit(session, request);
  const { created, post } = await session.carillon.posts.schedule(request as PostRequest);
  const about = { created, temporalUrl: session.urlOf(post) };
  if (wait === undefined) return printPost(post, about);
  let seen = post;
  try {
    seen = await waitForEnd(session, post, { wait, onChange: (now) => (seen = now) });
  } finally {
    printPost(seen, about);
  }
  refuseUnpublished(seen);
}

/** @throws CommandError for a post that would not go out in time */
async function refuseMisfit(session: ClientSession, request: unknown): Promise<void> {
  const [misfit] = (await misfitsAmong(session, new Map([[0, request]]))).values();
  if (misfit !== undefined) throw wouldNotFit(misfit);
}

async function waitForEnd(
  { carillon }: ClientSession,
  post: PostView,
  { wait, onChange }: { wait: Wait; onChange: (post: PostView) => void },
): Promise<PostView> {
  const watch = watchOn(process.stderr);
  try {
    return await carillon.posts.wait(post, {
      timeoutMs: wait === true ? undefined : wait * 1000,
      signal: onInterruption(),
      onChange: (now) => {
        onChange(now);
        watch.look(now);
      },
    });
  } finally {
    watch.end();
  }
}
