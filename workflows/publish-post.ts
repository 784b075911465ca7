import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { PostView } from '../contracts/post-view.ts';
import {
  CANCEL_UPDATE,
  type CancelArgs,
  type CommandResult,
  type PublishPostInput,
  RESCHEDULE_UPDATE,
  type RescheduleArgs,
  STATUS_QUERY,
} from '../contracts/publish-post.ts';
import { ownRun } from './activity-proxies.ts';
import { problemOfCancel, problemOfInput, problemOfReschedule } from './arguments.ts';
import { missedError } from './errors.ts';
import { viewOf } from './journal.ts';
import { PostRun, refusal } from './post-run.ts';
import { send } from './sending.ts';
import { stage } from './staging.ts';

/**
 * Publishes one post at its due time. Completed when it is published; Failed as `failed`, `missed` or `unconfirmed`, with the
 * post as the failure's first detail; Canceled when it was cancelled by command or from the Temporal UI.
 */
export async function publishPost(input: PublishPostInput): Promise<PostView> {
  const problem = problemOfInput(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const run = new PostRun(input);
  listen(run);
  // Cancellation goes through the same door as the cancel command, so the story itself is never torn apart by it.
  await CancellationScope.nonCancellable(async () => {
    await tell(run);
    await condition(allHandlersFinished);
  });
  return await finish(run);
}

async function tell(run: PostRun): Promise<void> {
  while (!run.isOver && !run.takeCancelRequest()) {
    const next = run.nextStep();
    switch (next.step) {
      case 'wait':
        if (next.reason === 'staging') postponeStaging(run);
        await run.waitUntil(next.until, next.reason === 'staging' ? 'until staging' : 'until the post is armed');
        break;
      case 'stage':
        if (run.state.status === 'ready') run.apply({ type: 'container-discarded' });
        await run.interruptibly(() => stage(run));
        break;
      case 'publish':
        await send(run, next.at);
        break;
      case 'miss':
        run.apply({ type: 'missed', error: missedError(run.journal.dueAt, run.sendBefore, run.journal.lastError) });
        break;
      default:
        next satisfies never;
    }
  }
}

/** A post that is not staged until later drops what it has: it would not live so long. */
function postponeStaging(run: PostRun): void {
  if (run.state.status === 'ready') run.apply({ type: 'container-discarded' });
  if (run.state.status === 'preparing') run.apply({ type: 'staging-postponed' });
}

function listen(run: PostRun): void {
  setHandler(defineQuery<PostView>(STATUS_QUERY), () => viewOf(run.journal), { description: 'The post as it stands' });
  setHandler(defineUpdate<CommandResult, [RescheduleArgs]>(RESCHEDULE_UPDATE), (args) => run.reschedule(args), {
    description: 'Move the post to another instant (dueAt: epoch milliseconds)',
    validator: (args) => {
      run.refuseIfOver('moved');
      refuse(problemOfReschedule(args, Date.now()));
    },
  });
  setHandler(defineUpdate<CommandResult, [CancelArgs | undefined]>(CANCEL_UPDATE), (args) => run.cancel(args), {
    description: 'Never publish the post',
    validator: (args) => {
      if (run.state.status !== 'canceled') run.refuseIfOver('canceled');
      refuse(problemOfCancel(args));
    },
  });
  CancellationScope.current().cancelRequested.catch(() => run.cancelFromServer());
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw refusal('InvalidCommand', problem);
}

async function finish(run: PostRun): Promise<PostView> {
  const { state } = run;
  const view = viewOf(run.journal);
  switch (state.status) {
    case 'published':
      return view;
    case 'canceled':
      return await endAsCanceled();
    case 'unconfirmed':
    case 'failed':
    case 'missed':
      throw ApplicationFailure.create({
        type: state.status,
        message: state.error.message,
        nonRetryable: true,
        details: [view],
      });
    case 'scheduled':
    case 'preparing':
    case 'ready':
    case 'publishing':
      throw new TypeError(`The story of a post ended while it was ${state.status}.`);
    default:
      return state satisfies never;
  }
}

/** A run is Canceled only when its server was asked to cancel it; the command alone would end it as Failed. */
async function endAsCanceled(): Promise<never> {
  const scope = CancellationScope.current();
  if (!scope.consideredCancelled) await CancellationScope.nonCancellable(() => ownRun.requestCancellation());
  return await scope.cancelRequested;
}
