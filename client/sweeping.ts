import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleDescription } from '@temporalio/client';
import { type AccountId, inviteScheduleId } from '../contracts/ids.ts';
import { NotSweptError } from './errors.ts';
import type { Runs } from './runs.ts';
import type { TemporalSchedules } from './schedules.ts';
import { isOpen } from './view.ts';

const LOOK_EVERY_MS = 200;

/** What a schedule has done so far. */
interface Taken {
  readonly workflowIds: ReadonlySet<string>;
  readonly skipped: number;
}

/**
 * Has the schedule sweep now, so that no two sweeps of an account are under way at once and each one begins with what the last one
 * remembers. One that is under way is as good.
 * @returns the id of the sweep's workflow
 * @throws {@link NotSweptError}; the reason of the signal
 */
export async function sweepNow(
  { runs, schedules }: { readonly runs: Runs; readonly schedules: TemporalSchedules },
  accountId: AccountId,
  signal: AbortSignal,
): Promise<string> {
  const scheduleId = inviteScheduleId(accountId);
  const read = async (): Promise<ScheduleDescription> => {
    const schedule = await schedules.describe(scheduleId);
    if (schedule === undefined) throw new NotSweptError(accountId);
    return schedule;
  };
  const underway = async ({ info }: ScheduleDescription): Promise<string | undefined> => {
    for (const { workflow } of info.runningActions) {
      const run = await runs.describe(workflow.workflowId);
      if (run !== undefined && isOpen(run)) return workflow.workflowId;
    }
    return undefined;
  };

  const first = await read();
  const running = await underway(first);
  if (running !== undefined) return running;
  let before = takenBy(first);
  await schedules.trigger(scheduleId);
  for (;;) {
    signal.throwIfAborted();
    const schedule = await read();
    const begun = startedBy(schedule).find((workflowId) => !before.workflowIds.has(workflowId));
    if (begun !== undefined) return begun;
    if (schedule.info.numActionsSkippedOverlap > before.skipped) {
      // Another one came first; or the last one has ended, and the schedule has not heard of it yet.
      const other = await underway(schedule);
      if (other !== undefined) return other;
      before = takenBy(schedule);
      await schedules.trigger(scheduleId);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The newest last. */
export const startedBy = ({ info }: Pick<ScheduleDescription, 'info'>): readonly string[] =>
  info.recentActions.map(({ action }) => action.workflow.workflowId);

const takenBy = (schedule: ScheduleDescription): Taken => ({
  workflowIds: new Set(startedBy(schedule)),
  skipped: schedule.info.numActionsSkippedOverlap,
});
