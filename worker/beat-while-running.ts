import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { beat } from '../activities/beats.ts';

const BEAT_MS = 2_000;

/**
 * Beats for every activity that takes longer than a moment, so that a worker which dies in a call to Instagram is noticed
 * after the heartbeat time-out and not after the longest time that such a call may take. Never for `publishAt`: a beat of this
 * kind says nothing, and could hide the mark.
 */
export const beatWhileRunning: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: async (input, next) => {
      const context = Context.current();
      const beating = setInterval(() => beat(context), BEAT_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(beating);
      }
    },
  },
});
