/** How long staging usually takes: Meta's own advice is to ask for up to five minutes, which is about what a reel needs. */
const STAGING_ESTIMATE_MS = { image: 15_000, video: 300_000 } as const;

/** How long it will take, as far as can be told, to stage media of these kinds side by side. Milliseconds. */
export const stagingEstimateMs = (kinds: readonly (keyof typeof STAGING_ESTIMATE_MS)[]): number =>
  Math.max(0, ...kinds.map((kind) => STAGING_ESTIMATE_MS[kind]));
