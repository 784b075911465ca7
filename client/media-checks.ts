import type { Medium, Post } from '../contracts/post.ts';
import type { ImageUse, VideoUse } from '../media/limits.ts';
import type { MediaLocation } from '../media/media-bytes.ts';
import type { MediaProblem } from '../media/media-problem.ts';
import { issueAt, type RequestIssue } from './issues.ts';

export interface MediaChecks {
  /** Look at what lies behind URLs too: HEAD, and the first bytes. Files are looked at in any case. */
  readonly probe: boolean;
  /** Also look at hosts that are not on the public internet. */
  readonly allowPrivate: boolean;
}

/** What was found before a post is queued. */
export interface Findings {
  /** What it would be refused for. */
  readonly issues: readonly RequestIssue[];
  /** What a person should know. Never a reason to refuse it. */
  readonly warnings: readonly RequestIssue[];
}

type Path = readonly PropertyKey[];

/** One medium to look at. */
export type Look = { readonly path: Path; readonly location: MediaLocation } & (
  | { readonly kind: 'image'; readonly use: ImageUse }
  | { readonly kind: 'video'; readonly use: VideoUse }
);

/** For one medium, all its parts together. */
const LOOK_TIMEOUT_MS = 60_000;

/** Looks at the media of a post, apart from those that another one has too. */
export async function checkMedia(post: Post, checks: MediaChecks, known?: Post): Promise<Findings> {
  const before = new Set(known === undefined ? [] : looksAt(known, checks).map(placeOf));
  const looks = looksAt(post, checks).filter((look) => !before.has(placeOf(look)));
  const found = await Promise.all(looks.map((look) => findingsOf(look, post, checks)));
  return { issues: found.flatMap(({ issues }) => issues), warnings: found.flatMap(({ warnings }) => warnings) };
}

/** Which media are to be looked at, and as what. */
export function looksAt(post: Post, { probe }: MediaChecks): Look[] {
  const media = post.media.map((medium, index) => lookAt(medium, index, post.kind));
  const cover = 'coverUrl' in post && post.coverUrl !== undefined ? [coverLook(post.coverUrl)] : [];
  return [...media, ...cover].filter(({ location }) => probe || 'file' in location);
}

function lookAt(medium: Medium, index: number, kind: Post['kind']): Look {
  if (medium.kind === 'image') {
    const use = kind === 'story' ? 'story' : 'feed';
    return { path: ['media', index, 'url'], location: { url: medium.url }, kind: 'image', use };
  }
  const { source } = medium;
  const use = kind === 'story' || kind === 'reel' ? kind : 'carousel';
  return 'file' in source
    ? { path: ['media', index, 'file'], location: { file: source.file }, kind: 'video', use }
    : { path: ['media', index, 'url'], location: { url: source.url }, kind: 'video', use };
}

const coverLook = (url: string): Look => ({ path: ['coverUrl'], location: { url }, kind: 'image', use: 'cover' });
const placeOf = ({ location }: Look): string => JSON.stringify(location);

async function findingsOf(look: Look, post: Post, { allowPrivate }: MediaChecks): Promise<Findings> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS);
  try {
    const { problems, durationMs } = await examined(look, { signal, allowPrivate });
    const named = (severity: MediaProblem['severity']) =>
      problems.filter((problem) => problem.severity === severity).map(({ message }) => issueOf(look, message));
    return { issues: [...named('refused'), ...coverIssues(post, durationMs)], warnings: named('warning') };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { issues: [], warnings: [issueOf(look, `It could not be looked at within ${LOOK_TIMEOUT_MS / 1000} s.`)] };
  }
}

interface Examined {
  readonly problems: readonly MediaProblem[];
  readonly durationMs: number | null;
}

async function examined(
  look: Look,
  access: { readonly signal: AbortSignal; readonly allowPrivate: boolean },
): Promise<Examined> {
  // Loaded when first needed: an app whose media lie on the web never pays for the libraries that read them.
  const { examineImage, examineVideo } = await import('../media/read-facts.ts');
  if (look.kind === 'image') {
    const { problems } = await examineImage(look.location, { ...access, use: look.use });
    return { problems, durationMs: null };
  }
  const { facts, problems } = await examineVideo(look.location, { ...access, use: look.use });
  return { problems, durationMs: facts?.durationMs ?? null };
}

const issueOf = ({ path }: Look, sentence: string): RequestIssue => {
  const { pointer, message: place } = issueAt(path, '');
  return { pointer, message: `${place.trim()}: ${sentence}` };
};

/**
 * "Thumbnail offset must be greater than or equal to 0 and less than video duration" (1/2207057 of
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes). Beside a picture for the cover,
 * Instagram ignores the moment.
 */
function coverIssues(post: Post, durationMs: number | null): RequestIssue[] {
  if (post.kind !== 'reel' || post.coverUrl !== undefined || durationMs === null) return [];
  if (post.thumbOffsetMs === undefined || post.thumbOffsetMs < durationMs) return [];
  const rule = `is ${post.thumbOffsetMs}, and must be less than the ${Math.round(durationMs)} ms that the video lasts.`;
  return [issueAt(['thumbOffsetMs'], rule)];
}
