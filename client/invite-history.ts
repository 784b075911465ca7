import type { AccountId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import { IG_ACCOUNT } from '../contracts/search-attributes.ts';
import { ANSWER_INVITE, type InviteAnswer, SWEEP_INVITES, type SweepReport } from '../contracts/sweep.ts';
import type { Runs } from './runs.ts';
import { isOpen, type RunRecord } from './view.ts';

/** A sweep, or an answer that a person ordered, as it is remembered. Times are RFC 3339, UTC. */
export interface InviteHistoryItem {
  readonly kind: 'sweep' | 'answer';
  readonly workflowId: string;
  readonly startedAt: string;
  readonly state: 'running' | 'completed' | 'failed' | 'stopped';
  /** Of a sweep that has ended by itself. */
  readonly report: SweepReport | null;
  /** Of an answer that has ended by itself. */
  readonly answer: InviteAnswer | null;
  /** Why it failed. */
  readonly error: PostError | null;
}

/** The value comes from an alphabet without quotes, so it needs no escaping. */
export const historyQuery = (accountId: AccountId): string =>
  `WorkflowType IN ('${SWEEP_INVITES}', '${ANSWER_INVITE}') AND ${IG_ACCOUNT.name} = '${accountId}'`;

export async function historyItem(runs: Runs, listed: RunRecord): Promise<InviteHistoryItem> {
  const run = await asItIsNow(runs, listed);
  const { workflowId, runId, startTime, type } = run;
  const hasSaid = run.status.name === 'COMPLETED' || run.status.name === 'FAILED';
  const outcome = hasSaid ? await runs.outcome(workflowId, runId) : undefined;
  return {
    kind: type === SWEEP_INVITES ? 'sweep' : 'answer',
    workflowId,
    startedAt: startTime.toISOString(),
    state: stateOf(run),
    report: isSweepReport(outcome) ? outcome : null,
    answer: isInviteAnswer(outcome) ? outcome : null,
    error: isPostError(outcome) ? outcome : null,
  };
}

/** The list follows the truth within about a second. */
async function asItIsNow(runs: Runs, listed: RunRecord): Promise<RunRecord> {
  if (!isOpen(listed)) return listed;
  const latest = await runs.describe(listed.workflowId);
  return latest?.runId === listed.runId ? latest : listed;
}

function stateOf(run: RunRecord): InviteHistoryItem['state'] {
  if (isOpen(run)) return 'running';
  switch (run.status.name) {
    case 'COMPLETED':
      return 'completed';
    case 'FAILED':
      return 'failed';
    default:
      return 'stopped';
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
export const isSweepReport = (value: unknown): value is SweepReport =>
  isObject(value) && Array.isArray(value['decisions']) && isObject(value['memory']);
export const isInviteAnswer = (value: unknown): value is InviteAnswer =>
  isObject(value) && typeof value['mediaId'] === 'string' && typeof value['outcome'] === 'string';
export const isPostError = (value: unknown): value is PostError =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['nextAction'] === 'string';
