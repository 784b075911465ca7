import { setTimeout as sleep } from 'node:timers/promises';
import { COLLABORATORS_MEMO, type CollaboratorsView, LOOK_SIGNAL } from '../contracts/collaborators.ts';
import { collaboratorsWorkflowId, type PostKey } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import { NoWorkerError } from './errors.ts';
import type { Runs } from './runs.ts';
import type { RunRecord } from './view.ts';

const LOOK_EVERY_MS = 250;
const LOOK_WITHIN_MS = 30_000;

/** Who has answered the invites of a post, as its watching run last recorded it. Undefined before it has looked, and when there is none. */
async function recorded(runs: Runs, key: PostKey): Promise<CollaboratorsView | undefined> {
  const run = await runs.describe(collaboratorsWorkflowId(key));
  return run && viewIn(run);
}

function viewIn({ memo }: RunRecord): CollaboratorsView | undefined {
  const view = memo?.[COLLABORATORS_MEMO];
  return isView(view) ? view : undefined;
}

const isView = (value: unknown): value is CollaboratorsView =>
  typeof value === 'object' && value !== null && 'collaborators' in value && 'lookedAt' in value;

/** A post with what is known by now of the people whom it invites: its own run has ended long before they answer. */
export async function withCollaborators(runs: Runs, post: PostView): Promise<PostView> {
  // A run of an earlier version tells none.
  const { collaborators = [] } = post;
  if (post.status !== 'published' || collaborators.length === 0) return { ...post, collaborators };
  const view = await recorded(runs, post);
  if (view === undefined) return post;
  const seen = new Map(view.collaborators.map((collaborator) => [collaborator.username, collaborator]));
  return {
    ...post,
    collaborators: collaborators.map((collaborator) => seen.get(collaborator.username) ?? collaborator),
    warnings: [...post.warnings, ...view.warnings],
  };
}

/** Who has answered the invites of a post; after a look now, if that is wanted and somebody still looks. */
export async function readCollaborators(
  runs: Runs,
  key: PostKey,
  { lookNow }: { readonly lookNow: boolean },
): Promise<CollaboratorsView | undefined> {
  const before = await recorded(runs, key);
  if (!lookNow || !(await runs.signal(collaboratorsWorkflowId(key), LOOK_SIGNAL))) return before;
  const deadline = Date.now() + LOOK_WITHIN_MS;
  while (Date.now() < deadline) {
    const view = await recorded(runs, key);
    if (view !== undefined && view.looks > (before?.looks ?? 0)) return view;
    await sleep(LOOK_EVERY_MS);
  }
  throw new NoWorkerError(
    `No worker has looked within ${LOOK_WITHIN_MS / 1000} s who has answered the invites of post "${key.id}"; it may still do.`,
    LOOK_WITHIN_MS,
  );
}
