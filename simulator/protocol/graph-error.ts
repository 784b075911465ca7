import type { Login } from '../ids.ts';

/** What Graph says when it refuses. Meta lists the codes at developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes. */
export interface Refusal {
  readonly httpStatus: number;
  readonly code: number;
  readonly message: string;
  readonly subcode?: number | undefined;
  /** Unless stated otherwise, `OAuthException` on graph.facebook.com and `IGApiException` on graph.instagram.com. */
  readonly type?: 'OAuthException' | 'GraphMethodException' | undefined;
  readonly isTransient?: boolean | undefined;
  readonly userTitle?: string | undefined;
  readonly userMessage?: string | undefined;
}

/** Thrown anywhere below a route to answer the request with a refusal. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** A request that is refused: its trace, and the login of its token where that is known. */
interface Refused {
  readonly id: string;
  readonly login: Login | null;
}

/** The body of a refusal. Keys without a value are left out when it is written as JSON. */
export function errorEnvelope(refusal: Refusal, { id, login }: Refused) {
  return {
    error: {
      message: refusal.message,
      type: refusal.type ?? (login === 'instagram' ? 'IGApiException' : 'OAuthException'),
      code: refusal.code,
      error_subcode: refusal.subcode,
      is_transient: refusal.isTransient ?? false,
      error_user_title: refusal.userTitle,
      error_user_msg: refusal.userMessage,
      fbtrace_id: id,
    },
  };
}
