import type { z } from 'zod';
import type { GraphAnswer } from './graph-answer.ts';

/** One call of the Graph API, apart from whose it is. */
export interface Question<T> {
  /** Below the version, as in `17900000000000001/comments`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What to write; makes the call a POST. */
  readonly form?: Readonly<Record<string, string>>;
  readonly expected: z.ZodType<T>;
}

/** Asks on behalf of one account. */
export type Ask = <T>(question: Question<T>) => Promise<GraphAnswer<T>>;
