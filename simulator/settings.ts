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
  /** How often an account may list its invites in each rolling window. @default 300 */
  inviteReadTotal: z.int().nonnegative(),
  /** How often it may answer one. @default 50 */
  inviteAnswerTotal: z.int().nonnegative(),
  /** The code that one call more of either kind is refused with: a guess, for Meta does not tell it. @default 613 */
  inviteLimitCode: z.int().positive(),
  /** What an answer to an invite that is gone is answered with: error 100, or `success` false. @default 'refused' */
  goneInvite: z.enum(['refused', 'unsuccessful']),
  /** How a media's list of collaborators calls one who has accepted. The default is Meta's own spelling. @default 'Accpeted' */
  acceptedWord: z.string().min(1),
  /** How long after an acceptance a media is missing from what its collaborator can read. @default 0 */
  collaborativeMediaLagMs: milliseconds,
  /** Where resumable uploads are sent to, without a slash at the end; null for the host of the request. @default null */
  ruploadUrl: z.url().nullable(),
  /** Whether an upload by another URL than the returned `uri` gets stuck, as reports of Instagram have it. @default true */
  strictUploadUri: z.boolean(),
  /** Whether GET on the URL of an upload tells its offset. @default false */
  uploadOffsetReadable: z.boolean(),
  /** Whether 100 Continue asks for a body that is held back until then (`Expect: 100-continue`). @default true */
  expectContinue: z.boolean(),
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
  /** The length of the rolling window of publishes, containers and calls about invites in seconds. @default 86400 */
  quotaDurationSeconds: z.int().positive(),
  /** Which header tells the usage of an account: x-business-use-case-usage, x-app-usage, or none. @default 'business' */
  usageHeader: z.enum(['business', 'app', 'none']),
  /** How much of its calls an account has used before it makes one, in percent. @default 1 */
  usagePercent: z.int().nonnegative().max(99),
  /** By how much each of its calls to Graph raises that, in percent. At 100 they are refused. @default 0 */
  usagePercentPerCall: z.number().nonnegative(),
  /** The code that they are refused with: that of an account's own limit, or of its app's. @default 80002 */
  throttleCode: z.union([z.literal(4), z.literal(80002)]),
  /** For how many minutes. Then the usage begins anew at `usagePercent`. @default 5 */
  throttleMinutes: z.int().positive(),
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
  inviteReadTotal: 300,
  inviteAnswerTotal: 50,
  inviteLimitCode: 613,
  goneInvite: 'refused',
  acceptedWord: 'Accpeted',
  collaborativeMediaLagMs: 0,
  ruploadUrl: null,
  strictUploadUri: true,
  uploadOffsetReadable: false,
  expectContinue: true,
  finishedLagMs: 0,
  feedLagMs: 0,
  captions: 'as-sent',
  republish: 'error24',
  quotaTotal: 100,
  quotaDurationSeconds: 86_400,
  usageHeader: 'business',
  usagePercent: 1,
  usagePercentPerCall: 0,
  throttleCode: 80002,
  throttleMinutes: 5,
};

/** The body of `POST /_control/settings`: those settings that change. */
export const settingsChange = settings.partial();
