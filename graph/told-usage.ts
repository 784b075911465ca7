import type { GraphAnswer, Meter, Usage } from './graph-answer.ts';
import { outcomeOf } from './outcomes.ts';

const NOTHING: Usage = { app: null, account: null };

/** "Application request limit reached": https://developers.facebook.com/docs/graph-api/guides/error-handling */
const OF_THE_APP: ReadonlySet<number | null> = new Set([4, 341]);
const TOO_MANY_REQUESTS = 429;

/** What an answer tells of the allowances: an allowance for want of which a call was refused is used up, whatever its header says. */
export function toldUsage(answer: GraphAnswer<unknown>): Usage {
  switch (answer.kind) {
    case 'ok':
      return answer.usage;
    case 'refused': {
      const { error, usage } = answer;
      if (outcomeOf('read', error).code !== 'rate-limited') return usage;
      return OF_THE_APP.has(error.code)
        ? { ...usage, app: usedUp(usage.app) }
        : { ...usage, account: usedUp(usage.account) };
    }
    case 'unreadable': {
      const { httpStatus, usage } = answer;
      return httpStatus === TOO_MANY_REQUESTS ? { ...usage, account: usedUp(usage.account) } : usage;
    }
    case 'unreachable':
      return NOTHING;
    default:
      return answer satisfies never;
  }
}

const usedUp = (told: Meter | null): Meter => ({
  percent: Math.max(100, told?.percent ?? 0),
  regainAccessMinutes: told?.regainAccessMinutes ?? null,
});
