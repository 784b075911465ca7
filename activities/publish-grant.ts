import { Context } from '@temporalio/activity';
import type { AccountId } from '../contracts/ids.ts';
import type { ReserveRequest, ToldUsage } from '../contracts/ledger.ts';
import type { GrantAnswer, GrantOrder } from '../contracts/publish-grant.ts';
import { WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { asksLater } from './quota-errors.ts';
import { stagingFailure } from './staging-failure.ts';
import { createToldLimits } from './told-limits.ts';

const NOBODY = { credentialsRevision: null };

/** An account whose limit is none at all is asked about like one whose daily cap is reached. */
const NONE_ALLOWED_MS = 900_000;

export function createPublishGrantActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'reservations' | 'rules' | 'usageWatch'>,
) {
  const { reservations } = dependencies;
  const limits = createToldLimits(dependencies);
  const full = dependencies.rules.limits.publish;

  /** A refusal says that the window is full, whether or not the count can be read. */
  const readAfterRefusal = async (accountId: AccountId): Promise<ToldUsage> =>
    (await limits.read(accountId)) ?? { usage: full, limit: full };

  return {
    /** Asks the account for one publish, and tells its ledger what Instagram has counted. */
    async reservePublish({ accountId, isRefused, askAt, ...whose }: GrantOrder): Promise<GrantAnswer> {
      const early = askAt - Date.now();
      if (early > 0) throw stagingFailure({ type: WAITS_FOR_QUOTA, error: asksLater(askAt), waitMs: early }, NOBODY);
      const request: ReserveRequest = { kind: 'publish', ...whose };
      const reserve = (told: ToldUsage | 'unknown' | null) => {
        const { from } = request;
        // Where Instagram says itself that the window is full, the ledger knows better than a pause when there is room.
        const isFull = isRefused && told !== null && told !== 'unknown' && told.usage >= told.limit;
        const asked = { ...request, from: isFull ? Math.min(from, Date.now()) : from };
        return reservations.reserve(accountId, { request: asked, told }, Context.current().cancellationSignal);
      };
      const told = await (isRefused ? readAfterRefusal(accountId) : limits.readIfOld(accountId));
      const first = await reserve(told ?? null);
      // What cannot be read keeps no post waiting: Instagram refuses what is too much, and the container lives on.
      const answer =
        first.outcome === 'usage-needed' ? await reserve((await limits.read(accountId)) ?? 'unknown') : first;
      switch (answer.outcome) {
        case 'granted':
          return answer;
        case 'deferred':
          return answer;
        case 'impossible': {
          const again = Date.now() + NONE_ALLOWED_MS;
          return { outcome: 'deferred', plannedAt: again, askAgainAt: again };
        }
        case 'usage-needed':
          throw new TypeError('The ledger was told the usage, and asks for it again.');
        default:
          return answer satisfies never;
      }
    },
  };
}
