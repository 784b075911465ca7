import {
  ApplicationFailure,
  defineQuery,
  defineUpdate,
  patched,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { isMediaId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import {
  CANCEL_UPDATE,
  type CancelArgs,
  CONTENT_QUERY,
  type CommandResult,
  type ContentQueryResult,
  EDIT_UPDATE,
  type EditArgs,
  type EditResult,
  RESCHEDULE_UPDATE,
  RETRY_UPDATE,
  type RescheduleArgs,
  SETTLE_UPDATE,
  type SettleArgs,
  STATUS_QUERY,
} from '../contracts/publish-post.ts';
import { IG_DUE_AT } from '../contracts/search-attributes.ts';
import { problemOfCancel, problemOfEdit, problemOfReschedule, problemOfSettling } from './arguments.ts';
import { type EditPlan, planEdit } from './edit-plan.ts';
import { SETTLED_UNPUBLISHED } from './errors.ts';
import { firstCommentOf, iso, viewOf } from './journal.ts';
import { type PostRun, refusal, SERVER_CANCELED } from './post-run.ts';
import { giveChargesBack, giveGrantBack, mayWaitForContainers } from './reserving.ts';

/** Opens the run to its readers and its commands. */
export function listen(run: PostRun): void {
  setHandler(defineQuery<PostView>(STATUS_QUERY), () => viewOf(run.journal), { description: 'The post as it stands' });
  setHandler(defineQuery<ContentQueryResult>(CONTENT_QUERY), () => contentOf(run), {
    description: 'What the post holds, for an edit',
  });
  setHandler(defineUpdate<CommandResult, [RescheduleArgs]>(RESCHEDULE_UPDATE), (args) => reschedule(run, args), {
    description: 'Move the post to another instant (dueAt: epoch milliseconds)',
    validator: (args) => {
      run.refuseIfTooLate('moved');
      refuse(problemOfReschedule(args, Date.now()));
    },
  });
  setHandler(defineUpdate<EditResult, [EditArgs]>(EDIT_UPDATE), (args) => edit(run, args), {
    description: 'Put other content in the place of what the post holds',
    validator: (args) => {
      run.refuseIfTooLate('edited');
      refuse(problemOfEdit(args, run.journal.post));
      acceptedPlan(run, args);
    },
  });
  setHandler(defineUpdate<CommandResult, [CancelArgs | undefined]>(CANCEL_UPDATE), (args) => cancel(run, args), {
    description: 'Never publish the post',
    validator: (args) => {
      if (run.state.status !== 'canceled') run.refuseIfTooLate('canceled');
      refuse(problemOfCancel(args));
    },
  });
  setHandler(defineUpdate<CommandResult, []>(RETRY_UPDATE), () => retry(run), {
    description: 'Go on with a blocked post',
    validator: () => refuseUnless(run, 'blocked', 'tried again'),
  });
  setHandler(defineUpdate<CommandResult, [SettleArgs]>(SETTLE_UPDATE), (args) => settle(run, args), {
    description: 'Say what became of an unconfirmed post (outcome: published or not-published)',
    validator: (args) => {
      refuseUnless(run, 'unconfirmed', 'settled');
      refuse(problemOfSettling(args));
    },
  });
}

/** The server's own cancellation cannot be refused: one that comes too late for a holding counts as soon as the holding has ended unsent. */
export async function cancelFromServer(run: PostRun): Promise<void> {
  try {
    await cancel(run, { reason: SERVER_CANCELED });
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    // Too late to be canceled; but what is only waited for or looked at now ends.
    if (run.state.status !== 'publishing') run.underway.interrupt();
  }
}

const contentOf = ({ journal: { post, dueAt, revision } }: PostRun): ContentQueryResult => ({ post, dueAt, revision });

const reschedule = (run: PostRun, { dueAt }: RescheduleArgs): Promise<CommandResult> =>
  run.command('moved', () => {
    run.sendNotBefore = 0;
    giveGrantBack(run);
    run.revise({ dueAt });
    upsertSearchAttributes([{ key: IG_DUE_AT, value: new Date(dueAt) }]);
    // What waits in the line for containers stands there by the instant from before.
    if (mayWaitForContainers(run) && patched('who-waits-for-containers-asks-anew-when-moved')) run.underway.interrupt();
    else run.underway.replan();
    return run.answer();
  });

const edit = (run: PostRun, args: EditArgs): Promise<EditResult> =>
  run.command('edited', () => {
    const plan = acceptedPlan(run, args);
    const comment = firstCommentOf(args.post);
    const revision = args.revision + 1;
    run.revise({ post: args.post, revision, firstComment: comment === undefined ? null : { status: 'waiting' } });
    upsertMemo({ ...args.memo });
    if (plan.staged !== undefined && (plan.changed.length > 0 || run.state.status === 'blocked')) {
      run.journal.dropped = [];
      run.failedContainers.clear();
      giveGrantBack(run);
      giveChargesBack(run);
      run.apply({ type: 'edited', staged: plan.staged });
      run.underway.interrupt();
    } else run.underway.replan();
    return { ...run.answer(), revision, expectedAt: iso(plan.expectedAt) };
  });

/** @throws a refusal when somebody else has edited the post meanwhile, or the edit would make it late and may not */
function acceptedPlan(run: PostRun, { post, revision, allowLate }: EditArgs): EditPlan {
  const { journal, state } = run;
  if (revision !== journal.revision) {
    throw refusal(
      'Conflict',
      `The post was edited meanwhile: this edit starts from revision ${revision}, and it is at ${journal.revision}.`,
    );
  }
  const staged = 'staged' in state ? state.staged : undefined;
  const plan = planEdit(
    { before: journal.post, after: post, staged, dueAt: journal.dueAt, armLatestMs: run.armLatestMs },
    Date.now(),
  );
  if (!plan.makesLate || allowLate) return plan;
  const expectedAt = iso(plan.expectedAt);
  const result: EditResult = { ...run.answer(), revision, expectedAt };
  throw refusal(
    'WouldBeLate',
    `What the edit changes would have to be staged again, and the post would go out at about ${expectedAt} instead of ${result.dueAt}.`,
    [result],
  );
}

const cancel = (run: PostRun, args: CancelArgs | undefined): Promise<CommandResult> =>
  run.command('canceled', () => {
    if (run.state.status !== 'canceled') run.apply({ type: 'canceled', reason: args?.reason ?? null });
    run.underway.interrupt();
    return run.answer();
  });

function retry(run: PostRun): CommandResult {
  refuseUnless(run, 'blocked', 'tried again');
  run.failedContainers.clear();
  run.apply({ type: 'resumed' });
  run.underway.replan();
  return run.answer();
}

function settle(run: PostRun, args: SettleArgs): CommandResult {
  refuseUnless(run, 'unconfirmed', 'settled');
  settleAs(run, args);
  run.underway.replan();
  return run.answer();
}

function settleAs(run: PostRun, args: SettleArgs): void {
  if (run.state.status !== 'unconfirmed') return;
  if (args.outcome === 'not-published') {
    run.amendLastAttempt('refused', 'A person has looked: it was not published.');
    run.blockedRevision = undefined;
    run.settledAt = Date.now();
    run.remember(SETTLED_UNPUBLISHED);
    run.apply({ type: 'settled-unpublished', error: SETTLED_UNPUBLISHED });
    return;
  }
  const { sentAt, earliest, latest } = run.state;
  const mediaId = args.mediaId !== undefined && isMediaId(args.mediaId) ? args.mediaId : null;
  run.amendLastAttempt('published', 'A person has looked: it was published.');
  const publishedAt = sentAt ?? latest;
  run.apply({ type: 'published', mediaId, sentAt, earliest, latest, publishedAt, permalink: null });
}

function refuseUnless(run: PostRun, status: 'blocked' | 'unconfirmed', done: string): void {
  if (run.state.status === status) return;
  throw refusal('WrongState', `Only a post that is ${status} can be ${done}, and this one is ${run.state.status}.`);
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw refusal('InvalidCommand', problem);
}
