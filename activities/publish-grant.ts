import { activityInfo, Context } from '@temporalio/activity';
import type { ReserveArgs } from '../contracts/account.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { ReserveRequest, ToldUsage } from '../contracts/ledger.ts';
import { type GrantAnswer, type GrantOrder, type PlaceInLine, publishQuotaSpent } from '../contracts/publish-grant.ts';
import { ASKS_LATER } from '../contracts/staging-failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { lookAgainMs } from './look-again.ts';
import { asksLater } from './quota-errors.ts';
import { stagingFailure } from './staging-failure.ts';
import { createToldLimits } from './told-limits.ts';

const NOBODY = { credentialsRevision: null };

export function createPublishGrantActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'reservations' | 'rules' | 'usageWatch'>,
) {
  const { reservations } = dependencies;
  const limits = createToldLimits(dependencies);

  /** A refusal says that the window is full, whether or not the count can be read. */
  const readAfterRefusal = async (accountId: AccountId) => (await limits.read(accountId)) ?? 'full';

  const waitsForItsTime = (askAt: number) => {
    const waitMs = Math.max(1, askAt - Date.now());
    return stagingFailure({ type: ASKS_LATER, error: asksLater(askAt), waitMs }, NOBODY);
  };

  const waitsInLine = ({ accountId, askAt, dueAt }: GrantOrder, { plannedAt, position }: PlaceInLine) => {
    const waitMs = Math.min(Math.max(1, askAt - Date.now()), lookAgainMs(position, dependencies.rules));
    // Put off for a moment, until all have asked who ask at the same time, it goes out when it is due.
    const error = plannedAt <= dueAt ? asksLater(askAt) : publishQuotaSpent(accountId, plannedAt);
    return stagingFailure({ type: ASKS_LATER, error, waitMs }, NOBODY);
  };

  return {
    /** Asks the account for one publish, and tells its ledger what Instagram has counted. */
    async reservePublish(order: GrantOrder): Promise<GrantAnswer> {
      const { accountId, isRefused, askAt, inLine, ...whose } = order;
      const isEarly = askAt > Date.now();
      if (isEarly && inLine === undefined) throw waitsForItsTime(askAt);
      // In the line, the first attempt comes right after the answer that it has, and the others look for a better one.
      if (isEarly && inLine !== undefined && activityInfo().attempt === 1) throw waitsInLine(order, inLine);
      const request: ReserveRequest = { kind: 'publish', ...whose };
      const reserve = async (told: ReserveArgs['told']) => {
        const { from } = request;
        // Where Instagram says itself that the window is full, the ledger knows better than a pause when there is room.
        const asked = { ...request, from: isRefused && isFull(told) ? Math.min(from, Date.now()) : from };
        const { cancellationSignal } = Context.current();
        const answer = await reservations.reserve(accountId, { request: asked, told }, cancellationSignal);
        if (isCount(told)) limits.noteTold(accountId);
        return answer;
      };
      const told = await (isRefused ? readAfterRefusal(accountId) : limits.readIfOld(accountId));
      const first = await reserve(told ?? null);
      // What cannot be read keeps no post waiting: Instagram refuses what is too much, and the container lives on.
      const answer =
        first.outcome === 'usage-needed'
          ? await reserve((await limits.readUnlessInVain(accountId)) ?? 'unknown')
          : first;
      switch (answer.outcome) {
        case 'granted':
          return answer;
        case 'deferred':
          // What is known already would cost the post events of its history.
          if (askAt > Date.now() && answer.plannedAt === inLine?.plannedAt) throw waitsInLine(order, answer);
          return answer;
        case 'impossible':
        case 'usage-needed':
          throw new TypeError(`A ledger that was told the usage cannot answer "${answer.outcome}" to one publish.`);
        default:
          return answer satisfies never;
      }
    },
  };
}

const isFull = (told: ReserveArgs['told']): boolean => told === 'full' || (isCount(told) && told.usage >= told.limit);

const isCount = (told: ReserveArgs['told']): told is ToldUsage => typeof told === 'object' && told !== null;
