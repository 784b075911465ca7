import { CompleteAsyncError, Context } from '@temporalio/activity';
import type { SendOrder, SendOutcome } from '../contracts/send-outcome.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { openHoldLine } from './hold-line.ts';

export function createPublishActivities({ client, room }: Pick<ActivityDependencies, 'client' | 'room'>) {
  return {
    /** Takes the order into the holding room, which beats, sends and reports for it. */
    async publishAt(order: SendOrder): Promise<SendOutcome> {
      if (room.isClosing) return { outcome: 'not-sent', reason: 'the worker that was to hold it is being stopped' };
      room.enter(order, openHoldLine(client, Context.current().info.taskToken));
      throw new CompleteAsyncError();
    },
  };
}
