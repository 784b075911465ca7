import type { QuotaQueryResult } from '../contracts/account.ts';
import type { AccountId, PostId } from '../contracts/ids.ts';
import type { PlannedCall, QuotaKind, QuotaView, WindowView } from '../contracts/ledger.ts';
import { publishedBy } from '../contracts/publish-grant.ts';
import { instantText } from './instant.ts';

/** A call to Instagram that is booked or waits. */
export interface PlannedInstant {
  /** RFC 3339, UTC. Null for a container of a post that needs more of them at once than a lowered limit allows. */
  readonly at: string | null;
  /** The post that it publishes. Null for a call for anything else. */
  readonly postId: PostId | null;
  /** Whether it is booked. What waits is shown at the instant that it would be given now. */
  readonly isGranted: boolean;
}

/** Where one of Instagram's limits stands for an account, in the rolling window that ends now. */
export interface Quota extends WindowView {
  /** When one more call could be made, behind all that wait. RFC 3339, UTC. */
  readonly nextFreeAt: string;
  /** What is booked for instants to come, and what waits: the earliest first. */
  readonly plan: readonly PlannedInstant[];
}

/** Where Instagram's limits stand for an account. */
export interface AccountQuota extends Readonly<Record<QuotaKind, Quota>> {
  readonly accountId: AccountId;
}

/** What an account's run answers, in the words of the client. */
export const accountQuota = (accountId: AccountId, views: QuotaQueryResult): AccountQuota => ({
  accountId,
  publish: quotaOf(views.publish),
  container: quotaOf(views.container),
  inviteRead: quotaOf(views.inviteRead),
  inviteAnswer: quotaOf(views.inviteAnswer),
});

const quotaOf = ({ used, reserved, foreign, waiting, limit, nextFreeAt, plan }: QuotaView): Quota => ({
  used,
  reserved,
  foreign,
  waiting,
  limit,
  nextFreeAt: new Date(nextFreeAt).toISOString(),
  plan: plan.toSorted(byInstant).map(plannedInstant),
});

const plannedInstant = ({ holder, at, isGranted }: PlannedCall): PlannedInstant => ({
  at: instantText(at),
  postId: publishedBy(holder)?.id ?? null,
  isGranted,
});

/** What never comes stands last. */
function byInstant({ at: one }: PlannedCall, { at: other }: PlannedCall): number {
  if (Number.isFinite(one) && Number.isFinite(other)) return one - other;
  return Number(Number.isFinite(other)) - Number(Number.isFinite(one));
}
