import { Context } from '@temporalio/activity';
import type { ReleaseArgs } from '../contracts/account.ts';
import type { CreateContainerOrder } from '../contracts/staging.ts';
import { STAGING_REFUSED, WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import { carouselBeyondLimit, containerQuotaSpent } from './quota-errors.ts';
import { type Reservations, ticketOfAttempt } from './reservations.ts';
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
  reservations: Reservations,
  { post: { accountId }, charge: { holder, together, dueAt } }: CreateContainerOrder,
): Promise<ContainerGrant> {
  const ticket = ticketOfAttempt();
  const request = { kind: 'container', holder, ticket, together, from: 0, dueAt } as const;
  const { cancellationSignal } = Context.current();
  const answer = await reservations.reserve(accountId, { request, told: null }, cancellationSignal);
  switch (answer.outcome) {
    case 'granted': {
      const given: ReleaseArgs = { kind: 'container', holders: [holder], ticket };
      return { sendBefore: answer.sendBefore, release: () => reservations.release(accountId, given) };
    }
    case 'deferred': {
      const { plannedAt, askAgainAt } = answer;
      const waitMs = Math.max(1, askAgainAt - Date.now());
      throw failure({ type: WAITS_FOR_QUOTA, error: containerQuotaSpent(accountId, plannedAt), waitMs });
    }
    case 'impossible':
      throw failure({ type: STAGING_REFUSED, error: carouselBeyondLimit(accountId, answer.limit) });
    case 'usage-needed':
      throw new TypeError('Instagram tells no usage of containers, so the ledger cannot need it.');
    default:
      return answer satisfies never;
  }
}

const failure = (problem: StagingProblem) => stagingFailure(problem, { credentialsRevision: null });
