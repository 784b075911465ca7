import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  patched,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { RELEASE_SIGNAL, type ReleaseArgs } from '../contracts/account.ts';
import { accountWorkflowId, postWorkflowId } from '../contracts/ids.ts';
import { type GrantAnswer, publishHolder, publishQuotaSpent } from '../contracts/publish-grant.ts';
import { PUBLISH_QUOTA_REACHED } from '../contracts/send-outcome.ts';
import { ASKS_LATER } from '../contracts/staging-failures.ts';
import { errorOf, isUnheard, lastWords } from './activity-failure.ts';
import { reserving } from './activity-proxies.ts';
import { unexplainedFailure } from './errors.ts';
import { iso } from './journal.ts';
import type { PostRun } from './post-run.ts';

interface Asking {
  /** The publish may not leave before this instant. Epoch milliseconds. */
  readonly from: number;
  /** Not asked before this instant. Epoch milliseconds. */
  readonly askAt: number;
}

/** How far the clock of the worker that asks may be ahead. */
const CLOCK_TOLERANCE_MS = 30_000;
/** What was found out holds for so long. */
const FRESH_MS = 2_000;
/** The ledger did not answer, in all the time that it was given: then the server, or every worker, has other worries. */
const UNANSWERED_MS = 10_000;

/**
 * Asks the account for a publish that may leave from an instant on, when the time for that has come. Without one the post waits, and
 * everybody can see for what.
 */
export async function reserve(run: PostRun, when: Asking): Promise<void> {
  // The time of an earlier grant has passed unused.
  if (run.grant.granted !== undefined) giveGrantBack(run);
  // Asked before the account has heard of it, the post would stand behind its own grant. The plan is made anew after that.
  if (run.underway.isTelling) return await run.underway.allTold();
  const { sending, isKept: isInLine } = run.grant;
  const ticket = ticketOf(run);
  const asked: { answer?: GrantAnswer | 'none' } = {};
  await run.underway.waitFor(async () => {
    asked.answer = await ask(run, when);
  });
  if (asked.answer !== undefined && run.grant.sending === sending) return take(run, asked.answer);
  // A command has come first: what was asked for, or may have been, is not what is wanted now.
  if (run.grant.sending === sending) run.grant.spend();
  // Who is in the line may have been granted its publish by a look that nobody has heard of, and is in the way of others otherwise.
  const isTold = when.askAt <= Date.now() + CLOCK_TOLERANCE_MS || (isInLine && patched('who-is-in-line-leaves-it'));
  if (isTold) release(run, ticket);
}

/**
 * The same for a post in doubt that its owner wants sent once more, at once. No command reaches it meanwhile.
 * @returns `waited`: what was found out is old by now; `none`: there is no publish left in the post's time
 */
export async function reserveInDoubt(run: PostRun): Promise<'granted' | 'waited' | 'none'> {
  const now = Date.now();
  if ((run.grant.granted?.sendBefore ?? 0) <= now) {
    if (run.grant.granted !== undefined) giveGrantBack(run);
    await run.underway.allTold();
    take(run, await ask(run, { from: now, askAt: now }));
  }
  const { granted, deferral } = run.grant;
  const goOnAt = granted?.at ?? deferral?.askAgainAt ?? now;
  if (goOnAt > run.sendBefore || run.isCancelRequested) return 'none';
  if (granted !== undefined && goOnAt <= now + FRESH_MS && Date.now() <= now + FRESH_MS) {
    if (goOnAt > Date.now()) await sleep(goOnAt - Date.now());
    return 'granted';
  }
  await run.underway.waitUntil(goOnAt, 'until the account has a publish left');
  return 'waited';
}

/** Gives back what was not used, and leaves the line. One that cannot be told costs the account a publish of its window. */
export function giveGrantBack(run: PostRun): void {
  if (run.grant.isKept) release(run, ticketOf(run));
  run.grant.spend();
  if (run.journal.waitingFor !== null) run.revise({ waitingFor: null });
}

const release = (run: PostRun, ticket: string): void =>
  tellAccount(run, { kind: 'publish', holders: [holderOf(run)], ticket });

/** Whether containers may stand in the account's line: those that are charged together are granted together, so as long as none of them is made. */
export const mayWaitForContainers = ({ charges, unusedCharges }: Pick<PostRun, 'charges' | 'unusedCharges'>): boolean =>
  [...unusedCharges].some((holder) => charges.get(holder)?.every((each) => unusedCharges.has(each)));

/** Leaves the line for containers, and gives back those that were granted and not made. */
export function giveChargesBack(run: PostRun): void {
  const holders = [...run.unusedCharges];
  if (holders.length === 0) return;
  for (const holder of holders) run.charges.delete(holder);
  run.unusedCharges.clear();
  tellAccount(run, { kind: 'container', holders, ticket: null });
}

function tellAccount(run: PostRun, what: ReleaseArgs): void {
  const workflowId = accountWorkflowId(run.journal.post.accountId);
  run.underway.tell(() =>
    CancellationScope.nonCancellable(async () => {
      try {
        await getExternalWorkflowHandle(workflowId).signal<[ReleaseArgs]>(RELEASE_SIGNAL, what);
      } catch (error) {
        log.warn('the account could not be told what is not used', { workflowId, error: String(error) });
      }
    }),
  );
}

function take(run: PostRun, answer: GrantAnswer | 'none'): void {
  if (answer === 'none') {
    const again = Date.now() + UNANSWERED_MS;
    run.grant.defer({ plannedAt: again, askAgainAt: again, position: 0 });
    return;
  }
  const at = answer.outcome === 'granted' ? answer.at : answer.plannedAt;
  // The account knows better than the pause after a refusal.
  run.sendNotBefore = Math.min(run.sendNotBefore, at);
  switch (answer.outcome) {
    case 'granted':
      run.grant.receive(answer);
      run.forgetObstacle();
      if (run.journal.waitingFor !== null) run.revise({ waitingFor: null });
      return;
    case 'deferred': {
      run.grant.defer(answer);
      // Put off for a moment, until all have asked who ask at the same time: it keeps its instant.
      if (at <= run.journal.dueAt) return;
      run.tellStatus();
      // Instagram's own words say more.
      if (run.journal.lastError?.code !== PUBLISH_QUOTA_REACHED)
        run.remember(publishQuotaSpent(run.journal.post.accountId, at));
      run.revise({ waitingFor: { kind: 'publishQuota', until: iso(at) } });
      return;
    }
    default:
      answer satisfies never;
  }
}

/** `none` when the account did not answer. */
async function ask(run: PostRun, { from, askAt }: Asking): Promise<GrantAnswer | 'none'> {
  const { post, dueAt } = run.journal;
  const { deferral: inLine, isRefused } = run.grant;
  const whose = { accountId: post.accountId, holder: holderOf(run), ticket: ticketOf(run), dueAt };
  try {
    return await reserving.reservePublish.executeWithOptions(
      {
        summary: `ask account ${post.accountId} for a publish from ${iso(from)} on`,
        scheduleToCloseTimeout: Math.max(1_000, run.sendBefore - Date.now()),
      },
      [{ ...whose, from, askAt, isRefused, inLine }],
    );
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    if (!saysNothing(failure))
      run.remember(errorOf(failure, (message) => run.journal.lastError ?? unexplainedFailure(message)));
    return 'none';
  }
}

/** No worker came, or none that lived: what is known already says more than that, and than that the time to ask was waited for. */
const saysNothing = (failure: unknown): boolean =>
  failure instanceof Error && (isUnheard(failure) || lastWords(failure)?.type === ASKS_LATER);

const holderOf = ({ journal: { post } }: PostRun): string => publishHolder(postWorkflowId(post));
const ticketOf = ({ grant }: PostRun): string => `${workflowInfo().runId}/publish/${grant.sending}`;
