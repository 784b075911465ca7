import { ON_UNCONFIRMED, type OnUnconfirmed } from '../contracts/reconcile.ts';
import { Dice } from './dice.ts';
import { drawFault, drawListFault, type Fault, HIDDEN_CONTAINER, type Target } from './faults.ts';
import { WINDOW_MS } from './windows.ts';

export interface ScenarioOptions {
  readonly seed: number;
  readonly posts: number;
  /** The due times lie this far apart on average. */
  readonly apartMs: number;
  /** How far ahead a post is queued or moved at most, in milliseconds. */
  readonly dueWithinMs: number;
  readonly publishWithinSeconds: number;
  /** Whether some answers may stay out for half a minute. */
  readonly mayHang: boolean;
  /** How often each of these happens. */
  readonly workerKills: number;
  readonly serverRestarts: number;
  readonly simulatorRestarts: number;
  readonly foreignPosts: number;
  readonly listFaults: number;
  readonly newTokens: number;
}

/** Everything that will be done to Carillon in one run. Times are milliseconds from the start of the run. */
export interface Scenario {
  readonly seed: number;
  readonly publishWithinSeconds: number;
  readonly weather: Weather;
  readonly posts: readonly PlannedPost[];
  readonly disturbances: readonly Disturbance[];
  /** When the last post has to be sent. */
  readonly lastSendAtMs: number;
}

/** What Instagram is like throughout: settings of the simulator. */
export interface Weather {
  readonly republish: 'error24' | 'error9007' | 'sameId' | 'duplicate';
  readonly feedLagMs: number;
  readonly finishedLagMs: number;
  readonly captions: 'as-sent' | 'normalised';
}

export interface PlannedImage {
  readonly kind: 'image';
}
export interface PlannedVideo {
  readonly kind: 'video';
  /** How it gets to Instagram. */
  readonly way: 'url' | 'hosted-url' | 'bytes-of-host' | 'bytes-of-file';
}
export type PlannedMedium = PlannedImage | PlannedVideo;

type PlannedContent =
  | { readonly kind: 'image'; readonly media: readonly PlannedImage[] }
  | { readonly kind: 'reel'; readonly media: readonly PlannedVideo[] }
  | { readonly kind: 'carousel' | 'story'; readonly media: readonly PlannedMedium[] };

export type PlannedPost = PlannedContent & {
  /** Its id, and what its faults are aimed by. Of one length, so that none is part of another. */
  readonly marker: string;
  /** Whose it is: a run has one account for each choice of what becomes of an unconfirmed post. */
  readonly account: OnUnconfirmed;
  readonly caption: string | null;
  readonly firstComment: string | null;
  readonly queuedAtMs: number;
  readonly dueAtMs: number;
  readonly command: PlannedCommand | null;
  /** Whether a person tries again when the post is blocked. */
  readonly isRetried: boolean;
  /** Whether a person looks for the post when it is unconfirmed, and says what became of it. */
  readonly isSettled: boolean;
  readonly faults: readonly PlannedFault[];
};

export type PlannedCommand =
  | { readonly kind: 'reschedule'; readonly atMs: number; readonly dueAtMs: number }
  | { readonly kind: 'edit'; readonly atMs: number; readonly caption: string; readonly allowLate: boolean }
  | { readonly kind: 'cancel'; readonly atMs: number };

export interface PlannedFault {
  /** Faults of before the queueing are there from the start. */
  readonly atMs: number;
  readonly fault: Fault;
}

export type Disturbance = { readonly atMs: number } & (
  | { readonly kind: 'worker-kill' }
  | { readonly kind: 'server-restart' }
  | { readonly kind: 'simulator-restart' }
  | { readonly kind: 'list-fault'; readonly fault: Fault }
  | ForeignPost
  | { readonly kind: 'new-token'; readonly account: OnUnconfirmed }
);

/** What a person posts in the app. */
export interface ForeignPost {
  readonly kind: 'foreign-post';
  readonly account: OnUnconfirmed;
  readonly media: ForeignKind;
  readonly caption: string | null;
}

type ForeignKind = 'image' | 'reel' | 'carousel' | 'story-image' | 'story-video';

/** The same seed gives the same scenario. */
export function makeScenario(options: ScenarioOptions): Scenario {
  const dice = new Dice(options.seed);
  const weather = drawWeather(dice);
  const posts = Array.from({ length: options.posts }, (_, index) => drawPost(dice, { options, weather, index }));
  const disturbances = drawDisturbances(dice, options, posts);
  const dueTimes = posts.map(({ dueAtMs, command }) =>
    Math.max(dueAtMs, command?.kind === 'reschedule' ? command.dueAtMs : 0),
  );
  const { seed, publishWithinSeconds } = options;
  const lastSendAtMs = Math.max(...dueTimes) + publishWithinSeconds * 1_000;
  return { seed, publishWithinSeconds, weather, posts, disturbances, lastSendAtMs };
}

const drawWeather = (dice: Dice): Weather => ({
  republish: dice.pick(['error24', 'error9007', 'sameId', 'duplicate']),
  // Below the workers' last window, as Instagram's lag is below seven minutes.
  feedLagMs: dice.pick([0, 0, 2_000, 5_000]),
  finishedLagMs: dice.pick([0, 0, 3_000, 20_000]),
  captions: dice.pick(['as-sent', 'normalised']),
});

/** Some that others have too, some that Instagram may show differently, none that is anybody's own: faults are not aimed by them. */
const CAPTIONS = [
  null,
  '✨',
  'The new chair is here. Come and see!',
  '  Cafe\u0301 on the corner,\n\n\nopen   today ',
  'Only today: two for the price of one',
] as const;

interface PostDraw {
  readonly options: ScenarioOptions;
  readonly weather: Weather;
  readonly index: number;
}

function drawPost(dice: Dice, { options, weather, index }: PostDraw): PlannedPost {
  const marker = `chaos-${String(index).padStart(4, '0')}`;
  const content = drawContent(dice);
  const texts = content.kind === 'story' ? { caption: null, firstComment: null } : drawTexts(dice, marker);
  const queuedAtMs = dice.int(0, options.posts * options.apartMs);
  const times = { queuedAtMs, dueAtMs: queuedAtMs + dice.int(2_000, options.dueWithinMs) };
  const isStory = content.kind === 'story';
  const command = dice.chance(0.25) ? drawCommand(dice, { marker, isStory, ...times, ...options }) : null;
  const person = { isRetried: dice.chance(0.5), isSettled: dice.chance(0.7) };
  const post = {
    marker,
    account: dice.pick(ON_UNCONFIRMED),
    ...content,
    ...texts,
    ...times,
    command,
    ...person,
    faults: [],
  };
  return dice.chance(0.5) ? { ...post, faults: drawFaults(dice, post, { options, weather }) } : post;
}

function drawContent(dice: Dice): PlannedContent {
  const kind = dice.pick(['image', 'image', 'reel', 'reel', 'carousel', 'story'] as const);
  switch (kind) {
    case 'image':
      return { kind, media: [{ kind: 'image' }] };
    case 'reel':
      return { kind, media: [drawVideo(dice)] };
    case 'story':
      return { kind, media: [drawMedium(dice)] };
    case 'carousel':
      return { kind, media: Array.from({ length: dice.int(2, 4) }, () => drawMedium(dice)) };
    default:
      return kind satisfies never;
  }
}

const drawMedium = (dice: Dice): PlannedMedium => (dice.chance(0.5) ? { kind: 'image' } : drawVideo(dice));

const drawTexts = (dice: Dice, marker: string): Pick<PlannedPost, 'caption' | 'firstComment'> => ({
  caption: dice.chance(0.5) ? `${marker}: a caption of its own` : dice.pick(CAPTIONS),
  firstComment: dice.chance(0.3) ? `${marker}: the first comment` : null,
});

function drawFaults(dice: Dice, post: PlannedPost, { options, weather }: Omit<PostDraw, 'index'>): PlannedFault[] {
  const { kind, media, marker, account, queuedAtMs, dueAtMs, firstComment } = post;
  const target: Target = {
    isCarousel: kind === 'carousel',
    isUploaded: media.some((medium) => medium.kind === 'video' && medium.way !== 'url'),
    hasFirstComment: firstComment !== null,
    latestCommitMs: latestCommitMs(account, weather),
    containersTellAtOnce: weather.finishedLagMs === 0,
    mayHang: options.mayHang,
  };
  const faults = Array.from({ length: dice.int(1, 2) }, () => drawFault(dice, target));
  const hiding = faults.some(({ on }) => on === 'publish') && dice.chance(0.15) ? [HIDDEN_CONTAINER] : [];
  return [
    ...faults.map((fault) => ({ atMs: queuedAtMs, fault: aimed(fault, post) })),
    // When all is staged, so that it strikes what comes after the sending.
    ...hiding.map((fault) => ({ atMs: dueAtMs - 300, fault: { ...fault, containing: marker } })),
  ];
}

const LATE_COMMIT_MS = 12_000;
/** A timer and a request that are late on a busy machine. */
const SEEN_IN_TIME_MS = 2_000;

/**
 * An account that has its posts published again chose by that to see one twice when Instagram carries the first publish out after all
 * looks (docs/operate.md, "blocked or unconfirmed"): such a duplicate is no finding. So there every commit can be seen, at the container
 * or in the feed, before the last look, and each duplicate is one.
 */
const latestCommitMs = (account: OnUnconfirmed, { finishedLagMs, feedLagMs }: Weather): number =>
  account === 'wait' ? LATE_COMMIT_MS : WINDOW_MS - Math.min(finishedLagMs, feedLagMs) - SEEN_IN_TIME_MS;

/** An uploaded part of a carousel has no text to aim at: such a fault strikes whoever uploads next. */
const aimed = (fault: Fault, { marker, kind }: Pick<PlannedPost, 'marker' | 'kind'>): Fault =>
  fault.on === 'upload' && kind === 'carousel' ? fault : { ...fault, containing: marker };

const drawVideo = (dice: Dice): PlannedVideo => ({
  kind: 'video',
  way: dice.pick(['url', 'hosted-url', 'bytes-of-host', 'bytes-of-file']),
});

interface CommandDraw
  extends Pick<PlannedPost, 'marker' | 'queuedAtMs' | 'dueAtMs'>,
    Pick<ScenarioOptions, 'dueWithinMs'> {
  readonly isStory: boolean;
}

/** At any moment, that of the sending above all. */
function drawCommand(dice: Dice, draw: CommandDraw): PlannedCommand {
  const { marker, isStory, queuedAtMs, dueAtMs, dueWithinMs } = draw;
  const atMs = dice.chance(0.4) ? dueAtMs + dice.int(-600, 600) : dice.int(queuedAtMs + 200, dueAtMs + 1_000);
  const kind = dice.pick(['reschedule', 'cancel', isStory ? 'reschedule' : 'edit'] as const);
  switch (kind) {
    case 'reschedule':
      return { kind, atMs, dueAtMs: atMs + dice.int(1_500, dueWithinMs) };
    case 'edit':
      return { kind, atMs, caption: `${marker}: edited`, allowLate: dice.chance(0.7) };
    case 'cancel':
      return { kind, atMs };
    default:
      return kind satisfies never;
  }
}

function drawDisturbances(dice: Dice, options: ScenarioOptions, posts: readonly PlannedPost[]): Disturbance[] {
  const lastDueMs = Math.max(...posts.map(({ dueAtMs }) => dueAtMs));
  const times = (count: number, draw: (atMs: number) => Disturbance, untilMs = lastDueMs): Disturbance[] =>
    Array.from({ length: count }, () => draw(dice.int(1_000, untilMs)));
  return [
    ...times(options.workerKills, (atMs) => ({ kind: 'worker-kill', atMs })),
    ...times(options.serverRestarts, (atMs) => ({ kind: 'server-restart', atMs })),
    ...times(options.simulatorRestarts, (atMs) => ({ kind: 'simulator-restart', atMs })),
    ...times(options.listFaults, (atMs) => ({ kind: 'list-fault', atMs, fault: drawListFault(dice) })),
    ...times(options.foreignPosts, (atMs) => drawForeignPost(dice, posts, atMs)),
    // Early enough for the posts that it wakes, which may be half a minute later.
    ...times(
      options.newTokens,
      (atMs) => ({ kind: 'new-token', atMs, account: dice.pick(posts).account }),
      lastDueMs / 2,
    ),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** As often as not just what one of our posts says, at about its time. */
function drawForeignPost(dice: Dice, posts: readonly PlannedPost[], atMs: number): Disturbance {
  const like = dice.pick(posts);
  const any = { kind: 'foreign-post', account: like.account, media: foreignKind(like) } as const;
  return dice.chance(0.5)
    ? { ...any, atMs: like.dueAtMs + dice.int(-1_500, 3_000), caption: like.caption }
    : { ...any, atMs, caption: dice.pick(CAPTIONS) };
}

const foreignKind = ({ kind, media }: PlannedPost): ForeignKind =>
  kind === 'story' ? (media[0]?.kind === 'video' ? 'story-video' : 'story-image') : kind;
