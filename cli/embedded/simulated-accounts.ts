import type { NewAccount } from '../../accounts/account.ts';
import { CommandError } from '../command-errors.ts';

const DEADLINE_MS = 5_000;

/** Makes an account known to the simulator, as signing up at Instagram would. The simulator forgets it when it stops. */
export async function addToSimulator(simulatorUrl: string, account: NewAccount): Promise<void> {
  const { accountId, igUserId, token } = account;
  const response = await fetch(`${simulatorUrl}/_control/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ igUserId, username: accountId, token }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch(() => undefined);
  if (response?.ok === true) return;
  throw new CommandError('simulator', {
    message: `The account is stored, but the simulator at ${simulatorUrl} did not take it.`,
    nextAction: 'Restart "carillon dev": it tells its simulator of every stored account.',
  });
}
