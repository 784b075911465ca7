import { Context } from '@temporalio/activity';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { type AttemptMemory, remember } from './attempt-memory.ts';
import { tellNextAttempt } from './beats.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { UsableAccount } from './graph-account.ts';
import { type CollaborationEndpoint, judgeCollaborationFailure, memoryAfter } from './judge-collaboration.ts';
import { stagingFailure } from './staging-failure.ts';

interface Failed {
  readonly endpoint: CollaborationEndpoint;
  readonly answer: GraphFailure;
  readonly memory: AttemptMemory;
  readonly account: UsableAccount;
}

/** Ends an attempt whose call failed, and tells the next one of it. */
export async function fail(
  { client }: Pick<ActivityDependencies, 'client'>,
  { endpoint, answer, memory, account }: Failed,
): Promise<never> {
  const next = memoryAfter(endpoint, answer, memory);
  // What the server does not hear now it may hear with the worker's own beats.
  await remember(client, next).catch(() => tellNextAttempt(Context.current(), next));
  const { mayHaveBeenTaken } = next;
  throw stagingFailure({ ...judgeCollaborationFailure(endpoint, answer, memory), mayHaveBeenTaken }, account);
}
