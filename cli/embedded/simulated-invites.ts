import type { IgUserId } from '../../contracts/ids.ts';

const DEADLINE_MS = 5_000;

export interface SimulatedInvite {
  readonly ownerUsername: string;
  readonly caption: string;
}

/**
 * Has somebody post a picture in the simulator and invite the account to it.
 * @throws Error with the simulator's reason
 */
export async function inviteInSimulator(
  simulatorUrl: string,
  igUserId: IgUserId,
  invite: SimulatedInvite,
): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_control/invites`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ igUserId, ...invite }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!response.ok) throw new Error(`The simulator made no invite: ${await response.text()}`);
}
