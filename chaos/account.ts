import type { PostStatus } from '../client/index.ts';
import { type Offence, offencesOf } from './offences.ts';
import type { PostRecord, Settlement } from './records.ts';
import { type SeenPost, type SimulatorState, seenPosts } from './seen.ts';

/** A post with all that is known of it on both sides. */
export interface Finding {
  readonly record: PostRecord;
  readonly seen: SeenPost;
  readonly offences: readonly Offence[];
}

export interface Account {
  readonly posts: number;
  readonly refused: number;
  readonly states: Readonly<Partial<Record<PostStatus | 'unreadable', number>>>;
  readonly duplicates: number;
  readonly lost: number;
  readonly lies: number;
  readonly unconfirmed: Unconfirmed;
  readonly settled: Readonly<Record<Settlement, number>>;
  /** While it was in doubt, because the account wants that. */
  readonly sentAgain: number;
  /** Published, as the container said, but the feed did not tell which media it is. */
  readonly withoutMedia: number;
  readonly offenders: readonly Finding[];
}

/** Unconfirmed is true either way. */
export interface Unconfirmed {
  readonly live: number;
  readonly notLive: number;
  /** Live, with a container that could be read as PUBLISHED at the end of the run. */
  readonly readable: number;
  /** Of those, the ones that could be read so while we still looked, and no fault kept us from it: no lie, but worth a look. */
  readonly missedChances: readonly Finding[];
}

export interface RunFacts {
  /** SHA-256 in hex of the one video that all posts have. */
  readonly videoDigest: string;
  /** How long after a sending it was looked for, in milliseconds. */
  readonly windowMs: number;
}

/** Compares our account of all posts with the simulator's. */
export function accountFor(records: readonly PostRecord[], state: SimulatorState, facts: RunFacts): Account {
  const seenOf = seenPosts(state, facts.videoDigest);
  const findings = records.map((record): Finding => {
    const seen = seenOf(record.plan.marker);
    return { record, seen, offences: offencesOf(record, seen) };
  });
  const having = (kind: Offence['kind']) =>
    findings.filter(({ offences }) => offences.some((offence) => offence.kind === kind)).length;
  const settledAs = (settlement: Settlement) => records.filter((record) => record.settledAs === settlement).length;
  return {
    posts: records.length,
    refused: records.filter(({ queueing }) => queueing === 'refused').length,
    states: countStates(records),
    duplicates: having('duplicate'),
    lost: having('lost'),
    lies: having('lie'),
    unconfirmed: countUnconfirmed(findings, state, facts),
    settled: { published: settledAs('published'), 'not-published': settledAs('not-published') },
    sentAgain: records.filter(isSentAgain).length,
    withoutMedia: records.filter(({ view }) => view?.status === 'published' && view.mediaId === null).length,
    offenders: findings.filter(({ offences }) => offences.length > 0),
  };
}

function countStates(records: readonly PostRecord[]): Account['states'] {
  const accepted = records.filter(({ queueing }) => queueing === 'accepted');
  const groups = Map.groupBy(accepted, ({ view }) => view?.status ?? 'unreadable');
  return Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
}

/** What a person settles is in doubt no more, and its attempt says so. */
const isSentAgain = ({ view }: PostRecord): boolean =>
  view?.attempts.slice(0, -1).some(({ outcome }) => outcome === 'unconfirmed') === true;

function countUnconfirmed(
  findings: readonly Finding[],
  { now, settings }: SimulatorState,
  { windowMs }: RunFacts,
): Unconfirmed {
  const unconfirmed = findings.filter(({ record }) => record.view?.status === 'unconfirmed');
  const live = unconfirmed.filter(({ seen }) => seen.live.length > 0);
  const readableBy = (until: (seen: SeenPost) => number) =>
    live.filter(({ seen }) => seen.live.some(({ publishedAt }) => publishedAt + settings.finishedLagMs <= until(seen)));
  return {
    live: live.length,
    notLive: unconfirmed.length - live.length,
    readable: readableBy(() => now).length,
    missedChances: readableBy(({ publishes }) => lastSentAt(publishes) + windowMs).filter(
      ({ record }) => !record.plan.faults.some(({ fault }) => fault.on === 'readContainer'),
    ),
  };
}

const lastSentAt = (publishes: SeenPost['publishes']): number =>
  Math.max(...publishes.map(({ bodyReceivedAt }) => bodyReceivedAt));
