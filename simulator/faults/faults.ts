import { z } from 'zod';
import { isIgUserId } from '../ids.ts';

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
  /** How many requests it strikes. */
  times: z.int().positive().default(1),
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

const processing = z.strictObject({
  on: z.literal('processing'),
  ...aimed,
  /** How the processing of a new container goes. */
  outcome: z.discriminatedUnion('kind', [
    /** It ends in ERROR, with this subcode in the text of `status`. */
    z.strictObject({ kind: z.literal('error'), subcode: z.int() }),
    /** It stays IN_PROGRESS until the container expires. */
    z.strictObject({ kind: z.literal('stuck') }),
    /** It takes so much longer. */
    z.strictObject({ kind: z.literal('slow'), extraMs: milliseconds }),
  ]),
});

const upload = z.strictObject({
  on: z.literal('upload'),
  ...aimed,
  /** How an upload request ends. */
  outcome: z.discriminatedUnion('kind', [
    /** The connection is reset after so many bytes of this request's body. They are kept. */
    z.strictObject({ kind: z.literal('cut'), afterBytes: z.int().nonnegative() }),
    /** Nothing is read for so long after so many bytes of this request's body; then it goes on. */
    z.strictObject({ kind: z.literal('stall'), afterBytes: z.int().nonnegative(), ms: milliseconds }),
    /** 412, wherever the offset stands. */
    z.strictObject({ kind: z.literal('offsetInvalid') }),
    /** 429 that calls itself not retriable and says how long to wait. */
    z.strictObject({ kind: z.literal('rateLimited'), backoffMs: milliseconds }),
    /** 400 ProcessingFailedError after the whole body; the container finishes all the same, or has its upload in error. */
    z.strictObject({ kind: z.literal('processingFailed'), finishes: z.boolean() }),
    /** 400 NotAuthorizedError. */
    z.strictObject({ kind: z.literal('notAuthorized') }),
    /** The page of a proxy: before the body is read, or after the upload has taken effect. */
    z.strictObject({
      kind: z.literal('serverError'),
      httpStatus: z.int().min(500).max(599),
      when: z.enum(['before', 'after']),
      retryAfterSeconds: z.int().nonnegative().optional(),
    }),
    /** Answered as a success, but the uploading phase is in error 1363008 and `status_code` stays IN_PROGRESS. */
    z.strictObject({ kind: z.literal('stuck') }),
  ]),
});

const fault = z.discriminatedUnion('on', [
  publish,
  call('createContainer'),
  call('readContainer'),
  call('readMedia'),
  list('listMedia'),
  list('listStories'),
  call('readChildren'),
  call('listComments'),
  comment,
  processing,
  upload,
]);

export type Fault = z.infer<typeof fault>;
export type FaultAnswer = z.infer<typeof answer>;
/** A fault that answers a request to Graph. */
export type CallFault = Exclude<Fault, { on: 'processing' | 'upload' }>;
export type UploadOutcome = z.infer<typeof upload>['outcome'];
export type ProcessingOutcome = z.infer<typeof processing>['outcome'];

/** The body of `POST /_control/faults`: one fault or several. */
export const newFaults = z.union([fault, z.array(fault)]).transform((given) => [given].flat());
