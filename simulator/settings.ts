import { z } from 'zod';

const milliseconds = z.int().nonnegative();

const settings = z.strictObject({
  /** How long a new container of an image, or of an image story, stays IN_PROGRESS. @default 2000 */
  imageProcessingMs: milliseconds,
  /** How long a container of a video does, from when Instagram has the whole of it. @default 5000 */
  videoProcessingMs: milliseconds,
  /** How long a new container of a carousel does. @default 2000 */
  carouselProcessingMs: milliseconds,
  /** How long the fetch of an address may take before the container is refused with 2207003. @default 10000 */
  mediaFetchTimeoutMs: milliseconds,
  /** How long every video is, for the rules about durations; null for not known. @default null */
  videoDurationMs: milliseconds.nullable(),
  /** How many collaborators a post may name. Meta's pages say 3 and, in one place, 5. @default 3 */
  maxCollaborators: z.int().nonnegative(),
  /** Containers that an account may make in each rolling window. @default 400 */
  containerTotal: z.int().nonnegative(),
  /** The code that one more is refused with: a guess, for Meta does not tell it. @default 9 */
  containerLimitCode: z.union([z.literal(4), z.literal(9)]),
  /** Where resumable uploads are sent to, without a slash at the end; null for the host of the request. @default null */
  ruploadUrl: z.url().nullable(),
  /** Whether an upload by another URL than the returned `uri` gets stuck, as reports of Instagram have it. @default true */
  strictUploadUri: z.boolean(),
  /** Whether GET on the URL of an upload tells its offset. @default false */
  uploadOffsetReadable: z.boolean(),
  /** How long after its publish a container goes on saying FINISHED. @default 0 */
  finishedLagMs: milliseconds,
  /** How long after its publish a media is missing from the lists of its account. @default 0 */
  feedLagMs: milliseconds,
  /** Whether captions are read back as they were sent, or trimmed, in NFC and without runs of blank lines. @default 'as-sent' */
  captions: z.enum(['as-sent', 'normalised']),
  /** What a second publish of one container is answered with. Reports of Instagram contradict each other. @default 'error24' */
  republish: z.enum(['error24', 'error9007', 'sameId', 'duplicate']),
  /** Publishes that an account has in each rolling window. @default 100 */
  quotaTotal: z.int().nonnegative(),
  /** The length of the rolling window of publishes and containers in seconds. @default 86400 */
  quotaDurationSeconds: z.int().positive(),
  /** How much of its calls an account has used, in percent, as the usage header says; null for no such header. @default 1 */
  usagePercent: z.int().nonnegative().nullable(),
});

/** What can be set when the simulator starts and changed while it runs. */
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  imageProcessingMs: 2_000,
  videoProcessingMs: 5_000,
  carouselProcessingMs: 2_000,
  mediaFetchTimeoutMs: 10_000,
  videoDurationMs: null,
  maxCollaborators: 3,
  containerTotal: 400,
  containerLimitCode: 9,
  ruploadUrl: null,
  strictUploadUri: true,
  uploadOffsetReadable: false,
  finishedLagMs: 0,
  feedLagMs: 0,
  captions: 'as-sent',
  republish: 'error24',
  quotaTotal: 100,
  quotaDurationSeconds: 86_400,
  usagePercent: 1,
};

/** The body of `POST /_control/settings`: those settings that change. */
export const settingsChange = settings.partial();
