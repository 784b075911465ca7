import type { ScheduleDescription, ScheduleOptions, ScheduleUpdateOptions } from '@temporalio/client';
import { type AccountId, inviteScheduleId, sweepWorkflowId } from '../contracts/ids.ts';
import { type InviteRules, LEAVE_ALL } from '../contracts/invite-rules.ts';
import { IG_ACCOUNT } from '../contracts/search-attributes.ts';
import { SWEEP_INVITES, type SweepInput } from '../contracts/sweep.ts';
import { type SweepTime, type SweepTimeRequest, specOf, spreadSweepTime, sweepTimeIn } from './sweep-time.ts';

/** How the invites of an account are swept. Times are RFC 3339, UTC. */
export interface InviteSettings {
  readonly accountId: AccountId;
  readonly rules: InviteRules;
  /** Every day at this time. Null when somebody has set other times from outside. */
  readonly time: SweepTime | null;
  readonly isPaused: boolean;
  /** What was said when it was paused or resumed last. */
  readonly note: string | null;
  /** Null while it is paused. */
  readonly nextSweepAt: string | null;
}

export const sweepInput = (accountId: AccountId, rules: InviteRules): SweepInput => ({
  schemaVersion: 1,
  accountId,
  rules,
  isDryRun: false,
  memory: null,
});

/** The schedule of an account that nobody has written rules for. It holds the rules, so that every worker sweeps by the same. */
export function newSchedule(accountId: AccountId, taskQueue: string): ScheduleOptions {
  return {
    scheduleId: inviteScheduleId(accountId),
    spec: specOf(spreadSweepTime(accountId)),
    action: actionOf(accountId, taskQueue, LEAVE_ALL),
    policies: POLICIES,
    typedSearchAttributes: [{ key: IG_ACCOUNT, value: accountId }],
  };
}

/** What was missed in an outage of up to two hours is made up for; a sweep that failed is no reason to stop. */
const POLICIES = { overlap: 'SKIP', catchupWindow: '2 hours', pauseOnFailure: false } as const;

function actionOf(accountId: AccountId, taskQueue: string, rules: InviteRules) {
  return {
    type: 'startWorkflow' as const,
    workflowType: SWEEP_INVITES,
    workflowId: sweepWorkflowId(accountId),
    taskQueue,
    args: [sweepInput(accountId, rules)] as [SweepInput],
    typedSearchAttributes: [{ key: IG_ACCOUNT, value: accountId }],
    staticSummary: `sweep of the invites of ${accountId}`,
    // One that never ended would keep every later one from starting.
    workflowRunTimeout: '20 hours',
  };
}

export interface ScheduleChanges {
  readonly rules?: InviteRules;
  readonly time?: SweepTimeRequest;
  readonly taskQueue?: string;
}

/** The same schedule with other rules, at another time, or for other workers. */
export function changedSchedule(
  accountId: AccountId,
  before: ScheduleDescription,
  changes: ScheduleChanges,
): ScheduleUpdateOptions {
  const { action, state, policies, typedSearchAttributes } = before;
  return {
    spec: changes.time === undefined ? before.spec : specOf(changedTime(sweepTimeIn(before.spec), changes.time)),
    action: actionOf(accountId, changes.taskQueue ?? action.taskQueue, changes.rules ?? rulesIn(before)),
    policies,
    state,
    typedSearchAttributes,
  };
}

const changedTime = (before: SweepTime | null, { at, timeZone }: SweepTimeRequest): SweepTime => ({
  at,
  timeZone: timeZone ?? before?.timeZone ?? 'UTC',
});

/** What nobody but us writes there is taken as it is; a worker looks at it before it sweeps by it. */
function rulesIn({ action }: Pick<ScheduleDescription, 'action'>): InviteRules {
  const [input]: readonly unknown[] = action.args ?? [];
  const rules = isObject(input) ? input['rules'] : undefined;
  return isObject(rules) && Array.isArray(rules['rules']) ? (rules as unknown as InviteRules) : LEAVE_ALL;
}

export function settingsIn(accountId: AccountId, schedule: ScheduleDescription): InviteSettings {
  const { spec, state, info } = schedule;
  const [next] = info.nextActionTimes;
  return {
    accountId,
    rules: rulesIn(schedule),
    time: sweepTimeIn(spec),
    isPaused: state.paused,
    note: state.note || null,
    nextSweepAt: state.paused ? null : (next?.toISOString() ?? null),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
