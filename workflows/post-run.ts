import type { SearchAttributeUpdatePair } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  log,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { isFinal } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { AttemptView } from '../contracts/post-view.ts';
import type {
  CancelArgs,
  CommandResult,
  PublishPostInput,
  Refusal,
  RescheduleArgs,
} from '../contracts/publish-post.ts';
import {
  IG_DUE_AT,
  IG_ERROR_CODE,
  IG_MEDIA_ID,
  IG_POST_STATE,
  IG_PUBLISHED_AT,
} from '../contracts/search-attributes.ts';
import { detailsOf, iso, type Journal } from './journal.ts';
import { armLeadMs, lastSendInstant, type NextStep, nextStep, type PlanFacts } from './plan.ts';
import { type PostEvent, type PostState, transition } from './post-state.ts';

/** A holding in progress, as commands see it: they may ask it to end, and must wait until it has. */
interface Holding {
  readonly scope: CancellationScope;
  readonly ended: Promise<void>;
}

/** One post on its way: its journal, the commands that reach it, and the waiting between steps. */
export class PostRun {
  readonly journal: Journal;
  /** Holdings in a row that ended without sending. */
  failedHoldings = 0;
  /** Publishes in a row that Instagram declined. */
  declines = 0;
  /** Containers that Instagram could not make or finish, of the medium. */
  failedContainers = 0;
  /** Epoch milliseconds. */
  sendNotBefore = 0;
  readonly #input: PublishPostInput;
  #holding: Holding | undefined;
  /** The step under way: only a cancel breaks it off. */
  #step: CancellationScope | undefined;
  /** The wait under way: every command ends it, for the plan to be made anew. */
  #wait: CancellationScope | undefined;
  /** The run's own scope, which the server's cancellation reaches first. */
  readonly #root = CancellationScope.current();
  #commandsInProgress = 0;

  constructor(input: PublishPostInput) {
    this.#input = input;
    this.journal = {
      post: input.post,
      dueAt: input.dueAt,
      state: { status: 'scheduled' },
      containers: [],
      attempts: [],
      lastError: null,
    };
    this.#show();
  }

  get state(): PostState {
    return this.journal.state;
  }

  get isCancelRequested(): boolean {
    return this.#root.consideredCancelled;
  }

  get isOver(): boolean {
    return isFinal(this.state.status);
  }

  /** The instant after which this post may no longer be sent. Epoch milliseconds. */
  get sendBefore(): number {
    return lastSendInstant(this.#facts());
  }

  nextStep(): NextStep {
    return nextStep(this.#facts(), Date.now());
  }

  /** Takes one event into the state, and shows it to everybody who looks. */
  apply(event: PostEvent): void {
    const before = this.state.status;
    this.journal.state = transition(this.state, event);
    this.#noteContainer(event);
    if (this.state.status !== before) this.#tellOf(this.state);
    this.#show();
  }

  /** Adds an attempt; the same failure to send, once more, is no news. */
  note(attempt: AttemptView): void {
    const last = this.journal.attempts.at(-1);
    if (attempt.outcome === 'not-sent' && last?.outcome === 'not-sent' && last.note === attempt.note) return;
    this.journal.attempts.push(attempt);
    this.#show();
  }

  remember(error: PostError): void {
    this.journal.lastError = error;
  }

  /** Waits until the instant. A command ends the wait early, for the plan to be made anew. */
  async waitUntil(instant: number, summary: string): Promise<void> {
    this.#wait = new CancellationScope();
    await unlessCanceled(this.#wait.run(() => sleep(instant - Date.now(), { summary })));
    this.#wait = undefined;
  }

  /**
   * Runs a step that a command may break off. Breaking off is not an error here: the story looks at the state and goes on.
   */
  async interruptibly(step: () => Promise<void>): Promise<void> {
    this.#step = new CancellationScope();
    await unlessCanceled(this.#step.run(step));
    this.#step = undefined;
  }

  /** Runs a holding, and keeps commands waiting until `conclude` has taken its outcome into the state. */
  async hold<Outcome>(holding: () => Promise<Outcome>, conclude: (outcome: Outcome) => void): Promise<Outcome> {
    const scope = new CancellationScope();
    const outcome = scope.run(holding);
    const ended = outcome.then(conclude);
    this.#holding = { scope, ended };
    await ended;
    this.#holding = undefined;
    // Commands that waited for the end of the holding come first: they may have moved or canceled the post.
    await condition(() => this.#commandsInProgress === 0);
    return await outcome;
  }

  async reschedule({ dueAt }: RescheduleArgs): Promise<CommandResult> {
    return await this.#command('moved', () => {
      this.journal.dueAt = dueAt;
      this.sendNotBefore = 0;
      upsertSearchAttributes([{ key: IG_DUE_AT, value: new Date(dueAt) }]);
      this.#show();
      this.#wait?.cancel();
    });
  }

  async cancel(args?: CancelArgs): Promise<CommandResult> {
    return await this.#command('canceled', () => {
      if (this.state.status !== 'canceled') this.apply({ type: 'canceled', reason: args?.reason ?? null });
      this.#wait?.cancel();
      this.#step?.cancel();
    });
  }

  /** The server's own cancellation cannot be refused: one that comes too late for a holding counts as soon as the holding has ended unsent. */
  async cancelFromServer(): Promise<void> {
    await this.cancel({ reason: SERVER_CANCELED }).catch((error: unknown) => {
      if (!(error instanceof ApplicationFailure)) throw error;
    });
  }

  /** Whether the server asked for a cancellation that could not be carried out yet. Then it is, now. */
  takeCancelRequest(): boolean {
    if (this.isCancelRequested) this.apply({ type: 'canceled', reason: SERVER_CANCELED });
    return this.isCancelRequested;
  }

  /** Throws a refusal when the post can no longer be moved or canceled. `done` completes "can no longer be …". */
  refuseIfOver(done: string): void {
    const { status } = this.state;
    if (this.isOver) throw refusal('TooLate', `The post is ${status} and can no longer be ${done}.`);
  }

  /**
   * Every command is true when it answers: a held post is first let go, and only its end tells whether the command came
   * before the mark. That is why this one kind of handler waits.
   */
  async #command(done: 'moved' | 'canceled', act: () => void): Promise<CommandResult> {
    this.#commandsInProgress += 1;
    try {
      this.#holding?.scope.cancel();
      await this.#holding?.ended;
      // Being canceled twice is no contradiction, and the first one may have come while this one waited.
      if (this.state.status !== done) this.refuseIfOver(done);
      if (this.state.status === 'publishing') {
        throw refusal('TooLate', `The publish request was already on its way: the post can no longer be ${done}.`);
      }
      act();
      return this.#answer();
    } finally {
      this.#commandsInProgress -= 1;
    }
  }

  #answer(): CommandResult {
    return { status: this.state.status, dueAt: iso(this.journal.dueAt) };
  }

  #facts(): PlanFacts {
    const { post, timing } = this.#input;
    return {
      dueAt: this.journal.dueAt,
      publishWithinMs: post.publishWithinSeconds * 1000,
      timing,
      armLeadMs: armLeadMs(post, timing),
      readyContainer: this.state.status === 'ready' ? this.state.container : undefined,
      sendNotBefore: this.sendNotBefore,
    };
  }

  #tellOf(state: PostState): void {
    // A post that is already due leaves these two within moments, and every record of them costs the server two writes: a
    // backlog after an outage gets through faster without.
    const isPassing = state.status === 'ready' || state.status === 'publishing';
    if (!isPassing || Date.now() < this.journal.dueAt) upsertSearchAttributes(searchAttributesOf(state));
    log.info(`post ${state.status}`, {
      dueAt: iso(this.journal.dueAt),
      ...('error' in state && { error: state.error }),
    });
  }

  #noteContainer(event: PostEvent): void {
    const { containers } = this.journal;
    const last = containers.at(-1);
    if (event.type === 'container-created') containers.push({ ...event.container, outcome: 'processing' });
    else if (last === undefined) return;
    else if (event.type === 'container-finished') last.outcome = 'finished';
    else if (event.type === 'container-discarded') last.outcome = 'discarded';
    else if (event.type === 'staging-postponed' && last.outcome === 'processing') last.outcome = 'discarded';
    else if (event.type === 'published') last.outcome = 'published';
  }

  #show(): void {
    setCurrentDetails(detailsOf(this.journal));
  }
}

const SERVER_CANCELED = 'canceled on the Temporal server';

async function unlessCanceled(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error;
  }
}

export const refusal = (type: Refusal, message: string): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true });

function searchAttributesOf(state: PostState): SearchAttributeUpdatePair[] {
  const pairs: SearchAttributeUpdatePair[] = [{ key: IG_POST_STATE, value: state.status }];
  if (state.status === 'published') {
    pairs.push({ key: IG_MEDIA_ID, value: state.mediaId });
    pairs.push({ key: IG_PUBLISHED_AT, value: new Date(state.publishedAt) });
  }
  if ('error' in state) pairs.push({ key: IG_ERROR_CODE, value: state.error.code });
  return pairs;
}
