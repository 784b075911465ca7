import type { Context } from '@temporalio/activity';

const told = new WeakMap<Context, unknown>();

/** Tells the next attempt something, should this one get lost. */
export function tellNextAttempt(context: Context, details: object): void {
  told.set(context, details);
  context.heartbeat(details);
}

/** Says that the activity is alive, and what it told before: the next attempt hears the last beat only. */
export function beat(context: Context): void {
  context.heartbeat(told.get(context));
}
