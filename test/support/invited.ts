import type { LiveAccount, LiveStack } from './live-stack.ts';

const HALF_A_DAY_MS = 12 * 3_600_000;

/** Has the invites of an account swept, and not by itself while the test runs. */
export async function haveSwept({ carillon: { invites } }: LiveStack, accountId: string): Promise<void> {
  await invites.enable(accountId);
  const at = new Date(Date.now() + HALF_A_DAY_MS).toISOString().slice(11, 16);
  await invites.setTime(accountId, { at, timeZone: 'UTC' });
}

/** An invite as the simulator keeps it. */
export interface SeenInvite {
  readonly mediaId: string;
  readonly ownerUsername: string;
  readonly username: string;
  readonly igUserId: string | null;
  readonly status: 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'removed';
  readonly answeredAt: number | null;
  readonly answeredThrough: 'api' | 'app' | null;
  readonly effectiveAnswers: number;
}

export interface Inviting {
  readonly ownerUsername: string;
  readonly caption?: string;
  readonly count?: number;
}

/** Somebody posts media and invites the account. @returns their ids, the oldest first */
export async function invite(stack: LiveStack, { igUserId }: LiveAccount, inviting: Inviting): Promise<string[]> {
  const { mediaIds } = (await stack.control('POST', 'invites', { igUserId, ...inviting })) as { mediaIds: string[] };
  return mediaIds;
}

/** The invites of an account, as the simulator keeps them. */
export async function seenInvites(stack: LiveStack, { igUserId }: LiveAccount): Promise<SeenInvite[]> {
  const { invites } = (await stack.control('GET', 'state')) as { invites: SeenInvite[] };
  return invites.filter((each) => each.igUserId === igUserId);
}

/** What became of each invite, by media. */
export const statusesOf = (invites: readonly SeenInvite[]): Record<string, SeenInvite['status']> =>
  Object.fromEntries(invites.map(({ mediaId, status }) => [mediaId, status]));
