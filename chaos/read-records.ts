import { isFinal, needsPerson, type PostView } from '../client/index.ts';
import { persistently } from './persistently.ts';
import type { PostRecord, Story, Told } from './records.ts';
import type { Stage } from './stage.ts';

const READ_DEADLINE_MS = 20_000;
const LOOK_EVERY_MS = 1_000;
/** Open posts are asked through their workers, who have other things to do as well. */
const AT_A_TIME = 10;

/**
 * Reads every post that was queued, and waits a while for what follows a publish.
 * @param afterwardsMs how long, in milliseconds
 */
export async function readRecords(stage: Stage, stories: readonly Told[], afterwardsMs: number): Promise<PostRecord[]> {
  const giveUpAtMs = stage.elapsedMs + afterwardsMs;
  for (;;) {
    const records = await readOnce(stage, stories);
    if (records.every(({ view }) => view === null || isWhole(view)) || stage.elapsedMs > giveUpAtMs) return records;
    await stage.until(stage.elapsedMs + LOOK_EVERY_MS);
  }
}

async function readOnce(stage: Stage, stories: readonly Told[]): Promise<PostRecord[]> {
  const records: PostRecord[] = [];
  for (let at = 0; at < stories.length; at += AT_A_TIME) {
    const some = stories.slice(at, at + AT_A_TIME);
    records.push(...(await Promise.all(some.map(async (story) => ({ ...story, view: await read(stage, story) })))));
  }
  return records;
}

async function read(stage: Stage, { plan, accountId, queueing }: Story): Promise<PostView | null> {
  if (queueing === 'refused') return null;
  try {
    return await persistently(() => stage.posts.get({ accountId, id: plan.marker }), READ_DEADLINE_MS);
  } catch {
    return null;
  }
}

/** Whether nothing more comes that is worth the wait. An open post without a reason was not told by its run: no worker had the time. */
function isWhole({ status, mediaId, firstComment, error }: PostView): boolean {
  if (needsPerson(status)) return error !== null;
  if (status !== 'published') return isFinal(status);
  return mediaId !== null && firstComment?.status !== 'waiting';
}
