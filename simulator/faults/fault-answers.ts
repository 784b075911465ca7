import { setTimeout } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { GraphError } from '../protocol/graph-error.ts';
import type { World } from '../world.ts';
import type { CallFault, FaultAnswer } from './faults.ts';

/** The work of one request, and what a fault for it is found by. */
export interface FaultableCall {
  readonly on: CallFault['on'];
  readonly igUserId: string;
  readonly perform: () => unknown;
}

const PROXY_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Bad Gateway</h1></body></html>';
const PROMISED_BODY = '{"id":"17920238422030506"}';
const SENT_OF_IT = PROMISED_BODY.slice(0, 10);

/**
 * Answers a request as Instagram would, or as the first fault for it says.
 * @throws GraphError when either is a refusal.
 */
export async function answerUnderFaults(world: World, reply: FastifyReply, call: FaultableCall): Promise<unknown> {
  const fault = world.faults.take(call.on, call.igUserId);
  if (fault === undefined) return call.perform();
  const normal = happens(fault) ? await settle(call.perform) : () => undefined;
  await pause(fault.delayMs, world.closing);
  return world.closing.aborted ? void reply.hijack() : give(fault.answer, reply, normal);
}

/** Whether the work is done behind the answer. Publishing is the only one where that matters and cannot be seen. */
const happens = (fault: CallFault): boolean => (fault.on === 'publish' ? fault.commit : fault.answer.kind === 'normal');

/** Does the work now and keeps how it ended, refusals included, for whoever asks. */
async function settle(perform: () => unknown): Promise<() => unknown> {
  try {
    const answer = await perform();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

const pause = (milliseconds: number, closing: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal: closing }).catch(() => undefined);

function give(answer: FaultAnswer, reply: FastifyReply, normal: () => unknown): unknown {
  switch (answer.kind) {
    case 'normal':
      return normal();
    case 'error':
      throw new GraphError(answer);
    case 'html':
      return reply.code(answer.httpStatus).type('text/html; charset=utf-8').send(PROXY_PAGE);
    case 'empty':
      return reply.send('');
    case 'truncated':
      return cutShort(reply.hijack());
    case 'reset':
      return void reply.hijack().raw.socket?.resetAndDestroy();
    case 'hang':
      return void reply.hijack();
    default:
      return answer satisfies never;
  }
}

/** Sends the beginning of a body and closes the connection. */
function cutShort({ raw }: FastifyReply): void {
  raw.writeHead(200, { 'content-type': 'application/json', 'content-length': PROMISED_BODY.length });
  raw.write(SENT_OF_IT, () => raw.socket?.destroy());
}
