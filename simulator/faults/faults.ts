import { z } from 'zod';
import { isIgUserId } from '../ids.ts';

const httpFailure = z.int().min(400).max(599);

/** What a fault answers in the place of Instagram. */
const answer = z.discriminatedUnion('kind', [
  /** What would have been answered without the fault. */
  z.strictObject({ kind: z.literal('normal') }),
  /** A refusal in Graph's envelope. */
  z.strictObject({
    kind: z.literal('error'),
    httpStatus: httpFailure,
    code: z.int(),
    subcode: z.int().optional(),
    message: z.string(),
    isTransient: z.boolean().optional(),
    userTitle: z.string().optional(),
    userMessage: z.string().optional(),
  }),
  /** The page of a proxy. */
  z.strictObject({ kind: z.literal('html'), httpStatus: httpFailure }),
  /** A JSON body that the connection does not outlive. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** HTTP 200 without a body. */
  z.strictObject({ kind: z.literal('empty') }),
  /** The connection is reset before an answer. */
  z.strictObject({ kind: z.literal('reset') }),
  /** No answer for as long as the client waits. */
  z.strictObject({ kind: z.literal('hang') }),
]);

const matching = {
  /** Only requests of this account; of any account when absent. */
  igUserId: z.string().refine(isIgUserId, 'must be 1 to 20 digits').optional(),
  /** How many requests it strikes. */
  times: z.int().positive().default(1),
};
const answering = {
  /** Milliseconds to wait before the answer, after the work. */
  delayMs: z.int().nonnegative().default(0),
  answer,
};

const call = <On extends string>(on: On) => z.strictObject({ on: z.literal(on), ...matching, ...answering });

const publish = call('publish')
  /** Whether the post goes live behind the answer. */
  .extend({ commit: z.boolean().default(false) })
  .refine((fault) => fault.commit || fault.answer.kind !== 'normal', {
    path: ['commit'],
    message: 'must be true where the answer is normal: what is answered has to have happened',
  });

const processing = z.strictObject({
  on: z.literal('processing'),
  ...matching,
  /** How the processing of a new container ends. */
  outcome: z.strictObject({ kind: z.literal('error'), subcode: z.int() }),
});

const fault = z.discriminatedUnion('on', [
  publish,
  call('createContainer'),
  call('readContainer'),
  call('readMedia'),
  call('listMedia'),
  processing,
]);

export type Fault = z.infer<typeof fault>;
export type FaultAnswer = z.infer<typeof answer>;
/** A fault that answers a request; one on `processing` does not. */
export type CallFault = Exclude<Fault, { on: 'processing' }>;

/** The body of `POST /_control/faults`: one fault or several. */
export const newFaults = z.union([fault, z.array(fault)]).transform((given) => [given].flat());

interface Entry {
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for the requests they are meant for, first come first served. */
export class FaultQueue {
  #entries: Entry[] = [];

  add(faults: readonly Fault[]): void {
    this.#entries.push(...faults.map((fault) => ({ fault, left: fault.times })));
  }

  clear(): void {
    this.#entries = [];
  }

  /** What still waits, with the number of requests that each fault has left. */
  waiting(): readonly Fault[] {
    return this.#entries.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** The first fault for this kind of request and account; it has struck once more by then. */
  take<On extends Fault['on']>(on: On, igUserId: string): Extract<Fault, { on: On }> | undefined {
    const strikes = (entry: Entry): entry is Entry & { fault: Extract<Fault, { on: On }> } =>
      entry.fault.on === on && (entry.fault.igUserId ?? igUserId) === igUserId;
    const entry = this.#entries.find(strikes);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    this.#entries = this.#entries.filter(({ left }) => left > 0);
    return entry.fault;
  }
}
