import { resolve } from 'node:path';
import { z } from 'zod';
import type { VideoSource } from '../contracts/post.ts';
import { anyway, must, mustBe, type Refusals, strict } from './issues.ts';
import {
  childPhotoProductTagsSchema,
  childVideoProductTagsSchema,
  photoProductTagsSchema,
  photoUserTagsSchema,
  reelProductTagsSchema,
  reelUserTagsSchema,
  storyUserTagsSchema,
} from './tags-schema.ts';
import { altTextSchema } from './text-schema.ts';
import { withoutEmpty } from './without-empty.ts';

const UPLOADS = ['auto', 'url', 'hosted-url', 'bytes'] as const;
const US_ASCII = /^[\x21-\x7e]*$/;

/** Meta: "URLs that contain only US ASCII characters, or the request will fail". https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media */
export const urlSchema = z
  .url({ protocol: z.regexes.httpProtocol, ...must('an http or https address where Instagram can fetch it') })
  .regex(US_ASCII, must('percent-encoded: Instagram fetches no address with a character beyond US-ASCII'));

const path = must('the path of a file');
const source = {
  url: urlSchema.optional(),
  file: z.string(path).min(1, path).optional(),
  upload: z.enum(UPLOADS, must(`one of ${UPLOADS.join(', ')}`)).optional(),
};

const OF_THE_POST = 'belongs to the post, beside "media": Instagram takes it for the whole post.';
const inMedium: Refusals = {
  caption: OF_THE_POST,
  collaborators: OF_THE_POST,
  collaboratorPolicy: OF_THE_POST,
  locationId: OF_THE_POST,
  isAiGenerated: OF_THE_POST,
  firstComment: OF_THE_POST,
  params: OF_THE_POST,
  coverUrl: OF_THE_POST,
  thumbOffsetMs: OF_THE_POST,
  shareToFeed: OF_THE_POST,
  audioName: OF_THE_POST,
  trial: OF_THE_POST,
};
const inPicture: Refusals = { ...inMedium, upload: 'is for videos only: leave it out.' };
const inVideo: Refusals = { ...inMedium, altText: 'is for pictures only: Instagram takes none for a video.' };
const inStory: Refusals = {
  altText: 'is not taken by a story: Instagram takes it for image posts and carousels only.',
  productTags: 'is not taken by a story: Instagram tags no products there.',
};

const feedPicture = strict(
  {
    kind: z.literal('image', must('"image" in a post of kind "image"')),
    url: urlSchema,
    altText: altTextSchema.optional(),
    userTags: photoUserTagsSchema.optional(),
    productTags: photoProductTagsSchema.optional(),
  },
  inPicture,
).transform(withoutEmpty);

const childPicture = strict(
  {
    kind: z.literal('image'),
    url: urlSchema,
    altText: altTextSchema.optional(),
    userTags: photoUserTagsSchema.optional(),
    productTags: childPhotoProductTagsSchema.optional(),
  },
  inPicture,
).transform(withoutEmpty);

const storyPicture = strict(
  { kind: z.literal('image'), url: urlSchema, userTags: storyUserTagsSchema.optional() },
  { ...inPicture, ...inStory },
).transform(withoutEmpty);

const reelVideo = withOneSource(
  strict(
    {
      kind: z.literal('video', must('"video" in a post of kind "reel"')),
      ...source,
      userTags: reelUserTagsSchema.optional(),
      productTags: reelProductTagsSchema.optional(),
    },
    inVideo,
  ),
).transform(toVideo);

const childVideo = withOneSource(
  strict(
    { kind: z.literal('video'), ...source, productTags: childVideoProductTagsSchema.optional() },
    { ...inVideo, userTags: 'is not taken by a video in a carousel: Instagram tags people in its pictures only.' },
  ),
).transform(toVideo);

const storyVideo = withOneSource(
  strict({ kind: z.literal('video'), ...source, userTags: storyUserTagsSchema.optional() }, { ...inVideo, ...inStory }),
).transform(toVideo);

interface WireVideo {
  readonly kind: 'video';
  readonly url?: string | undefined;
  readonly file?: string | undefined;
  readonly upload?: (typeof UPLOADS)[number] | undefined;
}

function withOneSource<Video extends z.ZodType<WireVideo>>(video: Video): Video {
  return video
    .refine(({ url, file }) => url !== undefined || file !== undefined, {
      ...anyway,
      path: ['url'],
      error: 'is missing: give the "url" of the video, or the "file" that the upload workers can read.',
    })
    .refine(({ url, file }) => url === undefined || file === undefined, {
      ...anyway,
      path: ['file'],
      error: 'contradicts "url": leave one of the two out.',
    })
    .refine(({ file, upload }) => file === undefined || (upload !== 'url' && upload !== 'hosted-url'), {
      ...anyway,
      path: ['upload'],
      error: 'must be "bytes" or "auto" beside "file": Instagram can fetch no file from this machine.',
    });
}

function toVideo<Video extends WireVideo>({ url, file, upload = 'auto', ...rest }: Video) {
  return { ...withoutEmpty(rest), source: sourceOf({ url, file, upload }) };
}

/** Relative paths are the caller's, so they are made absolute here: the workers stand elsewhere. */
function sourceOf({ url, file, upload }: Omit<Required<WireVideo>, 'kind'>): VideoSource {
  if (file !== undefined) return { file: resolve(file), upload: 'bytes' };
  return { url: url ?? '', upload: upload === 'auto' || upload === undefined ? 'url' : upload };
}

/** One clear sentence instead of an unknown key and a missing one. */
function refusePictureFile(item: unknown, context: z.RefinementCtx): unknown {
  if (typeof item !== 'object' || item === null || !('file' in item && 'kind' in item) || item.kind !== 'image')
    return item;
  const message =
    'is for videos only, Instagram fetches pictures by URL: put it where Instagram can fetch it and give its "url".';
  context.addIssue({ code: 'custom', path: ['file'], message });
  return z.NEVER;
}

/** What an image post shows. */
export const imagePostMediumSchema = z.preprocess(refusePictureFile, feedPicture);
/** What a reel shows. */
export const reelMediumSchema = reelVideo;
/** What a carousel shows, one of many. */
export const carouselMediumSchema = z.preprocess(
  refusePictureFile,
  z.discriminatedUnion('kind', [childPicture, childVideo], mustBe('kind', '"image" or "video"')),
);
/** What a story shows. */
export const storyMediumSchema = z.preprocess(
  refusePictureFile,
  z.discriminatedUnion('kind', [storyPicture, storyVideo], mustBe('kind', '"image" or "video"')),
);
