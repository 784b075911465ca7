import { STREAM_LIMITS, VIDEO_LIMITS, type VideoLimits, type VideoUse } from './limits.ts';
import { type MediaProblem, refused, warning } from './media-problem.ts';
import type { VideoFacts } from './video-facts.ts';
import { duration, megabytes, withoutZeros } from './written-amounts.ts';

type Check = (facts: VideoFacts, limits: VideoLimits) => MediaProblem | null;

/** `avc1` H.264, `hvc1` HEVC, as RFC 6381 names them; avc3 and hev1 keep their parameter sets elsewhere. */
const VIDEO_CODEC = /^(avc[13]|hvc1|hev1)\b/;
/** MPEG-4 AAC (object type 40) and MPEG-2 AAC (66 to 68, hexadecimal); `mp4a` alone names no object type. */
const AAC = /^mp4a($|\.40|\.6[678])/i;

/** Durations are written in whole ticks: 60 frames a second may be measured as 60.02. */
const FRAME_RATE_TOLERANCE = 0.1;
const NINE_TO_SIXTEEN = 9 / 16;
const RATIO_TOLERANCE = 0.01;

/** What Meta's specification has against a video. Pure; empty when nothing. What is not known is not judged. */
export function checkVideo(facts: VideoFacts, use: VideoUse): readonly MediaProblem[] {
  return CHECKS.map((check) => check(facts, VIDEO_LIMITS[use])).filter((problem) => problem !== null);
}

const container: Check = ({ container }) =>
  container === 'mp4' || container === 'mov'
    ? null
    : refused('video-container', `The video's container is "${container}"; Instagram takes MP4 and MOV only.`);

const videoCodec: Check = ({ videoCodec }) =>
  VIDEO_CODEC.test(videoCodec)
    ? null
    : refused(
        'video-codec',
        `The video's codec is "${videoCodec}"; Instagram takes H.264 (avc1) and HEVC (hvc1) only.`,
      );

const moovFirst: Check = ({ moovFirst }) =>
  moovFirst
    ? null
    : refused(
        'video-moov-last',
        'The index (moov) lies at the end of the video; Instagram wants it at the front: write the file anew with it there, for example with "ffmpeg -i in.mp4 -c copy -movflags +faststart out.mp4".',
      );

const bytes: Check = ({ bytes }, { maximumBytes, onceDocumented }) => {
  const [found, exactly] = [megabytes(bytes), `${bytes} bytes`];
  if (bytes > maximumBytes)
    return refused(
      'video-too-large',
      `The video has ${found} (${exactly}); Instagram takes at most ${megabytes(maximumBytes)} here.`,
    );
  if (onceDocumented === undefined || bytes <= onceDocumented.maximumBytes) return null;
  return warning(
    'video-large',
    `The video has ${found} (${exactly}); the last limit that Meta gave for videos of the feed is ${megabytes(onceDocumented.maximumBytes)}.`,
  );
};

const tooShort: Check = ({ durationMs }, { minimumMs }) =>
  durationMs === null || durationMs >= minimumMs
    ? null
    : refused(
        'video-too-short',
        `The video lasts ${duration(durationMs)}; Instagram takes at least ${duration(minimumMs)}.`,
      );

const tooLong: Check = ({ durationMs }, { maximumMs, onceDocumented }) => {
  if (durationMs === null) return null;
  if (durationMs > maximumMs)
    return refused(
      'video-too-long',
      `The video lasts ${duration(durationMs)}; Instagram takes at most ${duration(maximumMs)} here.`,
    );
  if (onceDocumented === undefined || durationMs <= onceDocumented.maximumMs) return null;
  return warning(
    'video-long',
    `The video lasts ${duration(durationMs)}; the last limit that Meta gave for videos of the feed is ${duration(onceDocumented.maximumMs)}.`,
  );
};

const columns: Check = ({ width, height }) =>
  width <= STREAM_LIMITS.maximumColumns
    ? null
    : refused(
        'video-too-wide',
        `The video is ${width} x ${height}; Instagram takes at most ${STREAM_LIMITS.maximumColumns} pixels in width.`,
      );

const ratio: Check = ({ width, height }, { ratio: { least, most }, fillsScreen }) => {
  const found = width / height;
  const shape = `The video is ${width} x ${height}, a ratio of ${withoutZeros(found, 3)}:1`;
  if (found < least || found > most)
    return refused('video-ratio', `${shape}; Instagram takes ${least}:1 to ${most}:1 here.`);
  if (!fillsScreen || Math.abs(found - NINE_TO_SIXTEEN) <= RATIO_TOLERANCE) return null;
  return warning('video-not-vertical', `${shape}; Instagram recommends 9:16 and crops it or leaves blank space.`);
};

const frameRate: Check = ({ frameRate }) => {
  const { least, most } = STREAM_LIMITS.frameRate;
  if (frameRate === null) return null;
  if (frameRate >= least - FRAME_RATE_TOLERANCE && frameRate <= most + FRAME_RATE_TOLERANCE) return null;
  return refused(
    'video-frame-rate',
    `The video has ${withoutZeros(frameRate, 2)} frames a second; Instagram takes ${least} to ${most}.`,
  );
};

/** Of the whole file. Meta means the video in it, and its peaks, so what is above on average is above. */
const bitRate: Check = ({ bytes, durationMs }) => {
  const { maximumBitsPerSecond: limit } = STREAM_LIMITS;
  if (durationMs === null || durationMs === 0) return null;
  const bitsPerSecond = (bytes * 8 * 1000) / durationMs;
  if (bitsPerSecond <= limit) return null;
  const [found, most] = [bitsPerSecond, limit].map((rate) => `${withoutZeros(rate / 1_000_000, 1)} Mbit/s`);
  return warning(
    'video-bit-rate',
    `The video needs ${found} on average; Instagram's specification says at most ${most}.`,
  );
};

const audioCodec: Check = ({ audioCodec }) =>
  audioCodec === null || AAC.test(audioCodec)
    ? null
    : refused('audio-codec', `The sound's codec is "${audioCodec}"; Instagram takes AAC only.`);

const sampleRate: Check = ({ audioSampleRate }) =>
  audioSampleRate === null || audioSampleRate <= STREAM_LIMITS.maximumSampleRate
    ? null
    : refused(
        'audio-sample-rate',
        `The sound has ${audioSampleRate} samples a second; Instagram takes at most ${STREAM_LIMITS.maximumSampleRate}.`,
      );

const channels: Check = ({ audioChannels }) =>
  audioChannels === null || audioChannels <= STREAM_LIMITS.maximumChannels
    ? null
    : refused(
        'audio-channels',
        `The sound has ${audioChannels} channels; Instagram takes one or two (mono or stereo).`,
      );

/** Meta's page says "no edit lists"; ffmpeg and phones write one into nearly every file, so refusing them would refuse nearly all. */
const editList: Check = ({ hasEditList }) =>
  hasEditList
    ? warning(
        'video-edit-list',
        "The video's edit list shifts or cuts its tracks; Instagram's specification says none, and may play it from another point.",
      )
    : null;

const fragmented: Check = ({ fragmented }) =>
  fragmented
    ? warning(
        'video-fragmented',
        'The video is a fragmented MP4, which Instagram does not promise to take, and whose frame rate cannot be checked beforehand.',
      )
    : null;

const CHECKS: readonly Check[] = [
  container,
  videoCodec,
  moovFirst,
  bytes,
  tooShort,
  tooLong,
  columns,
  ratio,
  frameRate,
  bitRate,
  audioCodec,
  sampleRate,
  channels,
  editList,
  fragmented,
];
