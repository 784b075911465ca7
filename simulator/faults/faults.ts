import { z } from 'zod';
import { isIgUserId } from '../ids.ts';
import { processingOutcome, uploadOutcome } from './outcomes.ts';

const httpFailure = z.int().min(400).max(599);
const milliseconds = z.int().nonnegative();

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
    type: z.enum(['OAuthException', 'GraphMethodException']).optional(),
    isTransient: z.boolean().optional(),
    userTitle: z.string().optional(),
    userMessage: z.string().optional(),
  }),
  /** HTTP 200 with `{"success":true}` and no id. */
  z.strictObject({ kind: z.literal('noId') }),
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
  /** How many requests it strikes; one where neither this nor `forMs` is given. */
  times: z.int().positive().optional(),
  /** How long it strikes every request: milliseconds by the simulator's clock, from when it was added. */
  forMs: z.int().positive().optional(),
};
const aimed = {
  ...matching,
  /** Only requests about a container that has this text in one of its parameters or, a carousel, in one of its children's. */
  containing: z.string().min(1).optional(),
};
const answering = {
  /** Milliseconds to wait before the answer, after the work. */
  delayMs: milliseconds.default(0),
  /** What the usage header of the answer says: the share of the allowance in percent, and the minutes to wait. */
  usage: z.strictObject({ percent: z.int().nonnegative(), regainMinutes: z.int().nonnegative().default(0) }).optional(),
  answer,
};

/** A fault on a list, which is about no single container. */
const list = <On extends string>(on: On) => z.strictObject({ on: z.literal(on), ...matching, ...answering });
const call = <On extends string>(on: On) => z.strictObject({ on: z.literal(on), ...aimed, ...answering });

const NORMAL_NEEDS_COMMIT = {
  path: ['commit'],
  message: 'must be true where the answer is normal: what is answered has to have happened',
};

const publish = call('publish')
  .extend({
    /** Whether the post goes live behind the answer; `late`: some time after it. */
    commit: z.union([z.boolean(), z.literal('late')]).default(false),
    /** How long after the answer a late post goes live, in real milliseconds. The clock of the simulator does not shorten it. */
    commitAfterMs: milliseconds.optional(),
    /** How many of a carousel's children are missing from what goes live. */
    dropChildren: z.int().positive().optional(),
  })
  .refine((fault) => fault.commit === true || fault.answer.kind !== 'normal', NORMAL_NEEDS_COMMIT)
  .refine((fault) => (fault.commit === 'late') === (fault.commitAfterMs !== undefined), {
    path: ['commitAfterMs'],
    message: 'belongs to a late commit, and a late commit needs it',
  })
  .refine((fault) => fault.dropChildren === undefined || fault.commit !== false, {
    path: ['dropChildren'],
    message: 'needs a commit: only what goes live can lack children',
  });

const comment = call('comment')
  /** Whether the comment is made behind the answer. */
  .extend({ commit: z.boolean().default(false) })
  .refine((fault) => fault.commit || fault.answer.kind !== 'normal', NORMAL_NEEDS_COMMIT);

const listInvites = list('listInvites')
  /** Every invite that the page shows is withdrawn right after it. */
  .extend({ withdraw: z.literal('after').optional() })
  .refine((fault) => fault.withdraw === undefined || fault.answer.kind === 'normal', {
    path: ['withdraw'],
    message: 'needs a normal answer: only what is shown is withdrawn',
  });

const answerInvite = call('answerInvite')
  .extend({
    /** Whether the answer takes effect behind what the request is answered. */
    commit: z.boolean().default(false),
    /** The invite is withdrawn just before it is answered, or its collaborator removed right after an acceptance. */
    withdraw: z.enum(['before', 'after']).optional(),
  })
  .refine((fault) => fault.commit || fault.answer.kind !== 'normal', NORMAL_NEEDS_COMMIT)
  .refine((fault) => fault.commit || fault.withdraw === undefined, {
    path: ['withdraw'],
    message: 'needs a commit: only an answer that is judged has a before and an after',
  });

const processing = z.strictObject({ on: z.literal('processing'), ...aimed, outcome: processingOutcome });
const upload = z.strictObject({ on: z.literal('upload'), ...aimed, outcome: uploadOutcome });

const fault = z
  .discriminatedUnion('on', [
    publish,
    call('createContainer'),
    call('readContainer'),
    call('readMedia'),
    list('listMedia'),
    list('listStories'),
    call('readChildren'),
    call('listComments'),
    comment,
    listInvites,
    answerInvite,
    call('listCollaborators'),
    list('listCollaborativeMedia'),
    call('findCollaborativeMedia'),
    processing,
    upload,
  ])
  .refine(({ times, forMs }) => times === undefined || forMs === undefined, {
    path: ['forMs'],
    message: 'goes without `times`: a fault ends after a number of requests or after a time',
  });

export type Fault = z.infer<typeof fault>;
export type FaultAnswer = z.infer<typeof answer>;
/** A fault that answers a request to Graph. */
export type CallFault = Exclude<Fault, { on: 'processing' | 'upload' }>;

/** The body of `POST /_control/faults`: one fault or several. */
export const newFaults = z.union([fault, z.array(fault)]).transform((given) => [given].flat());
