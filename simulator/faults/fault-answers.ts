import { setTimeout } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { GraphError } from '../protocol/graph-error.ts';
import { announceUsage } from '../protocol/usage-header.ts';
import type { World } from '../world.ts';
import { type FaultTarget, textsOf } from './fault-target.ts';
import type { CallFault, FaultAnswer } from './faults.ts';

/** The work of one request, and what a fault for it is found by. */
export interface FaultableCall {
  readonly on: CallFault['on'];
  readonly igUserId: string;
  /** Where the request is about one. Without it no aimed fault strikes. */
  readonly container?: FaultTarget | undefined;
  /** Does the work and returns its answer. It is told which fault strikes, for those that change the work itself. */
  readonly perform: (fault?: CallFault) => unknown;
}

/** What stands in for an answer when something before Graph has failed. */
export const PROXY_PAGE =
  '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Bad Gateway</h1></body></html>';
const PROMISED_BODY = '{"id":"17920238422030506"}';
const SENT_OF_IT = PROMISED_BODY.slice(0, 10);

/**
 * Answers a request as Instagram would, or as the first fault for it says.
 * @throws GraphError when either is a refusal.
 */
export async function answerUnderFaults(world: World, reply: FastifyReply, call: FaultableCall): Promise<unknown> {
  const { on, igUserId, container, perform } = call;
  const fault = world.faults.take(on, igUserId, container === undefined ? [] : textsOf(world.state, container));
  if (fault === undefined) return perform();
  if (fault.on === 'publish' && container !== undefined) container.dropChildren = fault.dropChildren;
  const work = () => perform(fault);
  const normal = happens(fault) ? await settle(work) : () => undefined;
  await pause(fault.delayMs, world.closing);
  if (world.closing.aborted) return void reply.hijack();
  if (fault.on === 'publish' && fault.commit === 'late') void commitLater(world, fault.commitAfterMs ?? 0, work);
  if (fault.usage !== undefined) announceUsage(world, reply, { igUserId, ...fault.usage });
  return give(fault.answer, reply, normal);
}

/** Whether the work is done before the answer. Only what has a commit does something that a failed answer hides. */
const happens = (fault: CallFault): boolean =>
  'commit' in fault ? fault.commit === true : fault.answer.kind === 'normal';

/** Does the work after the answer, unless the simulator has been closed by then. */
async function commitLater({ closing }: World, milliseconds: number, perform: () => unknown): Promise<void> {
  await pause(milliseconds, closing);
  if (!closing.aborted) await settle(perform);
}

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
    case 'noId':
      return { success: true };
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
