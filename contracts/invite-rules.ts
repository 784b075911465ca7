export const INVITE_ACTIONS = ['accept', 'decline', 'leave', 'ask'] as const;
/** `leave`: it stays pending. `ask`: it stays pending, and is told to a person. */
export type InviteAction = (typeof INVITE_ACTIONS)[number];

/** All conditions that are given must hold. A rule without any holds for every invite. */
export interface InviteRule {
  /** For people, in reports. @default `rule 1` and so on */
  readonly name?: string;
  /** Usernames of which one must be that of who invites: without @, in any case, `*` stands for any characters. */
  readonly owner?: readonly string[];
  /** Words of which one must be in the caption, as a whole word and in any case. `#word` is found as a hashtag only. */
  readonly captionWords?: readonly string[];
  /** So many hours must have passed since a sweep first saw the invite: Instagram does not say when it was made. */
  readonly minAgeHours?: number;
  readonly action: InviteAction;
  /** For `accept`: so many in one calendar day in UTC. The next ones are deferred. */
  readonly maxAcceptsPerDay?: number;
}

/** What an account's owner wants done with invites. */
export interface InviteRules {
  /** The first one that fits decides. */
  readonly rules: readonly InviteRule[];
  /** When none fits. */
  readonly otherwise: InviteAction;
}

/** An acceptance cannot be taken back by Instagram's API, so nothing is answered until somebody has written rules. */
export const LEAVE_ALL: InviteRules = { rules: [], otherwise: 'leave' };

/** How a rule is called in reports. */
export const ruleName = ({ name }: Pick<InviteRule, 'name'>, index: number): string => name ?? `rule ${index + 1}`;
