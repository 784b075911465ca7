import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { createReservations } from '../activities/reservations.ts';
import type { AccountId } from '../contracts/ids.ts';
import { INSTAGRAM_LIMITS, type QuotaKind, type ReserveRequest } from '../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../contracts/ledger-rules.ts';
import { WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import { eventually } from './eventually.ts';
import type { Rig } from './rig.ts';
import { entityTaskQueue, NOTHING_UPDATE } from './twin/contract.ts';
import { entity } from './twin/workflows.ts';

export const RULES = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);

const DEADLINE_MS = 60_000;

/** One call of that kind that nobody has asked for yet, with a holder and a ticket as long as those of posts. */
export function anotherRequest(accountId: AccountId, kind: QuotaKind): ReserveRequest {
  const id = randomUUID();
  return { kind, holder: `post.${accountId}.${id}/0`, ticket: `${id}/1/1`, from: 0, dueAt: Date.now() };
}

/** Asks ledgers as the activities of one worker process do. What asks rejects when the ledger has no room. */
export function oneProcess({ client, taskQueue }: Rig): (accountId: AccountId, kind: QuotaKind) => Promise<void> {
  const reservations = createReservations({ client, taskQueue, rules: RULES });
  return async (accountId, kind) => {
    const request = anotherRequest(accountId, kind);
    const { outcome } = await eventually(`the ledger of ${accountId}`, Date.now() + DEADLINE_MS, () =>
      reservations.reserve(accountId, { request, told: null }).catch(askLater),
    );
    if (outcome !== 'granted') throw new Error(`The ledger of ${accountId} answered "${outcome}" to ${kind}.`);
  };
}

/** A ledger that did not answer in time is asked again, as Temporal has an activity do. */
function askLater(error: unknown): undefined {
  if (error instanceof ApplicationFailure && error.type === WAITS_FOR_QUOTA) return;
  throw error;
}

/** Asks an entity of the twin for nothing, in the way in which a ledger is asked. */
export async function askForNothing({ client, twinTaskQueue }: Rig, workflowId: string): Promise<void> {
  const startWorkflowOperation = new WithStartWorkflowOperation(entity, {
    workflowId,
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: entityTaskQueue(twinTaskQueue),
    args: [],
  });
  await client.withDeadline(Date.now() + DEADLINE_MS, () =>
    client.workflow.executeUpdateWithStart(NOTHING_UPDATE, { startWorkflowOperation }),
  );
}
