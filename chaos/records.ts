import type { PostView, SettleArgs } from '../client/index.ts';
import type { PlannedPost } from './scenario.ts';

/** What was done to one post of the scenario, and answered. */
export interface Story {
  readonly plan: PlannedPost;
  readonly accountId: string;
  /** Whether the post was taken. One that was due before the server could be reached is refused. */
  readonly queueing: 'accepted' | 'refused';
  /** What its command was answered; null when it has none. */
  readonly command: CommandAnswer | null;
}

/** The same at the end of the run. */
export interface Told extends Story {
  /** What a person who looked at Instagram said of it while it was unconfirmed, and was heard. Null when nobody was. */
  readonly settledAs: Settlement | null;
}

/** What came of one post of the scenario on our side. */
export interface PostRecord extends Told {
  /** At the end of the run. Null when the post could not be read. */
  readonly view: PostView | null;
}

/** `unknown`: the answer was lost, and the command may have taken effect. */
export type CommandAnswer = 'done' | 'refused' | 'unknown';

export type Settlement = SettleArgs['outcome'];
