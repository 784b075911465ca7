import type { QuotaKind } from '../../contracts/ledger.ts';
import type { LiveAccount, LiveStack } from './live-stack.ts';

/** One of Instagram's limits as the simulator has seen it used by an account. */
export interface SeenWindow {
  /** What the fullest window held. */
  readonly worst: number;
  readonly limit: number;
  /** Calls that the limit refused: the simulator lets no window grow beyond it, so these tell that somebody tried. */
  readonly refused: number;
}

export type SeenWindows = Readonly<Record<QuotaKind, SeenWindow>>;

/** What the simulator has seen of an account so far. */
export async function seenWindows(stack: LiveStack, { igUserId }: LiveAccount): Promise<SeenWindows> {
  const windows = (await stack.control('GET', 'windows')) as (SeenWindows & { igUserId: string })[];
  const found = windows.find((each) => each.igUserId === igUserId);
  if (found === undefined) throw new Error(`The simulator knows no account ${igUserId}.`);
  return found;
}
