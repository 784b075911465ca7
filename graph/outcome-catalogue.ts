import type { ErrorCategory } from '../contracts/post-error.ts';

/** What to do about a failure. */
export const OUTCOME_CLASSES = [
  /** Send the same request again after a pause. At publish only where it provably was not sent. */
  'retry',
  /** As `retry`, once the rate allowance is regained (`Usage`). */
  'rate',
  /** The cap on published posts is reached: the same container again when the window frees. At publish a proof that nothing is live. */
  'waitForQuota',
  /** The container is not ready yet: the same one again a little later. At publish a proof that nothing is live. */
  'waitSameContainer',
  /** Make a new container, a bounded number of times: each one counts against the 400 per day. */
  'newContainer',
  /** The post itself must be changed. */
  'fixInput',
  /** A person must act on the account, the token or this installation. The container stays good. */
  'person',
  /** At publish only: the post may be live. Find out by reading; never send again while it is open. */
  'ambiguous',
] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/** What a failure means. */
export interface OutcomeEntry {
  readonly category: ErrorCategory;
  /** One sentence: what is wrong. */
  readonly sentence: string;
  /** One sentence: what a person should do. */
  readonly nextAction: string;
}

const WAIT = 'Nothing: it is tried again by itself.';
const RENEW_TOKEN =
  'Get a new access token for the account, add it with `carillon accounts add`, then queue the post again.';
const CHECK_VIDEO =
  "Check the video against Instagram's specifications, re-encode it if need be, then queue the post again.";

/** Every failure by our stable code, under what is done about it. */
export const OUTCOMES = {
  retry: {
    'instagram-unreachable': {
      category: 'platform',
      sentence: 'Instagram could not be reached.',
      nextAction: 'Nothing, unless it lasts: then check the network and the Graph URL of this installation.',
    },
    'answer-unreadable': {
      category: 'platform',
      sentence: 'Instagram sent something that is not an answer of its API.',
      nextAction: 'Nothing, unless it lasts: then check the Graph URL of this installation.',
    },
    'instagram-error': {
      category: 'platform',
      sentence: 'Instagram reported an error of its own.',
      nextAction: WAIT,
    },
    'read-refused': {
      category: 'platform',
      sentence: 'Instagram refused to show the object, with an error that it does not document.',
      nextAction: "Nothing, unless it lasts: then read Instagram's own words beside this error.",
    },
    'object-unreadable': {
      category: 'platform',
      sentence:
        'Instagram says that the object does not exist or may not be read, which it also says during its outages.',
      nextAction: 'Nothing, unless it lasts: then check that the token belongs to the account.',
    },
    'container-unavailable': {
      category: 'platform',
      sentence: 'Instagram does not find the container at the moment.',
      nextAction: WAIT,
    },
  },
  rate: {
    'rate-limited': {
      category: 'quota',
      sentence: 'The rate limit of the Graph API is reached for this account or app.',
      nextAction: 'Nothing: it goes on when Instagram lets calls through again.',
    },
    'activity-restricted': {
      category: 'quota',
      sentence: 'Instagram restricts this activity for now because it suspects spam.',
      nextAction: 'Publish less often on this account for some hours.',
    },
    'trial-reel-quota-reached': {
      category: 'quota',
      sentence: 'The cap on trial reels is reached for this account.',
      nextAction: 'Wait, or queue the reel without trial parameters.',
    },
  },
  waitForQuota: {
    'publish-quota-reached': {
      category: 'quota',
      sentence: "Instagram's cap on posts published in 24 hours is reached for this account.",
      nextAction: 'Nothing: the post goes out when the window frees, or reschedule it.',
    },
  },
  waitSameContainer: {
    'container-not-ready': {
      category: 'platform',
      sentence: 'Instagram has not finished processing the media.',
      nextAction: WAIT,
    },
  },
  newContainer: {
    'refusal-unknown': {
      category: 'platform',
      sentence: 'Instagram refused the media with an error that it does not document.',
      nextAction: "Read Instagram's own words beside this error; if it stays, change the media or the caption.",
    },
    'container-not-found': {
      category: 'platform',
      sentence: 'Instagram does not find the container for this account and token.',
      nextAction: 'Nothing, unless it comes back: then check that the token belongs to the account.',
    },
    'container-expired': {
      category: 'platform',
      sentence: 'The container is older than the 24 hours that Instagram keeps one.',
      nextAction: 'Nothing: the media is staged anew.',
    },
    'container-failed': {
      category: 'platform',
      sentence: 'Instagram failed to create the container.',
      nextAction: WAIT,
    },
    'media-fetch-timeout': {
      category: 'media',
      sentence: 'Instagram took too long to download the media from its URL.',
      nextAction: 'Put the media on a faster host if it comes back.',
    },
    'media-not-fetched': {
      category: 'media',
      sentence: 'Instagram could not fetch a photo or video from the media URL.',
      nextAction:
        'Check that the URL opens without login, serves the file itself and not a page, and that robots.txt allows facebookexternalhit.',
    },
    'media-expired': {
      category: 'platform',
      sentence: 'The uploaded media has expired at Instagram.',
      nextAction: 'Nothing: the media is staged anew.',
    },
    'upload-failed': {
      category: 'media',
      sentence: 'The upload of the video failed at Instagram.',
      nextAction: WAIT,
    },
    'processing-failed': {
      category: 'media',
      sentence: 'Instagram failed to process the media.',
      nextAction: "If it comes back, check the media against Instagram's specifications.",
    },
    'video-download-failed': {
      category: 'media',
      sentence: 'Instagram could not download or read the video.',
      nextAction: 'Check that the host answers HEAD and Range requests, and that the video lasts at least 3 seconds.',
    },
  },
  fixInput: {
    'video-format-unsupported': {
      category: 'media',
      sentence: 'Instagram does not support the format of the video.',
      nextAction: CHECK_VIDEO,
    },
    'image-too-large': {
      category: 'media',
      sentence: 'The image is larger than the 8 MiB that Instagram takes.',
      nextAction: 'Queue the post again with a smaller image.',
    },
    'image-format-unsupported': {
      category: 'media',
      sentence: 'Instagram does not support the format of the image.',
      nextAction: 'Queue the post again with a JPEG.',
    },
    'image-aspect-ratio': {
      category: 'media',
      sentence: 'The aspect ratio of the image is outside 4:5 to 1.91:1.',
      nextAction: 'Crop the image, then queue the post again.',
    },
    'caption-too-long': {
      category: 'content',
      sentence: 'The caption is longer than Instagram allows.',
      nextAction: 'Keep it to 2,200 characters, 30 hashtags and 20 @ tags, then queue the post again.',
    },
    'thumbnail-offset': {
      category: 'content',
      sentence: 'The thumbnail offset lies outside the video.',
      nextAction: 'Give an offset within the length of the video, in milliseconds, then queue the post again.',
    },
    'carousel-size': {
      category: 'content',
      sentence: 'A carousel needs 2 to 10 photos or videos.',
      nextAction: 'Change the number of media, then queue the post again.',
    },
    'product-tag-invalid': {
      category: 'content',
      sentence: 'A product tag is not valid for this media.',
      nextAction: 'Check the product ids, give positions for photos and none for videos, then queue the post again.',
    },
    'too-many-tags': {
      category: 'content',
      sentence: 'The post has more tags than Instagram allows.',
      nextAction: 'Use at most 20 tags, then queue the post again.',
    },
    'user-not-found': {
      category: 'content',
      sentence: 'Instagram does not find a user that the post names.',
      nextAction: 'Correct or remove the username, then queue the post again.',
    },
    'user-not-taggable': {
      category: 'content',
      sentence: 'A collaborator or tagged user is private, missing, or does not allow it.',
      nextAction: "Remove the usernames that Instagram's own words name, then queue the post again.",
    },
    'media-type-refused': {
      category: 'content',
      sentence: 'Instagram does not take this media type here.',
      nextAction: 'Queue feed videos as reels, and everything else as the kind that it is.',
    },
    'trial-reels-unavailable': {
      category: 'content',
      sentence: 'The account may not publish trial reels.',
      nextAction: 'Queue the reel without trial parameters.',
    },
    'parameter-invalid': {
      category: 'content',
      sentence: 'Instagram refused a parameter of the post.',
      nextAction: "Change what Instagram's own words name, then queue the post again.",
    },
  },
  person: {
    'token-invalid': {
      category: 'token',
      sentence: 'Instagram does not accept the access token of the account.',
      nextAction: RENEW_TOKEN,
    },
    'token-expired': {
      category: 'token',
      sentence: 'The access token of the account has expired.',
      nextAction: RENEW_TOKEN,
    },
    'token-revoked': {
      category: 'token',
      sentence: 'The access token was revoked: the app was removed or the password changed.',
      nextAction: RENEW_TOKEN,
    },
    'account-checkpointed': {
      category: 'token',
      sentence: 'Instagram wants the owner of the account to confirm who they are.',
      nextAction: 'Sign in to the account in the app and do what it asks, then queue the post again.',
    },
    'account-restricted': {
      category: 'permission',
      sentence: 'The Instagram account is inactive, checkpointed or restricted.',
      nextAction: 'Sign in to the Instagram app and do what it asks, then queue the post again.',
    },
    'permission-missing': {
      category: 'permission',
      sentence: 'The app lacks a permission for this account, or Meta has blocked the app.',
      nextAction: "Check the app and its permissions in Meta's App Dashboard, then queue the post again.",
    },
    'blocked-for-policy': {
      category: 'permission',
      sentence: 'Instagram has blocked this action for breaking its policies.',
      nextAction: 'See the account status in the Instagram app, wait some hours, then queue the post again.',
    },
    'request-malformed': {
      category: 'carillon',
      sentence: 'Instagram does not know the path or field that this version of Carillon asked for.',
      nextAction: 'Check CARILLON_GRAPH_VERSION and the Graph URLs, then queue the post again.',
    },
  },
  ambiguous: {
    'publish-unconfirmed': {
      category: 'platform',
      sentence: 'The publish request may have taken effect although no media id came back.',
      nextAction: "Look at the account's profile on Instagram, and do not publish the post again before you have.",
    },
  },
} as const satisfies Readonly<Record<OutcomeClass, Readonly<Record<string, OutcomeEntry>>>>;

/** Stable, kebab-case: the `code` of a PostError. */
export type OutcomeCode = { [Class in OutcomeClass]: keyof (typeof OUTCOMES)[Class] }[OutcomeClass];
