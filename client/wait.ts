import { setTimeout as sleep } from 'node:timers/promises';
import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import { isFinal, needsPerson } from '../contracts/post.ts';
import type { PostView } from '../contracts/post-view.ts';
import { postName, UnreachableError, WaitTimedOutError } from './errors.ts';
import type { Runs } from './runs.ts';
import { recordedView } from './view.ts';

export interface WaitOptions {
  /** How long to wait, in milliseconds. @default as long as it takes */
  readonly timeoutMs?: number | undefined;
  /** Called with the post as it is at first and after each change, looked at twice a second. An error that it throws ends the wait. */
  readonly onChange?: ((post: PostView) => void) | undefined;
  /** Ends the wait with its reason. The post goes on. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly runs: Runs;
  readonly key: PostKey;
  /** Reads the post as it is now. */
  readonly read: () => Promise<PostView>;
}

/** How often a caller who listens is told, and how often it is looked for one who does not: the end of the run itself is told at once. */
const LOOK_EVERY_MS = 500;
const QUIET_LOOK_EVERY_MS = 2000;
/** For what comes after publishing and takes moments: the permalink, the first comment. */
const AFTERWARDS_MS = 5000;

/**
 * Resolves with the post when its run has ended, or when nothing that is worth the wait comes any more: it has its final status, or a
 * person must act. See {@link WaitOptions}.
 */
export async function waitForEnd({ runs, key, read }: Waiting, options: WaitOptions): Promise<PostView> {
  const { timeoutMs, signal, onChange } = options;
  const done = new AbortController();
  const timeout = timeoutMs === undefined ? done.signal : AbortSignal.timeout(timeoutMs);
  const ended = runs.ended(postWorkflowId(key), AbortSignal.any([done.signal, timeout, signal ?? done.signal]));
  const report = onChange && onlyChanges(onChange);
  const look: Look = report
    ? { at: read, everyMs: LOOK_EVERY_MS }
    : { at: () => recorded(runs, key), everyMs: QUIET_LOOK_EVERY_MS };
  try {
    await lookUntilSettled({ ended, look, report, stop: done.signal });
  } catch (error) {
    throw timeoutMs !== undefined && error === timeout.reason ? new WaitTimedOutError(postName(key), timeoutMs) : error;
  } finally {
    done.abort();
  }
  const post = await read();
  report?.(post);
  return post;
}

type Report = (post: PostView) => void;

interface Look {
  readonly at: () => Promise<PostView | undefined>;
  readonly everyMs: number;
}

/** What the run last recorded: every status that lasts is, and no worker has to be asked. */
async function recorded(runs: Runs, key: PostKey): Promise<PostView | undefined> {
  const run = await runs.describe(postWorkflowId(key));
  return run && recordedView(run);
}

interface Watch {
  readonly ended: Promise<void>;
  readonly look: Look;
  readonly report: Report | undefined;
  /** Ends the pauses when nobody waits any more. */
  readonly stop: AbortSignal;
}

async function lookUntilSettled({ ended, look, report, stop }: Watch): Promise<void> {
  const end = ended.then(() => 'ended' as const);
  const pause = (ms: number) => Promise.race([end, sleep(ms, undefined, { signal: stop })]);
  for (;;) {
    const news = await Promise.race([end, look.at().catch(noNewsWhileAway)]);
    if (news === 'ended') return;
    if (news !== undefined) report?.(news);
    const rest = news && patienceWith(news);
    if (rest !== undefined) {
      await pause(rest);
      return;
    }
    if ((await pause(look.everyMs)) === 'ended') return;
  }
}

/** How much longer the end of the run is worth waiting for, in milliseconds. Undefined: as long as it takes. */
export function patienceWith({ status, mediaId }: PostView): number | undefined {
  if (needsPerson(status)) return 0;
  if (!isFinal(status)) return undefined;
  // A run may look for the media of a published post for hours.
  return status === 'published' && mediaId === null ? 0 : AFTERWARDS_MS;
}

/** A wait outlives a server that is away for a while. */
function noNewsWhileAway(error: unknown): undefined {
  if (!(error instanceof UnreachableError)) throw error;
}

function onlyChanges(onChange: Report): Report {
  let last = '';
  return (post) => {
    const now = JSON.stringify(post);
    if (now !== last) onChange(post);
    last = now;
  };
}
