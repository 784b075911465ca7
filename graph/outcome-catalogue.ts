import { LASTING_OUTCOMES } from './lasting-outcomes.ts';
import type { OutcomeClass, OutcomeEntries } from './outcome-classes.ts';
import { PASSING_OUTCOMES } from './passing-outcomes.ts';

/** Every failure by our stable code, under what is done about it. */
export const OUTCOMES = { ...PASSING_OUTCOMES, ...LASTING_OUTCOMES } as const satisfies Record<
  OutcomeClass,
  OutcomeEntries
>;

/** Stable, kebab-case: the `code` of a PostError. */
export type OutcomeCode = { [Class in OutcomeClass]: keyof (typeof OUTCOMES)[Class] }[OutcomeClass];

export type { OutcomeClass };
