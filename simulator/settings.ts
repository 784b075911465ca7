import { z } from 'zod';

const milliseconds = z.int().nonnegative();

const settings = z.strictObject({
  /** How long a new image container stays IN_PROGRESS. @default 2000 */
  imageProcessingMs: milliseconds,
  /** How long the fetch of an `image_url` may take before the container is refused with 2207003. @default 10000 */
  imageFetchTimeoutMs: milliseconds,
  /** What a second publish of one container is answered with. Reports of Instagram contradict each other. @default 'error24' */
  republish: z.enum(['error24', 'error9007', 'sameId', 'duplicate']),
  /** Publishes that an account has in each rolling window. @default 100 */
  quotaTotal: z.int().nonnegative(),
  /** The length of that window in seconds. @default 86400 */
  quotaDurationSeconds: z.int().positive(),
});

/** What can be set when the simulator starts and changed while it runs. */
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  imageProcessingMs: 2_000,
  imageFetchTimeoutMs: 10_000,
  republish: 'error24',
  quotaTotal: 100,
  quotaDurationSeconds: 86_400,
};

/** The body of `POST /_control/settings`: those settings that change. */
export const settingsChange = settings.partial();
