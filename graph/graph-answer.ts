import type { MetaError } from '../contracts/post-error.ts';

/** How much of one allowance is used up. */
export interface Meter {
  /** The highest of its percentages; calls are throttled at 100. */
  readonly percent: number;
  /** Minutes until throttled calls are let through again; 0 while healthy. Null when it was not told. */
  readonly regainAccessMinutes: number | null;
}

/** What an answer told of the allowances that calls use up. Null where it told nothing, which says nothing about health. */
export interface Usage {
  /** Of the app, which all its accounts share. */
  readonly app: Meter | null;
  /** Of the account by itself. */
  readonly account: Meter | null;
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
  readonly usage: Usage;
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
