import { activityInfo, Context } from '@temporalio/activity';
import type { CountedOrder } from '../contracts/invites.ts';
import type { LedgerRules } from '../contracts/ledger.ts';
import { WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { inviteQuotaSpent } from './invite-errors.ts';
import { ticketOfAttempt } from './reservations.ts';
import { stagingFailure } from './staging-failure.ts';

export type InviteCallKind = 'inviteRead' | 'inviteAnswer';

export type InviteCallGrant =
  | {
      readonly outcome: 'granted';
      /** Gives it back, because the call provably was not made. */
      release(): Promise<void>;
    }
  /** None is left for longer than a sweep waits. Epoch milliseconds. */
  | { readonly outcome: 'spent'; readonly freeAt: number };

/**
 * How long after its beginning a sweep waits for a call: what yesterday's sweep has spent is free again a little after the same time today, because a
 * grant counts for the window and for the time that its call may take.
 */
export const inviteCallPatienceMs = ({ windowMs, sendWithinMs, clockSkewMs }: LedgerRules): number =>
  sendWithinMs + clockSkewMs + windowMs / 48;

/**
 * Charges a call about invites to the account's ledger.
 * @throws ApplicationFailure of type WAITS_FOR_QUOTA when one is free soon: the activity's own retry waits for it
 */
export async function reserveInviteCall(
  { reservations, rules }: Pick<ActivityDependencies, 'reservations' | 'rules'>,
  { accountId, begunAt }: CountedOrder,
  kind: InviteCallKind,
): Promise<InviteCallGrant> {
  const { activityId, workflowExecution } = activityInfo();
  const holder = `${workflowExecution?.workflowId}/${activityId}`;
  const ticket = ticketOfAttempt();
  // One that gets lost costs a call of the window, and must not hide why there was none.
  const release = () => reservations.release(accountId, { kind, holders: [holder], ticket }).catch(() => undefined);
  const request = { kind, holder, ticket, from: 0, dueAt: begunAt };
  const answer = await reservations.reserve(accountId, { request, told: null }, Context.current().cancellationSignal);
  switch (answer.outcome) {
    case 'granted':
      if (Date.now() <= answer.sendBefore) return { outcome: 'granted', release };
      // The process stood still between the grant and the call: the next attempt is granted anew.
      await release();
      throw waits(inviteQuotaSpent(accountId, WORD_OF[kind], Date.now()), 1);
    case 'deferred': {
      const { plannedAt, askAgainAt } = answer;
      if (askAgainAt <= begunAt + inviteCallPatienceMs(rules))
        throw waits(inviteQuotaSpent(accountId, WORD_OF[kind], plannedAt), Math.max(1, askAgainAt - Date.now()));
      await release();
      return { outcome: 'spent', freeAt: plannedAt };
    }
    case 'impossible':
    case 'usage-needed':
      throw new TypeError(`A ledger cannot answer "${answer.outcome}" to one ${kind}.`);
    default:
      return answer satisfies never;
  }
}

const WORD_OF = { inviteRead: 'read', inviteAnswer: 'answer' } as const;

const waits = (error: ReturnType<typeof inviteQuotaSpent>, waitMs: number) =>
  stagingFailure({ type: WAITS_FOR_QUOTA, error, waitMs }, { credentialsRevision: null });
