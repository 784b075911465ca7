import { isFinal, needsPerson, type PostView } from '../client/index.ts';
import type { PostRecord } from './records.ts';
import type { SeenPost } from './seen.ts';

/** Something that must never be. `duplicate`: seen twice by everybody; `lost`: nobody knows where it is; `lie`: we say what is not so. */
export interface Offence {
  readonly kind: 'duplicate' | 'lost' | 'lie';
  /** One sentence. */
  readonly what: string;
}

/** Everything that is wrong with one post. */
export function offencesOf(record: PostRecord, seen: SeenPost): Offence[] {
  const { queueing, view } = record;
  return [
    ...told('duplicate', duplicates(record, seen)),
    ...(queueing === 'refused' ? told('lie', refusedButLive(seen)) : told('lost', losses(view))),
    ...(queueing === 'refused' || view === null ? [] : told('lie', lies(record, view, seen))),
  ];
}

type Sentence = string | false;

const told = (kind: Offence['kind'], sentences: readonly Sentence[]): Offence[] =>
  sentences.filter((what) => what !== false).map((what) => ({ kind, what }));

const idsOf = (things: readonly { readonly id: string }[]): string => things.map(({ id }) => id).join(' and ');

function duplicates({ plan }: PostRecord, { live }: SeenPost): Sentence[] {
  const comments = live.flatMap((media) => media.comments.filter(({ text }) => text === plan.firstComment));
  return [
    live.length > 1 && `It is live ${live.length} times, as media ${idsOf(live)}.`,
    comments.length > Math.max(1, live.length) && `Its first comment is there ${comments.length} times.`,
  ];
}

const refusedButLive = ({ live }: SeenPost): Sentence[] => [
  live.length > 0 && `It was refused when it was queued, and is live as media ${idsOf(live)}.`,
];

function losses(view: PostView | null): Sentence[] {
  if (view === null) return ['It was queued, and nobody can say what became of it.'];
  const { status, error } = view;
  const isSettled = isFinal(status) || needsPerson(status);
  const needsReason = isSettled && status !== 'published' && status !== 'canceled';
  return [
    !isSettled && `It is still ${status}, long after the last moment at which it could have been sent.`,
    needsReason && error === null && `It is ${status} without a reason.`,
  ];
}

const lies = (record: PostRecord, view: PostView, seen: SeenPost): Sentence[] => [
  ...liesAboutBeingLive(view, seen),
  ...liesAboutContent(record, view, seen),
  ...liesAboutCommands(record, view, seen),
  ...liesAboutTheComment(record, view, seen),
];

/** Instagram's word alone decides what is live. */
function liesAboutBeingLive({ status, mediaId }: PostView, { live }: SeenPost): Sentence[] {
  const isLive = live.length > 0;
  const saysUnsent = ['canceled', 'missed', 'failed', 'blocked', 'scheduled', 'preparing', 'ready'].includes(status);
  return [
    status === 'published' && !isLive && 'We say that it is published, and it is not.',
    saysUnsent && isLive && `We say that it is ${status}, and it is live as media ${idsOf(live)}.`,
    isLive &&
      mediaId !== null &&
      !live.some(({ id }) => id === mediaId) &&
      `We say that it is media ${mediaId}, and that is another one: it is ${idsOf(live)}.`,
  ];
}

const INCOMPLETE = ['carousel-incomplete', 'carousel-not-counted'];

function liesAboutContent({ plan }: PostRecord, view: PostView, { live, isGarbled }: SeenPost): Sentence[] {
  const isShort = plan.kind === 'carousel' && live.some(({ children }) => children < plan.media.length);
  // Of a media that nobody has found nobody can count the parts.
  const isCountable = view.status === 'published' && view.mediaId !== null;
  const warnings = view.warnings.map(({ code }) => code);
  return [
    isShort &&
      isCountable &&
      !warnings.some((code) => INCOMPLETE.includes(code)) &&
      'It is live with fewer media than it has, and nobody was warned.',
    !isShort && warnings.includes('carousel-incomplete') && 'We warn that media are missing, and they are all there.',
    isGarbled && 'It is live with a video that is not, byte for byte, the one that it has.',
  ];
}

/** How much the simulator's clock and ours may differ within one machine, in milliseconds. */
const CLOCKS_MS = 20;

function liesAboutCommands({ plan, command, settledAs }: PostRecord, view: PostView, seen: SeenPost): Sentence[] {
  const { live, publishes, containers } = seen;
  const kind = plan.command?.kind;
  const firstCommit = publishes.find(({ committed }) => committed)?.bodyReceivedAt;
  const earlyByMs = firstCommit === undefined ? 0 : Date.parse(view.dueAt) - firstCommit;
  const liveCaptions = live.map(
    ({ creationId }) => containers.find(({ id }) => id === creationId)?.parameters['caption'] ?? null,
  );
  const wrong = liveCaptions.find((caption) => !allowedCaptions({ plan, command }).includes(caption));
  return [
    kind === 'cancel' &&
      command === 'done' &&
      view.status !== 'canceled' &&
      `Its cancellation was confirmed, and we say that it is ${view.status}.`,
    view.status === 'canceled' &&
      (kind !== 'cancel' || command === 'refused') &&
      'We say that it is canceled, and nobody did that.',
    settledAs === 'published' &&
      view.status !== 'published' &&
      `A person was heard who saw it published, and we say that it is ${view.status}.`,
    earlyByMs > CLOCKS_MS && `It was sent ${Math.round(earlyByMs)} ms before it was due.`,
    wrong !== undefined && `It is live with the caption ${JSON.stringify(wrong)}, which is not the one it has.`,
  ];
}

/** What the caption may be: an edit holds once it was confirmed, may hold when its answer was lost, and never when it was refused. */
function allowedCaptions({ plan, command }: Pick<PostRecord, 'plan' | 'command'>): ReadonlyArray<string | null> {
  if (plan.command?.kind !== 'edit') return [plan.caption];
  const edited = plan.command.caption;
  switch (command) {
    case 'done':
      return [edited];
    case 'unknown':
      return [plan.caption, edited];
    case 'refused':
    case null:
      return [plan.caption];
    default:
      return command satisfies never;
  }
}

function liesAboutTheComment({ plan }: PostRecord, { firstComment }: PostView, { live }: SeenPost): Sentence[] {
  const isThere = live.some(({ comments }) => comments.some(({ text }) => text === plan.firstComment));
  return [
    firstComment?.status === 'posted' &&
      live.length > 0 &&
      !isThere &&
      'We say that its first comment is posted, and it is not.',
    firstComment?.status === 'failed' && isThere && 'We say that its first comment failed, and it is there.',
  ];
}
