import { TRANSIENT } from '../contracts/staging-failures.ts';
import type { UsableAccount } from './graph-account.ts';
import { stagingFailure } from './staging-failure.ts';
import { usageNearLimit } from './usage-errors.ts';
import type { UsageWatch } from './usage-watch.ts';

/**
 * Lets a call go out, unless it has to make way for posts that are due.
 * @param neededBy epoch milliseconds; null: whenever
 * @throws ApplicationFailure of type TRANSIENT when it has to, by which it waits without holding anything up
 */
export function makeWay(usageWatch: UsageWatch, account: UsableAccount, neededBy: number | null): void {
  const pause = usageWatch.pauseOf(account, neededBy);
  if (pause === null) return;
  const error = usageNearLimit(account.accountId, pause);
  throw stagingFailure({ type: TRANSIENT, error, waitMs: pause.waitMs, isWaiting: true }, account);
}
