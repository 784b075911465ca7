import type { CostsPlan } from './account-costs.ts';
import type { ReplayPlan } from './account-replay.ts';
import type { CutsPlan } from './cuts.ts';
import type { FairnessPlan } from './fairness.ts';
import type { EventsPlan } from './history-events.ts';
import type { LatenessPlan } from './lateness.ts';
import type { LedgerPlan } from './ledger.ts';
import type { SlotsPlan } from './slots.ts';
import type { StagingPlan } from './staging.ts';
import type { ThroughputPlan } from './throughput.ts';
import type { UploadsPlan } from './uploads.ts';

const ARM_FEW = { earliest: 12, latest: 5 } as const;
const ARM_MANY = { earliest: 20, latest: 5 } as const;
/** What posts get that do not say otherwise. */
const ARM_DEFAULT = { earliest: 30, latest: 5 } as const;

/** The fewer posts, the closer the arming and the more rounds: every figure is worth something, and all take some minutes. */
export const LATENESS: readonly LatenessPlan[] = [
  { posts: 40, apartMs: 750, rounds: 1, workers: 1, aheadMs: 15_000, armSeconds: ARM_FEW, aimP99Ms: 10 },
  { posts: 100, apartMs: 0, rounds: 3, workers: 1, aheadMs: 18_000, armSeconds: ARM_FEW, aimP99Ms: 50 },
  { posts: 300, apartMs: 0, rounds: 2, workers: 1, aheadMs: 35_000, armSeconds: ARM_MANY, aimP99Ms: 150 },
  { posts: 1_000, apartMs: 0, rounds: 1, workers: 2, aheadMs: 75_000, armSeconds: ARM_DEFAULT, aimP99Ms: null },
];

export const THROUGHPUT: ThroughputPlan = { posts: 150, rounds: 4, aimShare: 0.8 };

/** In the history of an image post. */
export const HISTORY_EVENTS_AIM = 45;

export const UPLOADS: UploadsPlan = { megabytes: 300, rounds: 15, aimShare: 0.9, aimGrowth: 48 };

export const CUTS: CutsPlan = { megabytes: 24, uploads: 4, cuts: 5, aimSentAgain: 0 };

export const EVENTS: EventsPlan = { posts: 5, aheadMs: 15_000, armSeconds: ARM_FEW };

export const STAGING: StagingPlan = {
  posts: 100,
  reels: 100,
  reelMegabytes: 5,
  processingMs: 25_000,
  rounds: 3,
  aheadMs: 22_000,
  reelsBeforeMs: 6_000,
  reelsAfterMs: 20_000,
  armSeconds: ARM_FEW,
  aimP99Ms: 50,
};

/** Fewer grants than an account's run has. */
export const LEDGER: LedgerPlan = { grants: 200, rounds: 5, processes: 2, aimShare: 0.8 };
/** Enough for the run to be rolled over in the middle of each round, which costs a burst a second or two; a day has a few of them. */
export const ROLL_OVER: LedgerPlan = { ...LEDGER, grants: 400 };

export const ACCOUNTS: ReplayPlan & CostsPlan = { grants: 250, carried: 400, replays: 7, counts: [1, 100, 1_000] };

export const SLOTS: SlotsPlan = {
  posts: 40,
  publishes: 10,
  windowSeconds: 20,
  aheadMs: 20_000,
  // The ledger grants half a window ahead, and posts ask five seconds before the earliest arming.
  armSeconds: { earliest: 5, latest: 2 },
  aimP99Ms: 250,
};

export const FAIRNESS: FairnessPlan = {
  posts: 50,
  crowd: 1_000,
  aheadMs: 18_000,
  crowdAheadMs: 55_000,
  crowdLeadSeconds: 25,
  armSeconds: ARM_FEW,
};
