import { describe, expect, test } from '@jest/globals';
import { checkVideo } from '../../media/check-video.ts';
import type { VideoUse } from '../../media/limits.ts';
import type { VideoFacts } from '../../media/video-facts.ts';

const MIB = 1024 * 1024;
const REEL: VideoFacts = {
  container: 'mp4',
  videoCodec: 'avc1.640028',
  audioCodec: 'mp4a.40.2',
  audioChannels: 2,
  audioSampleRate: 48_000,
  width: 1080,
  height: 1920,
  durationMs: 30_000,
  frameRate: 30,
  bytes: 2 * MIB,
  moovFirst: true,
  fragmented: false,
  hasEditList: false,
};

const problems = (facts: Partial<VideoFacts>, use: VideoUse) => checkVideo({ ...REEL, ...facts }, use);
const codes = (facts: Partial<VideoFacts>, use: VideoUse = 'reel') =>
  problems(facts, use).map(({ code, severity }) => `${severity} ${code}`);

test.each<[string, Partial<VideoFacts>, VideoUse?]>([
  ['an ordinary reel', {}],
  ['an ordinary story', {}, 'story'],
  ['an ordinary video of a carousel', {}, 'carousel'],
  ['MOV', { container: 'mov' }],
  ['HEVC', { videoCodec: 'hvc1.1.6.L93.B0' }],
  ['HEVC with parameter sets in the stream', { videoCodec: 'hev1.1.6.L93.B0' }],
  ['no sound', { audioCodec: null, audioChannels: null, audioSampleRate: null }],
  ['sound of which the file says little', { audioCodec: 'mp4a', audioChannels: null, audioSampleRate: null }],
  ['one channel at 44.1 kHz', { audioChannels: 1, audioSampleRate: 44_100 }],
  ['23.976 frames a second', { frameRate: 23.976 }],
  ['60 frames a second, measured by rounded ticks', { frameRate: 60.02 }],
  ['3 seconds', { durationMs: 3_000 }],
  ['15 minutes', { durationMs: 900_000 }],
  ['300 MB', { bytes: 300 * MIB, durationMs: 900_000 }],
  ['60 seconds, as a story', { durationMs: 60_000 }, 'story'],
  ['100 MB, as a story', { bytes: 100 * MIB, durationMs: 60_000 }, 'story'],
  ['1:1, in a carousel', { width: 1080, height: 1080 }, 'carousel'],
  ['1920 pixels in width, in a carousel', { width: 1920, height: 1080 }, 'carousel'],
  ['more than 1920 pixels in height', { width: 1440, height: 2560 }],
  ['an unknown duration and frame rate', { durationMs: null, frameRate: null }],
])('nothing is said about a video of %s', (_case, facts, use: VideoUse = 'reel') => {
  expect(codes(facts, use)).toEqual([]);
});

test.each<[string, Partial<VideoFacts>, string, VideoUse?]>([
  ['is WebM', { container: 'webm' }, 'refused video-container'],
  ['is AV1', { videoCodec: 'av01.0.08M.08' }, 'refused video-codec'],
  ['is ProRes', { videoCodec: 'apcn' }, 'refused video-codec'],
  ['has its index at the end', { moovFirst: false }, 'refused video-moov-last'],
  ['is one byte above 300 MB', { bytes: 300 * MIB + 1, durationMs: 900_000 }, 'refused video-too-large'],
  [
    'is one byte above 100 MB, as a story',
    { bytes: 100 * MIB + 1, durationMs: 60_000 },
    'refused video-too-large',
    'story',
  ],
  [
    'is one byte above 100 MB, in a carousel',
    { bytes: 100 * MIB + 1, durationMs: 60_000 },
    'warning video-large',
    'carousel',
  ],
  [
    'is one byte above 300 MB, in a carousel',
    { bytes: 300 * MIB + 1, durationMs: null },
    'refused video-too-large',
    'carousel',
  ],
  ['is one millisecond short of 3 s', { durationMs: 2_999 }, 'refused video-too-short'],
  ['is one millisecond short of 3 s, in a carousel', { durationMs: 2_999 }, 'refused video-too-short', 'carousel'],
  ['is one millisecond above 15 min', { durationMs: 900_001 }, 'refused video-too-long'],
  ['is one millisecond above 60 s, as a story', { durationMs: 60_001 }, 'refused video-too-long', 'story'],
  ['is one millisecond above 60 s, in a carousel', { durationMs: 60_001 }, 'warning video-long', 'carousel'],
  ['is one millisecond above 15 min, in a carousel', { durationMs: 900_001 }, 'refused video-too-long', 'carousel'],
  ['is 2160 pixels wide', { width: 2160, height: 3840 }, 'refused video-too-wide'],
  ['is 11:1', { width: 1100, height: 100 }, 'refused video-ratio'],
  ['is 0.05:1, as a story', { width: 50, height: 1000 }, 'refused video-ratio', 'story'],
  ['is 16:9', { width: 1920, height: 1080 }, 'warning video-not-vertical'],
  ['is 0.05:1', { width: 50, height: 1000 }, 'warning video-not-vertical'],
  ['has 22 frames a second', { frameRate: 22 }, 'refused video-frame-rate'],
  ['has 120 frames a second', { frameRate: 120 }, 'refused video-frame-rate'],
  ['needs 26 Mbit/s', { bytes: 97_500_000 }, 'warning video-bit-rate'],
  ['has MP3 sound', { audioCodec: 'mp4a.6b' }, 'refused audio-codec'],
  ['has uncompressed sound', { audioCodec: 'sowt' }, 'refused audio-codec'],
  ['has sound at 96 kHz', { audioSampleRate: 96_000 }, 'refused audio-sample-rate'],
  ['has six channels', { audioChannels: 6 }, 'refused audio-channels'],
  ['has an edit list', { hasEditList: true }, 'warning video-edit-list'],
  ['is fragmented', { fragmented: true, durationMs: null, frameRate: null }, 'warning video-fragmented'],
])('a video that %s is told', (_case, facts, problem, use: VideoUse = 'reel') => {
  expect(codes(facts, use)).toEqual([problem]);
});

test('every problem is told, not only the first', () => {
  expect(codes({ moovFirst: false, durationMs: 61_000, bytes: 101 * MIB, audioChannels: 6 }, 'story')).toEqual([
    'refused video-moov-last',
    'refused video-too-large',
    'refused video-too-long',
    'refused audio-channels',
  ]);
});

describe('a problem names what was found and the limit', () => {
  test.each<[Partial<VideoFacts>, VideoUse, string]>([
    [{ durationMs: 61_200 }, 'story', 'The video lasts 61.2 s; Instagram takes at most 60 s here.'],
    [{ durationMs: 900_001 }, 'reel', 'The video lasts 900.001 s; Instagram takes at most 15 min here.'],
    [{ durationMs: 960_000 }, 'reel', 'The video lasts 16 min; Instagram takes at most 15 min here.'],
    [{ frameRate: 14.99 }, 'reel', 'The video has 14.99 frames a second; Instagram takes 23 to 60.'],
    [
      { bytes: 130 * MIB, durationMs: 60_000 },
      'carousel',
      'The video has 130 MB (136314880 bytes); the last limit that Meta gave for videos of the feed is 100 MB.',
    ],
    [
      { bytes: 97_500_000 },
      'reel',
      "The video needs 26 Mbit/s on average; Instagram's specification says at most 25 Mbit/s.",
    ],
  ])('%j as %s', (facts, use, sentence) => {
    expect(problems(facts, use).map(({ message }) => message)).toEqual([sentence]);
  });
});
