import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { candidatesFor, type FeedMatch, isStrongCaption, matchAmong } from '../../activities/feed-match.ts';
import { type ContainerLook, judgeLook, nextLookAt, RECONCILE_WINDOWS_MS } from '../../activities/judge-reconcile.ts';
import type { MediaId } from '../../contracts/ids.ts';
import type { PublishTrace } from '../../contracts/reconcile.ts';
import type { FeedMedia } from '../../graph/feed.ts';
import { mediaId } from '../contracts/samples.ts';
import { SENT_AT, trace as sampleTrace } from './reconcile-samples.ts';

/*
 * An account on which our publish, other posts of ours and strangers (people in the app, other tools) meet in any order.
 *
 * What Instagram's data cannot tell apart, and so nothing here promises: no field of a media names its container. A stranger's
 * post of our kind, with our caption, in our quarter of an hour, is our post as far as the data go. Then
 *  - while our own media is not in the feed yet, the stranger's is taken for the media of a post that is published;
 *  - while Instagram hides the container for the whole window, and shows nothing else that fits, the stranger's counts as ours.
 * The tests at the end show both. Neither can happen as long as the container is readable and ours is in the feed.
 */

const MINUTE = 60_000;
const KINDS = ['image', 'reel', 'carousel', 'story'] as const;
type Kind = (typeof KINDS)[number];
const CAPTIONS = ['', '✨', 'Hi', 'The new chair is here.\n\nCome and see!', 'Cafe\u0301 on the corner,  open   today'];

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

interface Shown {
  readonly media: FeedMedia;
  /** From when on the feed shows it. */
  readonly visibleAt: number;
  /** Whether another post of ours has recorded it. */
  readonly isClaimed: boolean;
  /** Whether nothing that Instagram shows of it tells it from ours. */
  readonly isAlike: boolean;
}

/** What Instagram is like at one look. */
interface Weather {
  readonly container: 'shown' | 'hidden' | 'unanswered';
  readonly isFeedReadable: boolean;
}

interface World {
  readonly trace: PublishTrace;
  /** Null when the publish never took place. */
  readonly ours: (Shown & { readonly containerSaysSoAt: number }) | null;
  readonly others: readonly Shown[];
  /** At the first look, and at each of the windows. */
  readonly weather: readonly Weather[];
}

const CHILDREN = 4;
/** With the fraction of a second that Instagram cuts off. */
const CLOCKS_DIFFER = 31_000;

const medium = (kind: Kind, caption: string) =>
  fc.record({ showing: fc.constantFrom(...SHOWINGS), children: fc.integer({ min: 2, max: 6 }) }).map(
    ({ showing, children }): Pick<FeedMedia, 'caption' | 'mediaType' | 'productType' | 'permalink' | 'children'> => ({
      ...SHAPES[kind],
      caption: kind === 'story' ? '' : showing(caption),
      permalink: null,
      children: kind === 'carousel' ? children : null,
    }),
  );

const toTheSecond = (instant: number): number => Math.floor(instant / 1000) * 1000;

/** Commits are late by up to the quarter of an hour that we allow; lists and containers lag behind them. */
const ourPublish = (kind: Kind, caption: string) =>
  fc
    .record({
      commit: fc.oneof(fc.constant(200), fc.nat(15 * MINUTE)),
      feedLag: fc.oneof(fc.constant(0), fc.nat(10 * MINUTE)),
      containerLag: fc.oneof(fc.constant(0), fc.nat(10 * MINUTE)),
      shown: medium(kind, caption),
    })
    .map(({ commit, feedLag, containerLag, shown }) => {
      const publishedAt = toTheSecond(SENT_AT + commit);
      const children = shown.children === null ? null : Math.min(shown.children, CHILDREN);
      return {
        media: { ...shown, children, mediaId: mediaId('1'), publishedAt },
        visibleAt: SENT_AT + commit + feedLag,
        containerSaysSoAt: SENT_AT + commit + containerLag,
        isClaimed: false,
        isAlike: true,
      };
    });

/** Posts of anybody else; as often as not they look like ours. */
const otherPosts = (ourKind: Kind, ourCaption: string) =>
  fc
    .array(
      fc
        .record({
          kind: fc.oneof(fc.constant(ourKind), fc.constantFrom(...KINDS)),
          caption: fc.oneof(fc.constant(ourCaption), fc.constantFrom(...CAPTIONS)),
          sinceSending: fc.oneof(fc.nat(MINUTE), fc.integer({ min: -5 * MINUTE, max: 30 * MINUTE })),
          feedLag: fc.oneof(fc.constant(0), fc.nat(5 * MINUTE)),
          isClaimed: fc.boolean(),
        })
        .chain((post) => medium(post.kind, post.caption).map((shown) => ({ ...post, shown }))),
      { maxLength: 5 },
    )
    .map((posts) =>
      posts.map(({ kind, caption, shown, sinceSending, feedLag, isClaimed }, index): Shown => {
        const publishedAt = toTheSecond(SENT_AT + sinceSending);
        const media = { ...shown, mediaId: mediaId(`${index + 2}`), publishedAt };
        const isAlike =
          kind === ourKind &&
          (kind === 'story' || caption === ourCaption) &&
          (kind !== 'carousel' || (shown.children ?? 0) <= CHILDREN) &&
          publishedAt >= SENT_AT - CLOCKS_DIFFER &&
          publishedAt <= SENT_AT + 15 * MINUTE;
        return { media, visibleAt: publishedAt + feedLag, isClaimed, isAlike };
      }),
    );

const LOOKS = RECONCILE_WINDOWS_MS.length + 1;
const always = (container: Weather['container']): Weather[] =>
  Array.from({ length: LOOKS }, () => ({ container, isFeedReadable: true }));

const changeable = fc.array(
  fc.record({
    container: fc.constantFrom('shown', 'hidden', 'unanswered'),
    isFeedReadable: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, fc.constant(false)),
  }),
  { minLength: LOOKS, maxLength: LOOKS },
);

const worlds = fc
  .record({ kind: fc.constantFrom(...KINDS), caption: fc.constantFrom(...CAPTIONS) })
  .chain(({ kind, caption }) =>
    fc.record({
      trace: fc.constant(
        sampleTrace({
          kind,
          medium: kind === 'carousel' ? null : kind === 'reel' ? 'video' : 'image',
          caption: kind === 'story' ? '' : caption,
          children: kind === 'carousel' ? CHILDREN : 0,
        }),
      ),
      ours: fc.option(ourPublish(kind, caption)),
      others: otherPosts(kind, caption),
      weather: fc.oneof(changeable, fc.constant(always('shown')), fc.constant(always('hidden'))),
    }),
  );

/** How reconciling ended in a world, and what it had seen by then. */
interface Ending {
  readonly found: 'published' | 'nothing';
  readonly media: FeedMedia | null;
  readonly at: number;
  readonly feed: FeedMatch | null;
  readonly looks: readonly ContainerLook[];
}

const postsOf = ({ ours, others }: World): readonly Shown[] => (ours === null ? others : [ours, ...others]);

function containerAt({ ours }: World, now: number, { container }: Weather): ContainerLook {
  if (container !== 'shown') return { kind: container };
  return { kind: 'read', statusCode: ours !== null && ours.containerSaysSoAt <= now ? 'PUBLISHED' : 'FINISHED' };
}

function feedAt(world: World, now: number, { isFeedReadable }: Weather): FeedMatch | null {
  if (!isFeedReadable) return null;
  const visible = postsOf(world).filter(({ visibleAt }) => visibleAt <= now);
  const claimed = new Set(visible.filter(({ isClaimed }) => isClaimed).map(({ media }) => media.mediaId));
  const candidates = candidatesFor(
    world.trace,
    visible.map(({ media }) => media),
  );
  return matchAmong(candidates, claimed);
}

/** Looks as the activity does, once after the sending and then when it is time. */
function reconcile(world: World): Ending {
  const looks: ContainerLook[] = [];
  let now = SENT_AT + 1;
  for (const today of world.weather) {
    const container = containerAt(world, now, today);
    const feed = feedAt(world, now, today);
    looks.push(container);
    const next = nextLookAt('window', { sentAt: SENT_AT, now, windowsMs: RECONCILE_WINDOWS_MS });
    const wasHidden = next === 'over' && looks.every(({ kind }) => kind === 'hidden');
    const verdict = judgeLook({ container, feed }, world.trace, wasHidden);
    if (verdict.proves === 'published') return { found: 'published', media: verdict.media, at: now, feed, looks };
    if (next === 'over') return { found: 'nothing', media: null, at: now, feed, looks };
    now = next;
  }
  throw new Error('Reconciling goes on after its last window.');
}

const holds = (promise: (world: World, ending: Ending) => void): void =>
  fc.assert(
    fc.property(worlds, (world) => promise(world, reconcile(world))),
    { numRuns: 2_000 },
  );

const isVisible = (post: Shown | null, { at }: Ending): boolean => post !== null && post.visibleAt <= at;

describe('in no interleaving of posts', () => {
  test('a publish that did not take place is called published while its container is readable', () => {
    holds(({ ours }, { found, looks }) => {
      if (ours === null && looks.some(({ kind }) => kind === 'read')) expect(found).toBe('nothing');
    });
  });

  test('a stranger is claimed while our own media is in the feed', () => {
    holds(({ ours }, ending) => {
      if (ending.media !== null && isVisible(ours, ending)) expect(ending.media).toEqual(ours?.media);
    });
  });

  test('a media of another post of ours is claimed', () => {
    holds(({ others }, { media }) => {
      const claimed = new Set<MediaId>(others.filter(({ isClaimed }) => isClaimed).map((post) => post.media.mediaId));
      if (media !== null) expect(claimed.has(media.mediaId)).toBe(false);
    });
  });

  test('one of two that look the same is guessed', () => {
    holds((world, ending) => {
      const alike = postsOf(world).filter((post) => isVisible(post, ending) && !post.isClaimed && post.isAlike);
      if (alike.length > 1) expect(ending.media).toBeNull();
    });
  });

  test('a media of another kind, with another caption or of another time is claimed', () => {
    holds((world, { media }) => {
      const post = postsOf(world).find((shown) => shown.media.mediaId === media?.mediaId);
      if (post !== undefined) expect(post.isAlike).toBe(true);
    });
  });

  test('a short caption is proof of anything', () => {
    holds(({ trace }, { found, looks }) => {
      if (!isStrongCaption(trace.caption) && found === 'published')
        expect(looks.at(-1)).toEqual({ kind: 'read', statusCode: 'PUBLISHED' });
    });
  });
});

test('a publish that took place is found by the first look at which the container says so', () => {
  holds((_world, { found, looks }) => {
    const saysSo = looks.some((look) => look.kind === 'read' && look.statusCode === 'PUBLISHED');
    if (saysSo) expect(found).toBe('published');
  });
});

test('our media is found when it is in the feed and nothing else fits', () => {
  holds((world, ending) => {
    const isAlone = world.others.every((post) => post.isClaimed || !post.isAlike);
    if (ending.found === 'published' && ending.feed !== null && isVisible(world.ours, ending) && isAlone)
      expect(ending.media).toEqual(world.ours?.media);
  });
});

describe("what Instagram's data cannot tell apart:", () => {
  const trace = sampleTrace();
  const publishedAt = toTheSecond(SENT_AT);
  const shape = { ...SHAPES.image, caption: trace.caption, permalink: null, children: null, publishedAt };
  const stranger: Shown = {
    media: { ...shape, mediaId: mediaId('2') },
    visibleAt: SENT_AT,
    isClaimed: false,
    isAlike: true,
  };
  const ours = {
    media: { ...shape, mediaId: mediaId('1') },
    visibleAt: SENT_AT + MINUTE,
    containerSaysSoAt: SENT_AT,
    isClaimed: false,
    isAlike: true,
  };

  test("a stranger's media from ours, which is published but not in the feed yet", () => {
    const ending = reconcile({ trace, ours, others: [stranger], weather: always('shown') });
    expect(ending).toMatchObject({ found: 'published', media: stranger.media });
  });

  test("a stranger's media from ours, when the container was hidden for the whole window", () => {
    const ending = reconcile({ trace, ours: null, others: [stranger], weather: always('hidden') });
    expect(ending).toMatchObject({ found: 'published', media: stranger.media });
  });
});
