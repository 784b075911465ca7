import { activityInfo, Context } from '@temporalio/activity';
import type { ReleaseArgs } from '../contracts/account.ts';
import type { CreateContainerOrder } from '../contracts/staging.ts';
import { STAGING_REFUSED, WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { lookAgainMs } from './look-again.ts';
import { carouselBeyondLimit, containerQuotaSpent } from './quota-errors.ts';
import { ticketOfAttempt } from './reservations.ts';
import { type StagingProblem, stagingFailure } from './staging-failure.ts';

/** A container that may be made. */
export interface ContainerGrant {
  /** Epoch milliseconds. */
  readonly sendBefore: number;
  /** Gives it back, because the call provably was not made. */
  release(): Promise<void>;
}

/**
 * Charges a container to the account's ledger.
 * @throws ApplicationFailure when it has to wait: until the instant that the ledger names, without holding anything up
 */
export async function reserveContainer(
  { reservations, rules }: Pick<ActivityDependencies, 'reservations' | 'rules'>,
  { post: { accountId }, charge: { holder, together, dueAt } }: CreateContainerOrder,
): Promise<ContainerGrant> {
  const ticket = ticketOfAttempt();
  const request = { kind: 'container', holder, ticket, together, from: 0, dueAt } as const;
  const { cancellationSignal } = Context.current();
  const answer = await reservations.reserve(accountId, { request, told: null }, cancellationSignal);
  switch (answer.outcome) {
    case 'granted': {
      const given: ReleaseArgs = { kind: 'container', holders: [holder], ticket };
      // One that gets lost costs a container of the window, and must not hide why none was made.
      const release = () => reservations.release(accountId, given).catch(() => undefined);
      return { sendBefore: answer.sendBefore, release };
    }
    case 'deferred': {
      const { plannedAt, askAgainAt, position } = answer;
      const now = Date.now();
      // Those of a carousel wait for one place in the line, and look at the same time.
      const lookAt = now + lookAgainMs(position, rules) * together.length;
      const askAt = Math.min(askAgainAt, lookAt, lastAskingAt(now));
      const error = containerQuotaSpent(accountId, plannedAt);
      throw failure({ type: WAITS_FOR_QUOTA, error, waitMs: Math.max(1, askAt - now) });
    }
    case 'impossible':
      throw failure({ type: STAGING_REFUSED, error: carouselBeyondLimit(accountId, answer.limit) });
    case 'usage-needed':
      throw new TypeError('Instagram tells no usage of containers, so the ledger cannot need it.');
    default:
      return answer satisfies never;
  }
}

/** A container that is made later would hardly be published in the time of its post. */
const LAST_ASKING_MS = 30_000;

/**
 * When the activity asks once more before its end: the server ends one at once whose next try would come after that, and then nobody
 * would look for a place that somebody gives back. Epoch milliseconds; never when that has passed.
 */
function lastAskingAt(now: number): number {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  const at = scheduledTimestampMs + scheduleToCloseTimeoutMs - LAST_ASKING_MS;
  return at > now ? at : Number.POSITIVE_INFINITY;
}

const failure = (problem: StagingProblem) => stagingFailure(problem, { credentialsRevision: null });
