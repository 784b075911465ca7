import {
  ApplicationFailure,
  isCancellation,
  log,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { IG_ERROR_CODE, IG_INVITES } from '../contracts/search-attributes.ts';
import { INVITE_OUTCOMES, type SweepInput, type SweepMemory, type SweepReport } from '../contracts/sweep.ts';
import { errorOf } from './activity-failure.ts';
import { answer, clearDoubts, confirmAcceptances } from './answering.ts';
import { NO_MEMORY } from './decide-invites.ts';
import { unexplainedFailure } from './errors.ts';
import { readPending } from './pending-invites.ts';
import { settle } from './settle-invite.ts';
import { Sweep } from './sweep.ts';
import { isSweepMemory, problemOfSweep } from './sweep-arguments.ts';
import { detailsOfSweep } from './sweep-details.ts';
import { isObject } from './value-shapes.ts';

/**
 * One pass over an account's incoming collaboration invites. Completed with its report, also when an error ended it early; Failed when
 * the invites could not even be listed.
 */
export async function sweepInvites(input: SweepInput): Promise<SweepReport> {
  const problem = problemOfSweep(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const sweep = new Sweep(input, input.memory ?? memoryOfLastSweep(), Date.now());
  await list(sweep);
  if (!input.isDryRun) {
    await answerAll(sweep);
    await verify(sweep);
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
    sweep.decide(await readPending(sweep.input.accountId));
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const error = errorOf(failure, unexplainedFailure);
    upsertSearchAttributes([{ key: IG_ERROR_CODE, value: error.code }]);
    throw ApplicationFailure.create({
      type: 'SweepFailed',
      message: error.message,
      details: [error],
      nonRetryable: true,
    });
  }
  show(sweep);
}

/** The oldest first, until all are answered or Instagram takes no more. */
async function answerAll(sweep: Sweep): Promise<void> {
  for (const decision of sweep.toAnswer) {
    const answered = await answer(sweep.input.accountId, decision);
    switch (answered.outcome) {
      case 'answered':
      case 'not-taken':
        sweep.settle(settle(decision, answered));
        break;
      case 'failed':
        sweep.revise({ ...decision, outcome: 'failed', error: answered.error });
        break;
      case 'spent':
        return sweep.putOff(answered.freeAt);
      case 'stopped':
        return sweep.stop(answered.error);
      default:
        answered satisfies never;
    }
    show(sweep);
  }
}

async function verify(sweep: Sweep): Promise<void> {
  const { accountId } = sweep.input;
  const cleared = await clearDoubts(accountId, sweep.doubts, (mediaId) => sweep.decisionOn(mediaId));
  for (const decision of cleared) sweep.revise(decision);
  for (const decision of await confirmAcceptances(accountId, sweep.accepted)) sweep.revise(decision);
}

function end(sweep: Sweep): SweepReport {
  const report = sweep.report(Date.now());
  setCurrentDetails(detailsOfSweep(report, true));
  record(report);
  for (const { mediaId, owner, action, rule, outcome, reason } of report.decisions)
    log.info(`invite ${outcome}`, {
      ...{ accountId: report.accountId, mediaId, owner, action, rule, outcome, reason },
    });
  return report;
}

/** So that "all sweeps that declined something" is a query. */
function record({ counts, isDryRun, error }: SweepReport): void {
  const words = INVITE_OUTCOMES.filter((outcome) => counts[outcome] > 0);
  const value = isDryRun ? [...words, 'dry-run'] : words;
  if (value.length > 0) upsertSearchAttributes([{ key: IG_INVITES, value }]);
  if (error !== null) upsertSearchAttributes([{ key: IG_ERROR_CODE, value: error.code }]);
}

const show = (sweep: Sweep): void => setCurrentDetails(detailsOfSweep(sweep.report(Date.now()), false));
