import type { CutsPlan } from './cuts.ts';
import type { EventsPlan } from './history-events.ts';
import type { LatenessPlan } from './lateness.ts';
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
