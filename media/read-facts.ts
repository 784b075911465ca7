import { checkImage } from './check-image.ts';
import { checkVideo } from './check-video.ts';
import { openFileBytes } from './file-bytes.ts';
import { findMovie } from './find-movie.ts';
import type { HttpAccess } from './http.ts';
import { type ImageFacts, imageFactsOf } from './image-facts.ts';
import type { ImageUse, VideoUse } from './limits.ts';
import { accessProblem, MediaAccessError } from './media-access-error.ts';
import type { MediaBytes, MediaLocation } from './media-bytes.ts';
import { type MediaProblem, refused } from './media-problem.ts';
import { openUrlBytes } from './url-bytes.ts';
import { type VideoFacts, videoFactsOf } from './video-facts.ts';

/** What was found out about a medium by reading a little of it. */
export interface Reading<Facts> {
  /** Null when it could not be had, or is not what it should be: the problems say why. */
  readonly facts: Facts | null;
  readonly problems: readonly MediaProblem[];
}

/** Where an image's size is written nearly always, and behind how much metadata it is still looked for. */
const IMAGE_HEAD_BYTES = [64 * 1024, 2 * 1024 * 1024];

/** Reads the facts of an image: never more than 2 MB of it. Rejects only when the signal is aborted. */
export async function readImageFacts(location: MediaLocation, access: HttpAccess): Promise<Reading<ImageFacts>> {
  return await reading(location, access, async (media) => {
    for (const length of IMAGE_HEAD_BYTES) {
      const head = await media.read(0, Math.min(length, media.bytes));
      const facts = imageFactsOf(head, media.bytes);
      if (facts !== null) return facts;
    }
    if (media.bytes === 0) return refused('media-empty', 'The image is empty: it has 0 bytes.');
    return refused('not-an-image', 'The file is no image, or it is damaged: its size in pixels was not found.');
  });
}

/** Reads the facts of a video: its index and a few headers, never more than 8 MB at once. Rejects only when the signal is aborted. */
export async function readVideoFacts(location: MediaLocation, access: HttpAccess): Promise<Reading<VideoFacts>> {
  return await reading(location, access, async (media) => {
    const movie = await findMovie(media);
    if (!('boxes' in movie)) return movie;
    const damaged = refused('video-damaged', 'The index (moov) of the video is damaged, or describes no pictures.');
    return videoFactsOf(movie, media.bytes) ?? damaged;
  });
}

/** Reads an image's facts and judges them. The problems are those of both. */
export async function examineImage(
  location: MediaLocation,
  access: HttpAccess & { readonly use: ImageUse },
): Promise<Reading<ImageFacts>> {
  const { facts, problems } = await readImageFacts(location, access);
  return { facts, problems: [...problems, ...(facts === null ? [] : checkImage(facts, access.use))] };
}

/** Reads a video's facts and judges them. The problems are those of both. */
export async function examineVideo(
  location: MediaLocation,
  access: HttpAccess & { readonly use: VideoUse },
): Promise<Reading<VideoFacts>> {
  const { facts, problems } = await readVideoFacts(location, access);
  return { facts, problems: [...problems, ...(facts === null ? [] : checkVideo(facts, access.use))] };
}

async function reading<Facts extends object>(
  location: MediaLocation,
  access: HttpAccess,
  read: (media: MediaBytes) => Promise<Facts | MediaProblem>,
): Promise<Reading<Facts>> {
  try {
    const media = await ('file' in location ? openFileBytes(location.file) : openUrlBytes(location.url, access));
    try {
      const found = await read(media);
      return isProblem(found)
        ? { facts: null, problems: [...media.problems, found] }
        : { facts: found, problems: media.problems };
    } finally {
      await media.close();
    }
  } catch (error) {
    access.signal.throwIfAborted();
    if (error instanceof MediaAccessError) return { facts: null, problems: [accessProblem(error)] };
    throw error;
  }
}

const isProblem = (found: object): found is MediaProblem => 'severity' in found;
