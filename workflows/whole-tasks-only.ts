import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/**
 * Refuses news that no workflow task has brought yet. When the worker that knew a run has died, a query goes to another one,
 * with a history that may hold the beginning of the next task: an event that happened while the query waited. The SDK's core
 * (1.24) lets the workflow act on it, at the old task's clock, and keeps it in its cache; the commands of the next task then
 * fit no history, and the run is stuck for ever (TMPRL1100). Failing here makes the core forget the run: the query fails, is
 * asked again, and the next task begins with a replay.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let seen: { readonly time: string; readonly historyLength: number } | undefined;
  return {
    internals: [
      {
        activate(input, next) {
          const { timestamp, historyLength, isReplaying } = input.activation;
          // A task has one time of its own: news at the time of the task before belong to no task.
          const now = { time: `${timestamp?.seconds}.${timestamp?.nanos}`, historyLength: Number(historyLength) };
          const isAhead = seen?.time === now.time && now.historyLength > seen.historyLength;
          if (isAhead && isReplaying !== true) throw new Error(AHEAD);
          seen = now;
          next(input);
        },
      },
    ],
  };
};

const AHEAD = 'This query came with events that no workflow task has brought yet: ask again.';
