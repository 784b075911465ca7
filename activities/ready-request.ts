import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldPublish } from '../graph/held-publish.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { findGraphAccount } from './graph-account.ts';
import type { MakeReady, ReadyRequest } from './holding-room.ts';
import { outcomeOfPublish } from './publish-answer.ts';

/** Well inside the heartbeat time-out: a post whose connection does not come up goes to another worker in time. */
const CONNECT_MS = 4_000;

/** Looks the token up, makes the publish request, and opens its connection. */
export function readyRequestMaker(dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'rules'>): MakeReady {
  return async (order) => {
    const account = findGraphAccount(dependencies, order.accountId);
    if ('error' in account) return { outcome: 'impossible', ...account };
    const held = dependencies.graph.holdPublish(account, order.containerId);
    await Promise.race([held.connected, sleep(CONNECT_MS, undefined, { ref: false })]);
    if (held.state === 'ready') return readyRequest(held, dependencies.rules.windowMs);
    held.discard();
    // A discarded hold writes nothing: what it answers is why it could not be used.
    const answer = await held.send();
    const why = answer.kind === 'unreachable' ? ` (${answer.code}: ${answer.message})` : '';
    return { outcome: 'not-sent', reason: `no connection to Instagram could be opened${why}` };
  };
}

const readyRequest = (held: HeldPublish, windowMs: number): ReadyRequest => ({
  get isUsable() {
    return held.state === 'ready';
  },
  send: async () => {
    const answer = await held.send();
    return outcomeOfPublish(answer, { sentAt: held.sentAt, answeredAt: Date.now() }, windowMs);
  },
  discard: () => held.discard(),
});
