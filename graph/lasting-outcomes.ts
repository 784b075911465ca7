import type { OutcomeClass, OutcomeEntries } from './outcome-classes.ts';

const RENEW_TOKEN =
  'Get a new access token for the account and add it with `carillon accounts add`: the post then goes on by itself.';
const THEN_RETRY = 'then `carillon posts retry`';
/** The id of a post is used up when it has failed. */
const QUEUE_AGAIN = 'queue the post again under a new id';
const WITHOUT_THEM =
  'Correct or remove them with `carillon posts edit`, or queue posts with `dropUnavailableCollaborators` to have them left out.';

/** Failures that do not pass by a repetition, by what is done about them. */
export const LASTING_OUTCOMES = {
  usersUnavailable: {
    'user-not-found': {
      category: 'content',
      sentence: 'Instagram does not find a user that the post names.',
      nextAction: WITHOUT_THEM,
    },
    'user-not-taggable': {
      category: 'content',
      sentence: 'A collaborator or tagged user is private, missing, or does not allow it.',
      nextAction: WITHOUT_THEM,
    },
  },
  fixInput: {
    'video-format-unsupported': {
      category: 'media',
      sentence: 'Instagram does not support the format of the video.',
      nextAction: `Check the video against Instagram's specifications, re-encode it, then ${QUEUE_AGAIN}.`,
    },
    'image-too-large': {
      category: 'media',
      sentence: 'The image is larger than the 8 MiB that Instagram takes.',
      nextAction: `Make the image smaller, then ${QUEUE_AGAIN}.`,
    },
    'image-format-unsupported': {
      category: 'media',
      sentence: 'Instagram does not support the format of the image.',
      nextAction: `Save the image as a JPEG, then ${QUEUE_AGAIN}.`,
    },
    'image-aspect-ratio': {
      category: 'media',
      sentence: 'The aspect ratio of the image is outside 4:5 to 1.91:1.',
      nextAction: `Crop the image, then ${QUEUE_AGAIN}.`,
    },
    'caption-too-long': {
      category: 'content',
      sentence: 'The caption is longer than Instagram allows.',
      nextAction: `Keep it to 2,200 characters, 30 hashtags and 20 @ tags, then ${QUEUE_AGAIN}.`,
    },
    'thumbnail-offset': {
      category: 'content',
      sentence: 'The thumbnail offset lies outside the video.',
      nextAction: `Give an offset in milliseconds that is less than the length of the video, then ${QUEUE_AGAIN}.`,
    },
    'carousel-size': {
      category: 'content',
      sentence: 'A carousel needs 2 to 10 photos or videos.',
      nextAction: `Change the number of media, then ${QUEUE_AGAIN}.`,
    },
    'product-tag-invalid': {
      category: 'content',
      sentence: 'A product tag is not valid for this media.',
      nextAction: `Check the product ids, give positions for photos and none for videos, then ${QUEUE_AGAIN}.`,
    },
    'too-many-tags': {
      category: 'content',
      sentence: 'The post has more tags than Instagram allows.',
      nextAction: `Use at most 20 tags, then ${QUEUE_AGAIN}.`,
    },
    'location-invalid': {
      category: 'content',
      sentence: 'The page that the post gives as its location has no location data.',
      nextAction: `Choose a page that stands for a place, then ${QUEUE_AGAIN}.`,
    },
    'media-type-refused': {
      category: 'content',
      sentence: 'Instagram does not take this media type here.',
      nextAction: 'Queue feed videos as reels, and everything else as the kind that it is, under a new id.',
    },
    'trial-reels-unavailable': {
      category: 'content',
      sentence: 'The account may not publish trial reels.',
      nextAction: 'Queue the reel without `trial`, under a new id.',
    },
    'comment-refused': {
      category: 'content',
      sentence: 'Instagram refused the text of the first comment.',
      nextAction: 'Make the comment by hand: the post itself is not concerned.',
    },
    'parameter-invalid': {
      category: 'content',
      sentence: 'Instagram refused a parameter of the post.',
      nextAction: `Change what Instagram's own words name, then ${QUEUE_AGAIN}.`,
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
    'token-unreadable': {
      category: 'token',
      sentence: 'Instagram cannot read the access token: it is damaged, or was issued by the other of its two logins.',
      nextAction:
        'Add the token as it was issued, with its `--login`, by `carillon accounts add`: the post then goes on by itself.',
    },
    'upload-not-authorized': {
      category: 'token',
      sentence: "Instagram's upload host does not accept the access token of the account.",
      nextAction: RENEW_TOKEN,
    },
    'account-checkpointed': {
      category: 'token',
      sentence: 'Instagram wants the owner of the account to confirm who they are.',
      nextAction: `Sign in to the account in the app and do what it asks, ${THEN_RETRY}.`,
    },
    'account-restricted': {
      category: 'permission',
      sentence: 'The Instagram account is inactive, checkpointed or restricted.',
      nextAction: `Sign in to the Instagram app and do what it asks, ${THEN_RETRY}.`,
    },
    'permission-missing': {
      category: 'permission',
      sentence: 'The app lacks a permission for this account, or the account lacks a role.',
      nextAction: `Check the app and its permissions in Meta's App Dashboard, ${THEN_RETRY}.`,
    },
    'app-blocked': {
      category: 'permission',
      sentence: 'Meta has blocked the whole app, so no account gets through and no new token helps.',
      nextAction: `See what Meta wants in the App Dashboard and do it, ${THEN_RETRY}.`,
    },
    'blocked-for-policy': {
      category: 'permission',
      sentence: 'Instagram has blocked this action for breaking its policies.',
      nextAction: `See the account status in the Instagram app, wait some hours, ${THEN_RETRY}.`,
    },
    'request-malformed': {
      category: 'carillon',
      sentence: 'Instagram does not know the path or field that this version of Carillon asked for.',
      nextAction: `Check CARILLON_GRAPH_VERSION and the Graph URLs, ${THEN_RETRY}.`,
    },
    'upload-host-unexpected': {
      category: 'carillon',
      sentence: 'Instagram gave an upload address on a host that the access token must not go to.',
      nextAction: `Check CARILLON_RUPLOAD_URL and the Graph URLs, ${THEN_RETRY}.`,
    },
  },
  ambiguous: {
    'invite-answer-refused': {
      category: 'platform',
      sentence: 'Instagram did not take the answer to the invite, as it does when the invite is gone.',
      nextAction: 'Nothing: what became of the invite is read, and the next sweep answers it if it is still there.',
    },
    'comment-unconfirmed': {
      category: 'platform',
      sentence: 'The comment may have been made although no comment id came back.',
      nextAction: 'Nothing: the comments are read before it is tried again.',
    },
    'publish-unconfirmed': {
      category: 'platform',
      sentence: 'The publish request may have taken effect although no media id came back.',
      nextAction:
        "Nothing while Carillon looks for it; once the post is unconfirmed, look at the account's profile and say what you saw with `carillon posts settle`.",
    },
  },
} as const satisfies Partial<Record<OutcomeClass, OutcomeEntries>>;
