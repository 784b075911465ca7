import type { ImageFacts } from './image-facts.ts';
import { IMAGE_LIMITS, type ImageUse } from './limits.ts';
import { type MediaProblem, refused, warning } from './media-problem.ts';
import { megabytes, withoutZeros } from './written-amounts.ts';

const { maximumBytes, feedRatio, scaledUpBelowWidth } = IMAGE_LIMITS;

/** Pixels are whole: an image cut to 4:5 or 1.91:1 may miss the ratio by a rounding. */
const RATIO_TOLERANCE = 0.01;

/** What Meta's specification has against an image. Pure; empty when nothing. */
export function checkImage(facts: ImageFacts, use: ImageUse): readonly MediaProblem[] {
  if (facts.format !== 'jpeg') return [notJpeg(facts.format)];
  return [tooLarge(facts), use === 'feed' ? ratioProblem(facts) : null, tooNarrow(facts)].filter(
    (problem) => problem !== null,
  );
}

const notJpeg = (format: string): MediaProblem =>
  refused('image-format', `The image is ${format.toUpperCase()}; Instagram takes JPEG only.`);

function tooLarge({ bytes }: ImageFacts): MediaProblem | null {
  if (bytes <= maximumBytes) return null;
  const [found, limit] = [megabytes(bytes), megabytes(maximumBytes)];
  return refused('image-too-large', `The image has ${found} (${bytes} bytes); Instagram takes at most ${limit}.`);
}

function ratioProblem({ width, height }: ImageFacts): MediaProblem | null {
  const ratio = width / height;
  if (ratio >= feedRatio.least - RATIO_TOLERANCE && ratio <= feedRatio.most + RATIO_TOLERANCE) return null;
  return refused(
    'image-ratio',
    `The image is ${width} x ${height}, a ratio of ${withoutZeros(ratio, 2)}:1; Instagram takes 4:5 (0.8:1) to 1.91:1 in the feed.`,
  );
}

function tooNarrow({ width }: ImageFacts): MediaProblem | null {
  if (width >= scaledUpBelowWidth) return null;
  return warning(
    'image-narrow',
    `The image is ${width} pixels wide; Instagram scales it up to ${scaledUpBelowWidth}, which blurs it.`,
  );
}
