import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';

/** A holding in progress, as commands see it: they may ask it to end, and must wait until it has. */
interface Holding {
  readonly scope: CancellationScope;
  readonly ended: Promise<void>;
}

/** What a run does at present, or waits for, and how commands get in between. */
export class Underway {
  #holding: Holding | undefined;
  /** A cancel and an edit break it off. */
  #step: CancellationScope | undefined;
  /** Every command ends it, for the plan to be made anew. */
  #wait: CancellationScope | undefined;
  #commandsInProgress = 0;
  #tellings = 0;

  /**
   * Waits until the instant, or until what is done alongside has ended. A command ends the wait early, for the plan to be
   * made anew.
   * @param instant epoch milliseconds
   * @param summary of the timer, for readers of the history
   */
  async waitUntil(instant: number, summary: string, alongside?: () => Promise<void>): Promise<void> {
    const pause = () => sleep(instant - Date.now(), { summary });
    await this.waitFor(alongside === undefined ? pause : () => Promise.race([pause(), alongside()]));
  }

  /** Waits for a command, however long it takes. */
  async waitForCommand(): Promise<void> {
    await this.waitFor(() => condition(() => false));
  }

  /** Waits until what is done has ended, or a command ends the wait. */
  async waitFor(work: () => Promise<void>): Promise<void> {
    const scope = new CancellationScope();
    this.#wait = scope;
    await unlessCanceled(scope.run(work));
    // Whatever was still going on alongside is not waited for any more.
    scope.cancel();
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

  get isStepBrokenOff(): boolean {
    return this.#step?.consideredCancelled === true;
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

  /** Acts for a command, once a holding that is under way was let go and has ended. */
  async afterHolding<Answer>(act: () => Answer): Promise<Answer> {
    this.#commandsInProgress += 1;
    try {
      this.#holding?.scope.cancel();
      await this.#holding?.ended;
      return act();
    } finally {
      this.#commandsInProgress -= 1;
    }
  }

  /** Has the plan made anew. */
  replan(): void {
    this.#wait?.cancel();
  }

  /** Breaks off what is going on, and has the plan made anew. */
  interrupt(): void {
    this.#wait?.cancel();
    this.#step?.cancel();
  }

  /** Tells the account something beside the story, which does not end before it. */
  tell(telling: () => Promise<void>): void {
    this.#tellings += 1;
    telling().finally(() => {
      this.#tellings -= 1;
    });
  }

  get isTelling(): boolean {
    return this.#tellings > 0;
  }

  async allTold(): Promise<void> {
    await condition(() => !this.isTelling);
  }
}

async function unlessCanceled(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}
