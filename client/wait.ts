import { setTimeout as sleep } from 'node:timers/promises';
import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import { UnreachableError, WaitTimedOutError } from './errors.ts';
import type { Runs } from './runs.ts';

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

const LOOK_EVERY_MS = 500;

/** Resolves with the post when its run has ended. See {@link WaitOptions}. */
export async function waitForEnd({ runs, key, read }: Waiting, options: WaitOptions): Promise<PostView> {
  const { timeoutMs, signal, onChange } = options;
  const done = new AbortController();
  const timeout = timeoutMs === undefined ? done.signal : AbortSignal.timeout(timeoutMs);
  const ended = runs.ended(postWorkflowId(key), AbortSignal.any([done.signal, timeout, signal ?? done.signal]));
  const report = onChange && onlyChanges(onChange);
  try {
    await (report === undefined ? ended : reportUntil(ended, read, report));
  } catch (error) {
    throw timeoutMs !== undefined && error === timeout.reason ? new WaitTimedOutError(key, timeoutMs) : error;
  } finally {
    done.abort();
  }
  const post = await read();
  report?.(post);
  return post;
}

type Report = (post: PostView) => void;

async function reportUntil(ended: Promise<void>, read: () => Promise<PostView>, report: Report): Promise<void> {
  const end = ended.then(() => 'ended' as const);
  for (;;) {
    const news = await Promise.race([end, read().catch(noNewsWhileAway)]);
    if (news === 'ended') return;
    if (news !== undefined) report(news);
    if ((await Promise.race([end, sleep(LOOK_EVERY_MS)])) === 'ended') return;
  }
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
