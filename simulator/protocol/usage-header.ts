import type { FastifyReply } from 'fastify';
import type { Settings } from '../settings.ts';
import type { World } from '../world.ts';

/** How much of its allowance an account has used up. */
export interface Usage {
  /** The share in percent; Graph throttles at 100. */
  readonly percent: number;
  /** How long an account that is throttled has to wait, in minutes. The header for an app does not tell it. */
  readonly regainMinutes: number;
}

interface UsageOfAccount extends Usage {
  readonly igUserId: string;
}

/** Sets the header in which Graph tells an account's usage (developers.facebook.com/docs/graph-api/overview/rate-limiting). */
export function announceUsage({ settings }: World, reply: FastifyReply, usage: UsageOfAccount): void {
  reply.headers(usageHeaders(settings.usageHeader, usage));
}

function usageHeaders(kind: Settings['usageHeader'], usage: UsageOfAccount): Record<string, string> {
  const { igUserId, percent, regainMinutes } = usage;
  const shares = { call_count: percent, total_cputime: percent, total_time: percent };
  const business = { type: 'instagram', ...shares, estimated_time_to_regain_access: regainMinutes };
  switch (kind) {
    case 'business':
      return { 'x-business-use-case-usage': JSON.stringify({ [igUserId]: [business] }) };
    case 'app':
      return { 'x-app-usage': JSON.stringify(shares) };
    case 'none':
      return {};
    default:
      return kind satisfies never;
  }
}
