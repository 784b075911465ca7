/** What Instagram limits in rolling windows: published posts, containers made, reads of the list of invites, answers to invites. */
export const QUOTA_KINDS = ['publish', 'container', 'inviteRead', 'inviteAnswer'] as const;
export type QuotaKind = (typeof QUOTA_KINDS)[number];

/** As people read them. */
export const QUOTA_NAMES: Readonly<Record<QuotaKind, string>> = {
  publish: 'posts published',
  container: 'containers made',
  inviteRead: 'reads of invites',
  inviteAnswer: 'answers to invites',
};

/** Calls in every window, by kind. */
export type QuotaLimits = Readonly<Record<QuotaKind, number>>;

/** Meta's own, per account and 24 hours: pages "Content Publishing" and "Collaboration Invites". Only lower ones can be set. */
export const INSTAGRAM_LIMITS: QuotaLimits = { publish: 100, container: 400, inviteRead: 300, inviteAnswer: 50 };

/** Asks for one call. Instants in epoch milliseconds. */
export interface ReserveRequest {
  readonly kind: QuotaKind;
  /** What the call is for: it keeps its place in the line, whoever asks. */
  readonly holder: string;
  /** One sending. The same ticket is given the same answer; a second sending needs a second ticket, because the first may have counted. */
  readonly ticket: string;
  /** Holders that are granted one call each together with this one, itself included, or not at all. @default itself alone */
  readonly together?: readonly string[];
  /** Not before this instant; 0 for at once. */
  readonly from: number;
  /** Who is due earlier comes first. */
  readonly dueAt: number;
}

/** Instants in epoch milliseconds. */
export type ReserveAnswer =
  /** Spent. The call may be sent from `at` until `sendBefore`; one that is later has to reserve again, with another ticket. */
  | { readonly outcome: 'granted'; readonly at: number; readonly sendBefore: number }
  /** In the line, to ask again at `askAgainAt`. `plannedAt`: what it would be granted for as things stand. */
  | {
      readonly outcome: 'deferred';
      readonly plannedAt: number;
      readonly askAgainAt: number;
      /** How many are ahead in the line. */
      readonly position: number;
    }
  /** More calls at once than the limit ever allows. */
  | { readonly outcome: 'impossible'; readonly limit: number };

/** What Instagram says of a limit: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit */
export interface ToldUsage {
  /** Calls that it counts in the window that ends now. */
  readonly usage: number;
  readonly limit: number;
}

/** How full the window of one limit is. */
export interface WindowView {
  readonly limit: number;
  /** Calls of ours in the window that ends now. */
  readonly used: number;
  /** Calls of others in it, as far as Instagram has told. */
  readonly foreign: number;
  /** Calls granted for instants to come. */
  readonly reserved: number;
  /** Calls that wait for a grant. */
  readonly waiting: number;
}

/** Where one limit stands. Instants in epoch milliseconds. */
export interface QuotaView extends WindowView {
  /** When one more call would be granted for, behind all that wait. */
  readonly nextFreeAt: number;
  /** The grants for instants to come, and those that wait with what they would be granted for. */
  readonly plan: readonly PlannedCall[];
}

export interface PlannedCall {
  /** What it is for. */
  readonly holder: string;
  readonly at: number;
  readonly isGranted: boolean;
}

/** How grants are given. */
export interface LedgerRules {
  readonly limits: QuotaLimits;
  /** The length of Instagram's window. Milliseconds. */
  readonly windowMs: number;
  /** How long after its instant a granted call may be sent. Milliseconds. */
  readonly sendWithinMs: number;
  /** How far our clocks and Instagram's may be apart. Milliseconds. */
  readonly clockSkewMs: number;
  /** How far ahead of its instant a grant is given. Until then, whoever is due earlier comes first. Milliseconds, by kind. */
  readonly grantAheadMs: Readonly<Record<QuotaKind, number>>;
  /**
   * How long a booking ahead is in the line before it is granted, once half of a window is spent: so that those who ask at about
   * the same time are granted in the order in which they are due. Milliseconds.
   */
  readonly settleMs: number;
  /** Who has not asked again for so long after the time for it has left the line. Milliseconds. */
  readonly patienceMs: number;
}
