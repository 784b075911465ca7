import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { IG_ERROR_CODE } from '../contracts/search-attributes.ts';
import { NO_MEMORY, type SweepInput, type SweepMemory, type SweepReport } from '../contracts/sweep.ts';
import { errorOf, failureOfRun } from './activity-failure.ts';
import { answer, verify } from './answering.ts';
import { unexplainedFailure } from './errors.ts';
import { tellDecisions } from './invite-records.ts';
import { readPending } from './pending-invites.ts';
import { settle } from './settle-invite.ts';
import { Sweep } from './sweep.ts';
import { isSweepMemory, problemOfSweep } from './sweep-arguments.ts';
import { detailsOfSweep } from './sweep-details.ts';
import { isObject } from './value-shapes.ts';

/**
 * One pass over an account's incoming collaboration invites. Completed with its report, also when an error or somebody ended it early,
 * because the next sweep has to know what this one did; Failed when the invites could not even be listed, Canceled before that.
 */
export async function sweepInvites(input: SweepInput): Promise<SweepReport> {
  const problem = problemOfSweep(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const sweep = new Sweep(input, input.memory ?? memoryOfLastSweep(), Date.now());
  await list(sweep);
  if (!input.isDryRun) {
    await answerAll(sweep);
    // What was answered is looked at, whoever has had enough meanwhile.
    await CancellationScope.nonCancellable(() => look(sweep));
  }
  return end(sweep);
}

/** The schedule hands on what its last sweep returned. */
function memoryOfLastSweep(): SweepMemory {
  const { lastResult } = workflowInfo();
  const [last]: unknown[] = Array.isArray(lastResult) ? lastResult : [lastResult];
  const memory = isObject(last) ? last['memory'] : undefined;
  return isSweepMemory(memory) ? (memory as SweepMemory) : NO_MEMORY;
}

async function list(sweep: Sweep): Promise<void> {
  try {
    sweep.decide(await readPending(sweep.counted));
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    upsertSearchAttributes([{ key: IG_ERROR_CODE, value: errorOf(failure, unexplainedFailure).code }]);
    throw failureOfRun('SweepFailed', failure, unexplainedFailure);
  }
  show(sweep);
}

/** Longer than throttles last; the rest of the day is for the next sweep. */
const ANSWERS_FOR_MS = 6 * 3_600_000;
/** So many in a row mean that Instagram is down: each costs answers of the day. */
const MOST_FAILURES_IN_A_ROW = 3;

/** The oldest first, until all are answered, Instagram takes no more, time is up, or somebody has had enough. */
async function answerAll(sweep: Sweep): Promise<void> {
  let failures = 0;
  for (const decision of sweep.toAnswer) {
    if (CancellationScope.current().consideredCancelled) return sweep.cancel();
    if (Date.now() > sweep.counted.begunAt + ANSWERS_FOR_MS) return sweep.runOutOfTime();
    const { mediaId } = decision;
    try {
      const { ending, mayHaveBeenTaken, stop } = await answer(sweep.counted, decision);
      if (ending !== null) sweep.settle(settle(decision, ending));
      else if (mayHaveBeenTaken !== false) sweep.doubt({ mediaId, mayHaveBeenTaken });
      if (stop !== null) return sweep.stop(stop);
      failures = ending?.outcome === 'failed' ? failures + 1 : 0;
      if (ending?.outcome === 'failed' && failures >= MOST_FAILURES_IN_A_ROW)
        return sweep.stop({ reason: 'error', error: ending.error });
    } catch (failure) {
      if (!isCancellation(failure)) throw failure;
      // The try before may have left without an answer.
      sweep.doubt({ mediaId, mayHaveBeenTaken: null });
      return sweep.cancel();
    }
    show(sweep);
  }
}

async function look(sweep: Sweep): Promise<void> {
  for (const decision of await verify(sweep.counted, sweep.unverified)) sweep.revise(decision);
}

function end(sweep: Sweep): SweepReport {
  const report = sweep.report(Date.now());
  setCurrentDetails(detailsOfSweep(report, true));
  tellDecisions(report.accountId, report.decisions, report.isDryRun ? ['dry-run'] : []);
  if (report.error !== null) upsertSearchAttributes([{ key: IG_ERROR_CODE, value: report.error.code }]);
  return report;
}

const show = (sweep: Sweep): void => setCurrentDetails(detailsOfSweep(sweep.report(Date.now()), false));
