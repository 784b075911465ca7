import type { NewAccount } from '../../accounts/account.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';

const DEADLINE_MS = 5_000;

/**
 * Makes an account known to the simulator, as signing up at Instagram would. The simulator forgets it when it stops.
 * @throws CommandError with the simulator's reason
 */
export async function addToSimulator(simulatorUrl: string, account: NewAccount): Promise<void> {
  const reason = await whyRefused(simulatorUrl, account);
  if (reason === undefined) return;
  throw new CommandError('simulator', {
    message: `The simulator at ${simulatorUrl} did not take account "${account.accountId}": ${reason}`,
    nextAction: 'The account is stored: restart "carillon dev", which tells its simulator of every stored account.',
    exitCode: EXIT.general,
  });
}

async function whyRefused(simulatorUrl: string, account: NewAccount): Promise<string | undefined> {
  const { accountId, igUserId, token } = account;
  try {
    const response = await fetch(`${simulatorUrl}/_control/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ igUserId, username: accountId, token }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return response.ok ? undefined : ((await response.json()) as { message: string }).message;
  } catch {
    return 'it does not answer.';
  }
}
