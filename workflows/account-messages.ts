import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, log, setHandler } from '@temporalio/workflow';
import {
  FORECAST_QUERY,
  type ForecastArgs,
  type ForecastQueryResult,
  QUOTA_QUERY,
  type QuotaArgs,
  type QuotaQueryResult,
  RELEASE_SIGNAL,
  RESERVE_UPDATE,
  type ReleaseArgs,
  type ReserveArgs,
  type ReserveResult,
} from '../contracts/account.ts';
import { problemOfForecast, problemOfQuota, problemOfRelease, problemOfReserve } from './account-arguments.ts';
import type { AccountRun } from './account-run.ts';

/**
 * Opens the run to those who ask. Nothing that they send may stop it: an error inside a handler would fail the workflow task
 * again and again, and every post of the account with it.
 */
export function listenTo(run: AccountRun): void {
  setHandler(defineUpdate<ReserveResult, [ReserveArgs]>(RESERVE_UPDATE), (args) => guarded(() => run.reserve(args)), {
    description: 'Ask for one call to Instagram',
    validator: (args) => refuse(problemOfReserve(args)),
  });
  setHandler(
    defineSignal<[ReleaseArgs]>(RELEASE_SIGNAL),
    (args) => {
      const problem = problemOfRelease(args);
      if (problem === undefined) run.release(args);
      else log.warn(problem);
    },
    { description: 'Give back a grant that was not used' },
  );
  // Without an argument from the Temporal UI, whose forms know no clock.
  setHandler(
    defineQuery<QuotaQueryResult, [QuotaArgs | undefined]>(QUOTA_QUERY),
    (args) => {
      if (args !== undefined) refuse(problemOfQuota(args));
      return run.quota(args ?? { now: Date.now() });
    },
    { description: 'Where each of the limits stands (now: epoch milliseconds)' },
  );
  setHandler(
    defineQuery<ForecastQueryResult, [ForecastArgs]>(FORECAST_QUERY),
    (args) => {
      refuse(problemOfForecast(args));
      return run.forecast(args);
    },
    { description: 'When these posts would go out (dueAt, stageAt and now: epoch milliseconds)' },
  );
}

function guarded<Answer>(handle: () => Answer): Answer {
  try {
    return handle();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw ApplicationFailure.create({ type: 'ReservationFailed', message, nonRetryable: true });
  }
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidReservation', message: problem, nonRetryable: true });
}
