import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { candidatesFor, type FeedMatch, matchAmong } from '../../activities/feed-match.ts';
import {
  judgeLook,
  type LookTimes,
  nextLookAt,
  RECONCILE_WINDOWS_MS,
  wholeWindowOf,
} from '../../activities/judge-reconcile.ts';
import type { MediaId } from '../../contracts/ids.ts';
import type { PublishTrace } from '../../contracts/reconcile.ts';
import type { FeedMedia } from '../../graph/feed.ts';
import { mediaId } from '../contracts/samples.ts';
import { SENT_AT, media as sampleMedia, trace as sampleTrace } from './reconcile-samples.ts';

/*
 * An account on which posts of ours in doubt, posts of ours that know their media, and strangers (people in the app, other
 * tools) meet in any order.
 *
 * What Instagram's data cannot tell apart, and so nothing here promises: no field of a media names its container. A media of our
 * kind, with our caption, in our quarter of an hour, that no post of ours has claimed, is ours as far as the data go. When ours
 * never appears in the feed, or more than a window after it was carried out, such a media is taken for it. The tests at the end
 * show both. That concerns which media a published post is, and never whether it is published.
 */

const MINUTE = 60_000;
const WINDOW = wholeWindowOf(RECONCILE_WINDOWS_MS);
const LATEST_COMMIT = 15 * MINUTE;
/** By how much Instagram's clock may be ahead of ours or behind it. */
const CLOCKS_DIFFER = 5_000;
const CHILDREN = 4;
const KINDS = ['image', 'reel', 'carousel', 'story'] as const;
type Kind = (typeof KINDS)[number];
const CAPTIONS = ['', '✨', 'The new chair is here.\n\nCome and see!', 'Cafe\u0301 on the corner,  open   today'];

/** Ways in which Instagram may show a caption. */
const SHOWINGS: readonly ((caption: string) => string)[] = [
  (caption) => caption,
  (caption) => caption.trim().normalize('NFC'),
  (caption) => caption.replace(/\n{2,}/g, '\n'),
  (caption) => caption.replace(/ {2,}/g, ' '),
];

const SHAPES = {
  image: { mediaType: 'IMAGE', productType: 'FEED' },
  reel: { mediaType: 'VIDEO', productType: 'REELS' },
  carousel: { mediaType: 'CAROUSEL_ALBUM', productType: 'FEED' },
  story: { mediaType: 'IMAGE', productType: 'STORY' },
} as const satisfies Record<Kind, Pick<FeedMedia, 'mediaType' | 'productType'>>;

/** What somebody has posted. */
interface Shown {
  readonly kind: Kind;
  /** As it was written. */
  readonly caption: string;
  readonly media: FeedMedia;
  /** From when on the feed shows it. */
  readonly visibleAt: number;
}

interface Weather {
  readonly isContainerReadable: boolean;
  readonly isFeedReadable: boolean;
}

const FAIR: Weather = { isContainerReadable: true, isFeedReadable: true };

/** A post of ours whose publish was answered doubtfully. */
interface Doubtful {
  readonly trace: PublishTrace;
  /** Null when it never took place. */
  readonly publish: (Shown & { readonly containerSaysSoAt: number }) | null;
  /** What can be read at its looks, over and over. */
  readonly weather: readonly Weather[];
}

interface World {
  readonly doubtful: readonly Doubtful[];
  /** Strangers' posts, which nobody claims, and others of ours. */
  readonly others: readonly (Shown & { readonly claimedAt: number })[];
  /** How late the list of our posts shows what one of them has claimed. */
  readonly claimLag: number;
}

const orZero = (most: number) => fc.oneof(fc.constant(0), fc.nat(most));
const toTheSecond = (instant: number): number => Math.floor(instant / 1000) * 1000;

interface Written {
  readonly kind: Kind;
  readonly caption: string;
}

/** As often as not the same kind and caption. */
const alikeOrNot = (usual: Written) =>
  fc.record({
    kind: fc.oneof({ arbitrary: fc.constant(usual.kind), weight: 3 }, fc.constantFrom(...KINDS)),
    caption: fc.oneof({ arbitrary: fc.constant(usual.caption), weight: 3 }, fc.constantFrom(...CAPTIONS)),
  });

const shownAs = ({ kind, caption }: Written, children: fc.Arbitrary<number | null>) =>
  fc.record({ showing: fc.constantFrom(...SHOWINGS), children }).map((as) => ({
    ...SHAPES[kind],
    caption: kind === 'story' ? '' : as.showing(caption),
    permalink: null,
    children: kind === 'carousel' ? as.children : null,
  }));

const traceFor = ({ kind, caption }: Written, times: Pick<PublishTrace, 'sentAt' | 'firstSentAt'>): PublishTrace =>
  sampleTrace({
    kind,
    medium: kind === 'carousel' ? null : kind === 'reel' ? 'video' : 'image',
    caption: kind === 'story' ? '' : caption,
    children: kind === 'carousel' ? CHILDREN : 0,
    ...times,
  });

/** How long after its sending a publish of ours is carried out, and how long after that the feed shows it. */
type Pace = fc.Arbitrary<{ readonly commit: number; readonly lag: number }>;

const commit = orZero(LATEST_COMMIT - CLOCKS_DIFFER);
const listedWithinAWindow: Pace = fc.record({ commit, lag: orZero(WINDOW) });
const listedAtAnyTime: Pace = fc.record({ commit, lag: orZero(60 * MINUTE) });

const doubtfulPost = (written: Written, pace: Pace): fc.Arbitrary<Omit<Doubtful, 'weather'>> =>
  fc
    .record({
      sending: fc.nat(2 * MINUTE),
      /** Between the earliest instant of the first sending and the latest of the last one. */
      uncertainty: fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(10 * MINUTE)),
      publish: fc.option(
        fc.record({
          pace,
          isOfFirstSending: fc.boolean(),
          containerLag: orZero(10 * MINUTE),
          shown: shownAs(written, fc.constantFrom(null, 1, 3, CHILDREN)),
        }),
        { freq: 4 },
      ),
    })
    .map(({ sending, uncertainty, publish }) => {
      const sentAt = SENT_AT + sending;
      const firstSentAt = sentAt - uncertainty;
      const trace = traceFor(written, { sentAt, firstSentAt });
      if (publish === null) return { trace, publish };
      const { pace, shown, containerLag, isOfFirstSending } = publish;
      const committedAt = (isOfFirstSending ? firstSentAt : sentAt) + pace.commit;
      return {
        trace,
        publish: {
          ...written,
          // The id and the clock that tells the time belong to the world.
          media: { ...shown, mediaId: mediaId('0'), publishedAt: committedAt },
          visibleAt: committedAt + pace.lag,
          containerSaysSoAt: committedAt + containerLag,
        },
      };
    });

const weather = fc.array(fc.record({ isContainerReadable: fc.boolean(), isFeedReadable: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
});

const otherPost = (usual: Written) =>
  alikeOrNot(usual).chain((written) =>
    fc
      .record({
        shown: shownAs(written, fc.constantFrom(null, 0, 1, CHILDREN, CHILDREN + 1)),
        sinceSending: fc.oneof(fc.nat(MINUTE), fc.integer({ min: -MINUTE, max: 20 * MINUTE })),
        lag: orZero(10 * MINUTE),
        claimedAfter: fc.option(orZero(10 * MINUTE)),
      })
      .map(({ shown, sinceSending, lag, claimedAfter }) => {
        const publishedAt = SENT_AT + sinceSending;
        return {
          ...written,
          media: { ...shown, mediaId: mediaId('0'), publishedAt },
          visibleAt: publishedAt + lag,
          claimedAt: publishedAt + (claimedAfter ?? Number.POSITIVE_INFINITY),
        };
      }),
  );

const worlds = (pace: Pace): fc.Arbitrary<World> =>
  fc.record({ kind: fc.constantFrom(...KINDS), caption: fc.constantFrom(...CAPTIONS) }).chain((usual) => {
    const inDoubt = alikeOrNot(usual).chain((written) => doubtfulPost(written, pace));
    return fc
      .record({
        clocksDiffer: fc.integer({ min: -CLOCKS_DIFFER, max: CLOCKS_DIFFER }),
        claimLag: orZero(10_000),
        doubtful: fc.array(fc.tuple(inDoubt, weather), { minLength: 1, maxLength: 3 }),
        others: fc.array(otherPost(usual), { maxLength: 4 }),
      })
      .map(({ clocksDiffer, claimLag, doubtful, others }) => {
        const listed = (media: FeedMedia, id: number): FeedMedia => ({
          ...media,
          mediaId: mediaId(`${id}`),
          publishedAt: toTheSecond(media.publishedAt + clocksDiffer),
        });
        return {
          claimLag,
          doubtful: doubtful.map(([{ trace, publish }, weather], index) => ({
            trace,
            publish: publish && { ...publish, media: listed(publish.media, index + 1) },
            weather,
          })),
          others: others.map((post, index) => ({ ...post, media: listed(post.media, index + 100) })),
        };
      });
  });

/** Where finding out about a post stands. */
interface Search {
  readonly post: Doubtful;
  readonly step: 'window' | 'watch' | 'find-media';
  readonly looks: number;
  /** When its next look is due, or its last one was. */
  readonly at: number;
  readonly ended: Ending | null;
}

interface Ending {
  readonly found: 'published' | 'nothing';
  readonly media: FeedMedia | null;
  /** All that the last look could not tell from ours. */
  readonly alike: readonly Shown[] | null;
}

const postsOf = ({ doubtful, others }: World): readonly Shown[] => [
  ...others,
  ...doubtful.flatMap(({ publish }) => publish ?? []),
];

/** Whether nothing that Instagram shows of it tells it from ours. */
const isAlike = ({ kind, caption, sentAt, firstSentAt = sentAt }: PublishTrace, { media, ...shown }: Shown): boolean =>
  shown.kind === kind &&
  (kind === 'story' || shown.caption === caption) &&
  (kind !== 'carousel' || media.children === null || (media.children > 0 && media.children <= CHILDREN)) &&
  media.publishedAt >= firstSentAt - CLOCKS_DIFFER - 1000 &&
  media.publishedAt <= sentAt + LATEST_COMMIT;

/** What a post sees of the feed at one look. */
interface Sight {
  readonly feed: FeedMatch | null;
  readonly alike: Ending['alike'];
  readonly isContainerReadable: boolean;
}

function sightOf({ post, looks }: Search, shown: readonly Shown[], claimed: ReadonlySet<MediaId>): Sight {
  const { trace, weather } = post;
  const { isContainerReadable, isFeedReadable } = weather[looks % weather.length] ?? FAIR;
  if (!isFeedReadable) return { feed: null, alike: null, isContainerReadable };
  const candidates = candidatesFor(
    trace,
    shown.map(({ media }) => media),
  );
  const alike = shown.filter((one) => isAlike(trace, one) && !claimed.has(one.media.mediaId));
  return { feed: matchAmong(candidates, claimed), alike, isContainerReadable };
}

const timesOf = ({ post, at }: Search): LookTimes => ({
  sentAt: post.trace.sentAt,
  now: at,
  windowsMs: RECONCILE_WINDOWS_MS,
});

/** One look, as `reconcile` takes it. */
function reconcile(search: Search, { feed, alike, isContainerReadable }: Sight): Search {
  const { post, step, at, looks } = search;
  const times = timesOf(search);
  const says = post.publish !== null && post.publish.containerSaysSoAt <= at ? 'PUBLISHED' : 'FINISHED';
  const verdict = judgeLook({ statusCode: isContainerReadable ? says : null, feed });
  if (verdict.proves === 'published') return { ...search, looks: looks + 1, step: 'find-media', at: at + WINDOW };
  const next = nextLookAt(step === 'window' ? 'window' : 'watch', times);
  if (next !== 'over') return { ...search, looks: looks + 1, at: next };
  if (step === 'window') return { ...search, looks: looks + 1, step: 'watch' };
  return { ...search, ended: { found: 'nothing', media: null, alike } };
}

/** One look, as `findMedia` takes it. */
function findMedia(search: Search, { feed, alike }: Sight): Search {
  const next = nextLookAt('watch', timesOf(search));
  const media = feed?.match ?? null;
  if (media !== null || next === 'over') return { ...search, ended: { found: 'published', media, alike } };
  return { ...search, looks: search.looks + 1, at: next };
}

/** Finds out about all posts in doubt, look by look, each of which sees what the others have claimed by then. */
function endingsIn(world: World): readonly (Ending & Doubtful)[] {
  const claims = new Map(world.others.map(({ media, claimedAt }) => [media.mediaId, claimedAt]));
  const searches: Search[] = world.doubtful.map((post) => ({
    post,
    step: 'window',
    looks: 0,
    at: post.trace.sentAt + 1,
    ended: null,
  }));
  for (;;) {
    const open = searches.filter(({ ended }) => ended === null);
    const [due] = open.sort((one, other) => one.at - other.at);
    if (due === undefined) break;
    const shown = postsOf(world).filter(({ visibleAt }) => visibleAt <= due.at);
    const known = [...claims].filter(([, claimedAt]) => claimedAt + world.claimLag <= due.at);
    const sight = sightOf(due, shown, new Set(known.map(([id]) => id)));
    const after = due.step === 'find-media' ? findMedia(due, sight) : reconcile(due, sight);
    if (after.ended?.media) claims.set(after.ended.media.mediaId, after.at);
    searches[searches.indexOf(due)] = after;
  }
  return searches.flatMap(({ post, ended }) => (ended === null ? [] : { ...post, ...ended }));
}

const holds = (pace: Pace, promise: (ending: Ending & Doubtful, world: World) => void): void =>
  fc.assert(
    fc.property(worlds(pace), (world) => {
      for (const ending of endingsIn(world)) promise(ending, world);
    }),
    { numRuns: 3_000 },
  );

describe('in no interleaving of posts', () => {
  test('a media is claimed that is not ours, when the feed shows ours within a window of its publish', () => {
    holds(listedWithinAWindow, ({ media, publish }) => {
      if (media !== null) expect(media).toEqual(publish?.media);
    });
  });

  test('a publish that did not take place is called published', () => {
    holds(listedAtAnyTime, ({ found, publish }) => {
      if (publish === null) expect(found).toBe('nothing');
    });
  });

  test('one of two that look the same is guessed', () => {
    holds(listedAtAnyTime, ({ alike, media }) => {
      if ((alike?.length ?? 0) > 1) expect(media).toBeNull();
    });
  });

  test('a media of another kind, with another caption or of another time is claimed', () => {
    holds(listedAtAnyTime, ({ media, alike }) => {
      if (media !== null) expect(alike?.map((shown) => shown.media)).toEqual([media]);
    });
  });
});

test('a publish that took place is found, when its container can be read at last', () => {
  holds(listedAtAnyTime, ({ found, publish, weather }) => {
    if (publish !== null && weather.every(({ isContainerReadable }) => isContainerReadable))
      expect(found).toBe('published');
  });
});

test('our media is found when it is in the feed and nothing else fits', () => {
  holds(listedWithinAWindow, ({ found, media, publish, trace, weather }, world) => {
    const isAlone = postsOf(world).every((post) => post === publish || !isAlike(trace, post));
    if (found === 'published' && isAlone && weather.every(({ isFeedReadable }) => isFeedReadable))
      expect(media).toEqual(publish?.media);
  });
});

describe("what Instagram's data cannot tell apart:", () => {
  const trace = sampleTrace();
  const { caption } = trace;
  const shown = (id: string, visibleAt: number): Shown => ({
    kind: 'image',
    caption,
    visibleAt,
    media: sampleMedia({ mediaId: mediaId(id) }),
  });
  const stranger = { ...shown('100', SENT_AT), claimedAt: Number.POSITIVE_INFINITY };
  const oneInDoubt = (oursVisibleAt: number): World => ({
    doubtful: [
      {
        trace,
        publish: { ...shown('1', oursVisibleAt), containerSaysSoAt: SENT_AT },
        weather: [FAIR],
      },
    ],
    others: [stranger],
    claimLag: 0,
  });

  test.each<[string, number]>([
    ['never', Number.POSITIVE_INFINITY],
    ['more than a window later', SENT_AT + WINDOW + MINUTE],
  ])("a stranger's media from ours, which is published and shown in the feed %s", (_case, visibleAt) => {
    expect(endingsIn(oneInDoubt(visibleAt))).toMatchObject([{ found: 'published', media: stranger.media }]);
  });
});
