import type { MetaError } from '../contracts/post-error.ts';

/** How much of the rate allowance is used up, as the usage headers tell it. */
export interface Usage {
  /** The highest of the percentages; calls are throttled at 100. Null when no header came, which says nothing about health. */
  readonly percent: number | null;
  /** Minutes until throttled calls are let through again; 0 while healthy. Null when no header told. */
  readonly regainAccessMinutes: number | null;
}

/** Instagram said no, in its own envelope. */
export interface Refused {
  readonly kind: 'refused';
  readonly error: MetaError;
  readonly usage: Usage;
}

/** Something came back that is neither the expected value nor Instagram's error envelope. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly httpStatus: number;
  /** The start of the body, without tokens. */
  readonly excerpt: string;
}

/** No complete answer came back. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /** `no`: not one byte of the request was written. `maybe`: Instagram may have received it and acted on it. */
  readonly sent: 'no' | 'maybe';
  /** Node's or got's error code, `ABORTED` when the caller gave up, or one that the held publish documents. */
  readonly code: string;
  readonly message: string;
}

export type GraphFailure = Refused | Unreadable | Unreachable;

/** What every call of the Graph client resolves to. Nothing that the network does is thrown. */
export type GraphAnswer<T> = { readonly kind: 'ok'; readonly value: T; readonly usage: Usage } | GraphFailure;
