import type { Refusal } from './graph-error.ts';

interface Texts {
  readonly message: string;
  readonly userTitle: string;
  readonly userMessage: string;
}

/** A refusal of the 2207 family: Meta's page of error codes lists all of them as HTTP 400. */
const publishing = (code: number, subcode: number, texts: Texts): Refusal => ({
  httpStatus: 400,
  code,
  subcode,
  ...texts,
});

const invalid = (message: string): Refusal => ({ httpStatus: 400, code: 100, message });

/**
 * Every refusal that the simulator gives of its own accord. Codes, subcodes and user messages of the 2207 family are those
 * of Meta's page of error codes; messages and titles beside them are not documented.
 */
export const refusals = {
  mediaDownloadTimedOut: () =>
    publishing(-2, 2207003, {
      message: 'The media download timed out.',
      userTitle: 'Media download timed out',
      userMessage: 'It takes too long to download the media.',
    }),
  mediaExpired: () =>
    publishing(-2, 2207020, {
      message: 'The media has expired.',
      userTitle: 'Media expired',
      userMessage: 'The media you are trying to access has expired. Please try to upload again.',
    }),
  publishLimitReached: () =>
    publishing(9, 2207042, {
      message: 'The publishing limit is reached.',
      userTitle: 'Publishing limit reached',
      userMessage: 'You reached maximum number of posts that is allowed to be published by Content Publishing API.',
    }),
  mediaNotFound: (creationId: string) =>
    publishing(24, 2207006, {
      message: 'The requested resource does not exist.',
      userTitle: 'Media not found',
      userMessage: `The media with ${creationId} cannot be found`,
    }),
  mediaTypeUnknown: (mediaType: string) =>
    publishing(100, 2207023, {
      message: 'The media type is unknown.',
      userTitle: 'Unknown media type',
      userMessage: `The media type ${mediaType} is unknown.`,
    }),
  /** Said of @ tags in a caption, of tagged users and of tagged products. */
  tooManyTags: (maximum: number) =>
    publishing(100, 2207040, {
      message: 'There are too many tags.',
      userTitle: 'Too many tags',
      userMessage: `Cannot use more than ${maximum} tags per created media.`,
    }),
  carouselSizeWrong: () =>
    publishing(100, 2207028, {
      message: 'The number of items is wrong for a carousel.',
      userTitle: 'Carousel validation failed',
      userMessage:
        "Your post won't work as a carousel. Carousels need at least 2 photos/videos and no more than 10 photos/videos.",
    }),
  productTagPositionsNotAllowed: () =>
    publishing(100, 2207035, {
      message: 'Product tags of a video have no positions.',
      userTitle: 'Product tag positions not allowed',
      userMessage: 'Product tag positions should not be specified for video media.',
    }),
  productTagPositionsMissing: () =>
    publishing(100, 2207036, {
      message: 'Product tags of a photo have positions.',
      userTitle: 'Product tag positions required',
      userMessage: 'Product tag positions are required for photo media.',
    }),
  productInvalid: () =>
    publishing(100, 2207037, {
      message: 'A product tag is not valid.',
      userTitle: 'Product tags not added',
      userMessage:
        "We couldn't add all of your product tags. The product ID may be incorrect, the product may be deleted, or you " +
        'may not have permission to tag the product.',
    }),
  /** Seen in practice; the page of error codes does not have it. 110 is Graph's own code of the message. */
  usersNotAccessible: (usernames: readonly string[]) =>
    publishing(110, 2207018, {
      message: 'Invalid user id',
      userTitle: 'Cannot access user',
      userMessage: `The following user(s) cannot be accessed: ${usernames.join(', ')}`,
    }),
  thumbOffsetOutside: (durationMs: number | null) =>
    publishing(1, 2207057, {
      message: 'The thumbnail offset is outside the video.',
      userTitle: 'Thumbnail offset invalid',
      userMessage:
        'Thumbnail offset must be greater than or equal to 0 and less than video duration' +
        (durationMs === null ? '' : `, i.e. ${durationMs}`),
    }),
  /** Seen in practice since videos of the feed became reels; not documented. */
  videoTypeRetired: () =>
    publishing(100, 2207067, {
      message: 'The VIDEO value for media_type is no longer supported.',
      userTitle: 'Media type no longer supported',
      userMessage:
        'The VIDEO value for media_type is no longer supported. Use the REELS media_type to publish a video to your ' +
        'Instagram feed.',
    }),
  /** Containers have a subcode of their own for a field that does not exist: seen in practice, not documented. */
  containerFieldUnknown: (field: string) =>
    publishing(100, 2207065, {
      message: `(#100) Tried accessing nonexisting field (${field}) on node type (ShadowIGMediaBuilder)`,
      userTitle: 'Field does not exist',
      userMessage: `The field ${field} does not exist on the container.`,
    }),
  mediaNotFetched: (uri: string) =>
    publishing(9004, 2207052, {
      message: 'Only photo or video can be accepted as media type.',
      userTitle: 'Media download has failed',
      userMessage: `The media could not be fetched from this uri: ${uri}`,
    }),
  mediaNotReady: () =>
    publishing(9007, 2207027, {
      message: 'Media ID is not available',
      userTitle: 'The media is not ready',
      userMessage: 'The media is not ready for publishing, please wait for a moment',
    }),
  imageTooLarge: () =>
    publishing(36000, 2207004, {
      message: 'The image size is too large.',
      userTitle: 'Image size too large',
      userMessage: 'The image is too large to download. It should be less than 8 MiB.',
    }),
  imageFormatUnsupported: (format: string) =>
    publishing(36001, 2207005, {
      message: 'The image format is not supported.',
      userTitle: 'Image format not supported',
      userMessage: `The image format ${format} is not supported. Supported formats are: JPEG`,
    }),
  aspectRatioOutOfRange: (ratio: number) =>
    publishing(36003, 2207009, {
      message: 'The aspect ratio is not supported.',
      userTitle: 'Aspect ratio not supported',
      userMessage:
        `The submitted image with aspect ratio ${ratio.toFixed(2)} cannot be published. Please submit an image with a ` +
        'valid aspect ratio.',
    }),
  captionTooLong: (length: number, maximum: number) =>
    publishing(36004, 2207010, {
      message: 'The caption is too long.',
      userTitle: 'Caption too long',
      userMessage:
        `The submitted image's caption was ${length} characters long. The maximum number of characters permitted for a ` +
        `caption is ${maximum}. Please submit media with a shorter caption.`,
    }),
  tooManyHashtags: (maximum: number) =>
    publishing(36004, 2207010, {
      message: 'The caption has too many hashtags.',
      userTitle: 'Too many hashtags',
      userMessage: `The maximum number of hashtags permitted for a caption is ${maximum}.`,
    }),

  parameterRequired: (name: string) => invalid(`(#100) The parameter ${name} is required`),
  parameterInvalid: (reason: string) => invalid(`(#100) ${reason}`),
  parameterNotAllowed: (name: string) => invalid(`(#100) param ${name} is not allowed`),
  /** Meta names the exception and not its code. */
  locationInvalid: () => invalid('(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID'),
  /** Meta tells the limit and not how it is refused. */
  containerLimitReached: (code: number): Refusal => ({
    httpStatus: 400,
    code,
    message: `(#${code}) The limit of containers for this account is reached`,
  }),
  /** Meta tells the limits of calls about invites and not how it refuses. The words are those of its code 613. */
  inviteLimitReached: (code: number): Refusal => ({
    httpStatus: 400,
    code,
    message: `(#${code}) Calls to this api have exceeded the rate limit.`,
  }),
  /** Meta does not tell how it refuses an answer to an invite that was withdrawn, was answered or has never been. */
  inviteGone: (mediaId: string) => invalid(`(#100) There is no pending invite to the media ${mediaId}`),
  /** Meta tells no HTTP status. 400 was seen of 80002; of 4 it is a guess: 403, as 4 was seen with at a publish. */
  callLimitReached: (code: 4 | 80002): Refusal =>
    code === 4
      ? { httpStatus: 403, code, message: '(#4) Application request limit reached' }
      : {
          httpStatus: 400,
          code,
          message: '(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.',
        },
  fieldUnknown: (field: string, nodeType: string) =>
    invalid(`(#100) Tried accessing nonexisting field (${field}) on node type (${nodeType})`),
  fieldsMalformed: (position: number): Refusal => ({
    httpStatus: 400,
    code: 2500,
    message: `Syntax error at character ${position} of the parameter fields`,
  }),
  pathUnknown: (path: string): Refusal => ({
    httpStatus: 400,
    code: 2500,
    message: `Unknown path components: ${path}`,
  }),
  /** Graph says the same of an object that does not exist and of one that the token may not see. */
  objectUnsupported: (method: string, id: string): Refusal => ({
    httpStatus: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  }),

  tokenMissing: (): Refusal => ({
    httpStatus: 401,
    code: 190,
    message: 'An access token is required to request this resource.',
  }),
  tokenUnknown: (): Refusal => ({
    httpStatus: 401,
    code: 190,
    message: 'Invalid OAuth access token - Cannot parse access token',
  }),
  /** Graph answers 190 with HTTP 400 or 401. An expired token gets 400 here, so that no client comes to rely on 401. */
  tokenExpired: (expiredAt: number): Refusal => ({
    httpStatus: 400,
    code: 190,
    subcode: 463,
    message: `Error validating access token: Session has expired on ${new Date(expiredAt).toUTCString()}.`,
  }),
  simulatorFailed: (reason: string): Refusal => ({
    httpStatus: 500,
    code: 1,
    message: `The simulator itself failed: ${reason}`,
  }),
} as const;
