import type { Dice } from './dice.ts';

/** A fault as `POST /_control/faults` of the simulator takes it: see docs/simulator.md. */
export interface Fault {
  readonly on: string;
  readonly times?: number;
  readonly answer?: Answer;
  readonly [key: string]: unknown;
}

interface Answer {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What can befall one post. */
export interface Target {
  readonly isCarousel: boolean;
  /** Whether we or Instagram's upload host bring its video there. */
  readonly isUploaded: boolean;
  readonly hasFirstComment: boolean;
  /** How long after its answer a publish may take place at most, in milliseconds. */
  readonly latestCommitMs: number;
  /** Whether published containers say so at once. */
  readonly containersTellAtOnce: boolean;
  /** Whether an answer may stay out for as long as anybody waits, which costs half a minute. */
  readonly mayHang: boolean;
}

const refusal = (httpStatus: number, code: number, subcode?: number, message = 'A refusal of the chaos'): Answer => ({
  kind: 'error',
  httpStatus,
  code,
  ...(subcode !== undefined && { subcode }),
  message,
});

const UNREADABLE: Answer = { ...refusal(400, 100, 33, 'Unsupported get request.'), type: 'GraphMethodException' };
const THROTTLED = refusal(403, 4, undefined, 'Application request limit reached');
const TOKEN_EXPIRED = refusal(400, 190, 463);
const PERMISSION_MISSING = refusal(400, 10);
const BROKEN: readonly Answer[] = [
  { kind: 'html', httpStatus: 502 },
  { kind: 'html', httpStatus: 504 },
  { kind: 'noId' },
  { kind: 'empty' },
  { kind: 'truncated' },
  { kind: 'reset' },
  refusal(500, 1),
  refusal(500, 2),
];

/** Behind each of these a post may be live, or not. */
const DOUBTFUL_PUBLISHES: readonly Answer[] = [
  ...BROKEN,
  refusal(403, 4, 2207051, 'Application request limit reached'),
  refusal(400, 4, 2207051, 'We restrict certain activity'),
  THROTTLED,
  TOKEN_EXPIRED,
  PERMISSION_MISSING,
  UNREADABLE,
  refusal(503, 2),
  refusal(400, -1, 2207001),
  refusal(400, -1, 2207085, 'Fatal'),
  refusal(400, 25, 2207050),
  refusal(400, 368),
  refusal(400, 24, 2207006),
  refusal(400, 24, 2207008),
  refusal(400, 80002),
  refusal(429, 17),
  refusal(400, 32),
  refusal(400, 506),
  refusal(400, 123456),
];

/** The two that are believed, once the container agrees. */
const BELIEVED_PUBLISHES: readonly Answer[] = [
  refusal(400, 9007, 2207027, 'Media ID is not available'),
  refusal(403, 9, 2207042, 'Application request limit reached'),
];

const CREATE_ANSWERS: readonly Answer[] = [
  ...BROKEN,
  THROTTLED,
  TOKEN_EXPIRED,
  PERMISSION_MISSING,
  refusal(400, -2, 2207003),
  refusal(400, -1, 2207032),
  refusal(400, 9004, 2207052),
  refusal(400, 9007, 2207027),
  refusal(400, 352, 2207026),
  refusal(400, 36003, 2207009),
  refusal(400, 100, 2207018, 'The following user(s) cannot be accessed: nobody'),
  refusal(400, 100),
  refusal(400, 9),
  refusal(400, 123456),
];

const READ_ANSWERS: readonly Answer[] = [
  ...BROKEN,
  UNREADABLE,
  THROTTLED,
  PERMISSION_MISSING,
  refusal(400, 80002),
  refusal(400, 123456),
];

const DOUBTFUL_COMMENTS: readonly Answer[] = [
  ...BROKEN,
  refusal(400, 20, 1772107, 'Could not create the comment'),
  refusal(400, 123456),
];

const PROCESSING_SUBCODES = [
  2207003, 2207020, 2207026, 2207032, 2207052, 2207053, 2207076, 2207077, 2207082, 2207085, 2207089,
] as const;

/** One fault from the whole table of the simulator. A publish is struck most often: only there can a post be doubled. */
export function drawFault(dice: Dice, target: Target): Fault {
  if (dice.chance(0.55)) return publishFault(dice, target);
  return dice.pick(otherFaults(target))(dice, target);
}

type Draw = (dice: Dice, target: Target) => Fault;

function otherFaults({ isCarousel, isUploaded, hasFirstComment }: Target): readonly Draw[] {
  return [
    createFault,
    readContainerFault,
    processingFault,
    (dice) => readFault(dice, 'readMedia'),
    ...(isCarousel ? [(dice: Dice) => readFault(dice, 'readChildren')] : []),
    // What can only strike some posts strikes those the more often.
    ...(isUploaded ? [uploadFault, uploadFault, uploadFault] : []),
    ...(hasFirstComment ? [commentFault, commentFault, (dice: Dice) => readFault(dice, 'listComments')] : []),
  ];
}

function publishFault(dice: Dice, target: Target): Fault {
  if (target.mayHang && dice.chance(1 / 60))
    return { on: 'publish', answer: { kind: 'hang' }, commit: dice.chance(0.5) };
  if (target.isCarousel && dice.chance(0.25)) {
    const answer = dice.chance(0.5) ? { kind: 'normal' } : dice.pick(DOUBTFUL_PUBLISHES);
    return { on: 'publish', answer, commit: true, dropChildren: 1 };
  }
  if (dice.chance(0.08))
    return { on: 'publish', answer: { kind: 'normal' }, commit: true, delayMs: dice.int(200, 4_000) };
  if (dice.chance(0.15)) return believedFault(dice, target);
  return { on: 'publish', answer: dice.pick(DOUBTFUL_PUBLISHES), ...twin(dice, target) };
}

/**
 * A refusal that Carillon believes is a lie here only where the container contradicts it: behind one that goes on saying
 * FINISHED nobody could tell it from the truth, and nobody has seen Instagram do that.
 */
const believedFault = (dice: Dice, { containersTellAtOnce }: Target): Fault => ({
  on: 'publish',
  answer: dice.pick(BELIEVED_PUBLISHES),
  times: dice.int(1, 2),
  commit: containersTellAtOnce && dice.chance(0.5),
});

/** The same answer, with the post live behind it or not, or some time later. */
function twin(dice: Dice, { latestCommitMs }: Target) {
  const commit = dice.pick([true, false, 'late'] as const);
  return commit === 'late' ? { commit, commitAfterMs: dice.int(200, latestCommitMs) } : { commit, ...delay(dice) };
}

const delay = (dice: Dice) => (dice.chance(0.2) ? { delayMs: dice.int(100, 3_000) } : {});

function createFault(dice: Dice, { mayHang }: Target): Fault {
  const answer = mayHang && dice.chance(1 / 40) ? { kind: 'hang' } : dice.pick(CREATE_ANSWERS);
  return { on: 'createContainer', answer, times: dice.int(1, 4), ...delay(dice) };
}

const readContainerFault = (dice: Dice): Fault => ({
  on: 'readContainer',
  answer: dice.pick([...READ_ANSWERS, TOKEN_EXPIRED]),
  times: dice.int(1, 5),
  ...delay(dice),
});

/** A list of media or stories is about no post: it strikes whoever reads next. */
export const drawListFault = (dice: Dice): Fault =>
  readFault(dice, dice.pick(['listMedia', 'listMedia', 'listStories']));

const readFault = (dice: Dice, on: string): Fault => ({
  on,
  answer: dice.pick(READ_ANSWERS),
  times: dice.int(1, 4),
  usage: { percent: dice.int(1, 100) },
});

const commentFault = (dice: Dice): Fault =>
  dice.chance(0.2)
    ? { on: 'comment', answer: dice.pick([refusal(400, 100), TOKEN_EXPIRED]), commit: false }
    : { on: 'comment', answer: dice.pick(DOUBTFUL_COMMENTS), commit: dice.chance(0.5), times: dice.int(1, 2) };

function processingFault(dice: Dice): Fault {
  const outcome = dice.pick([
    { kind: 'error', subcode: dice.pick(PROCESSING_SUBCODES) },
    { kind: 'error', subcode: dice.pick(PROCESSING_SUBCODES) },
    { kind: 'slow', extraMs: dice.int(500, 8_000) },
    { kind: 'stuck' },
  ]);
  return { on: 'processing', outcome, times: dice.int(1, 3) };
}

function uploadFault(dice: Dice): Fault {
  const afterBytes = dice.int(0, 250_000);
  const outcome = dice.pick([
    { kind: 'cut', afterBytes },
    { kind: 'cut', afterBytes },
    { kind: 'stall', afterBytes, ms: dice.int(100, 3_000) },
    { kind: 'partialRequest', afterBytes },
    { kind: 'offsetInvalid' },
    { kind: 'rateLimited', backoffMs: dice.int(200, 3_000) },
    { kind: 'processingFailed', finishes: dice.chance(0.5) },
    { kind: 'notAuthorized' },
    { kind: 'serverError', httpStatus: 503, when: dice.pick(['before', 'after']), retryAfterSeconds: dice.int(0, 2) },
    { kind: 'stuck' },
  ]);
  return { on: 'upload', outcome, times: dice.int(1, 3) };
}

/** Instagram denies for minutes that the container exists, as in its outage of May 2026: from the sending on, whatever is asked. */
export const HIDDEN_CONTAINER: Fault = { on: 'readContainer', answer: UNREADABLE, times: 60 };
