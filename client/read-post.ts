import type { PostKey } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import { withCollaborators } from './collaborators.ts';
import { NoWorkerError } from './errors.ts';
import type { Runs } from './runs.ts';
import { withStaging } from './staging-progress.ts';
import { hasDoneNothing, isPostView, type RunRecord, recordedView, viewAtEnd } from './view.ts';

/** The post of a run: its outcome, else the run's own answer, else what it last recorded. */
export async function readPost(runs: Runs, key: PostKey, run: RunRecord): Promise<PostView> {
  const ending = run.status.name;
  if (ending === 'COMPLETED' || ending === 'FAILED') {
    const outcome = await runs.outcome(run.workflowId);
    if (isPostView(outcome)) return await withCollaborators(runs, outcome);
  }
  const untouched = hasDoneNothing(run);
  const answer = untouched ? undefined : await runs.status(run.workflowId);
  const view = answer ?? recordedView(run);
  if (view === undefined) throw unreadableError(key, runs.deadlineMs);
  const post = viewAtEnd(view, ending, untouched || answer !== undefined);
  return await withCollaborators(runs, await withStaging(runs, run.workflowId, post));
}

const unreadableError = ({ accountId, id }: PostKey, deadlineMs: number): NoWorkerError =>
  new NoWorkerError(
    `Post "${id}" of account "${accountId}" has no record on the server, and no worker answered for it in ${deadlineMs} ms.`,
    deadlineMs,
  );
