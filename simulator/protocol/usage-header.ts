import type { FastifyReply } from 'fastify';

/** How much of its allowance an account has used up. */
export interface Usage {
  /** The share in percent; Graph throttles at 100. */
  readonly percent: number;
  /** How long an account that is throttled has to wait, in minutes. */
  readonly regainMinutes: number;
}

/** Sets the header in which Graph tells an account's usage (developers.facebook.com/docs/graph-api/overview/rate-limiting). */
export function announceUsage(reply: FastifyReply, igUserId: string, { percent, regainMinutes }: Usage): void {
  const usage = {
    type: 'instagram',
    call_count: percent,
    total_cputime: percent,
    total_time: percent,
    estimated_time_to_regain_access: regainMinutes,
  };
  reply.header('x-business-use-case-usage', JSON.stringify({ [igUserId]: [usage] }));
}
