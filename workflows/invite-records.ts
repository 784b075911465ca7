import { log, upsertSearchAttributes } from '@temporalio/workflow';
import type { AccountId } from '../contracts/ids.ts';
import { IG_INVITES } from '../contracts/search-attributes.ts';
import { INVITE_OUTCOMES, type InviteDecision } from '../contracts/sweep.ts';

/** A line in the log for each decision, and words by which the Temporal UI finds the run: "all that declined something" is a query. */
export function tellDecisions(
  accountId: AccountId,
  decisions: readonly InviteDecision[],
  marks: readonly string[] = [],
): void {
  for (const { mediaId, owner, action, rule, outcome, reason } of decisions)
    log.info(`invite ${outcome}`, { accountId, mediaId, owner, action, rule, outcome, reason });
  const words = INVITE_OUTCOMES.filter((outcome) => decisions.some((decision) => decision.outcome === outcome));
  const value = [...words, ...marks];
  if (value.length > 0) upsertSearchAttributes([{ key: IG_INVITES, value }]);
}
