import { PUBLISH_QUOTA_REACHED } from '../contracts/send-outcome.ts';
import type { OutcomeClass, OutcomeEntries } from './outcome-classes.ts';

const WAIT = 'Nothing: it is tried again by itself.';

/** Failures that may pass without anybody's help, by what is done about them. */
export const PASSING_OUTCOMES = {
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
    'upload-interrupted': {
      category: 'platform',
      sentence: 'The upload of the video was interrupted.',
      nextAction: 'Nothing: it goes on from the byte that Instagram has reached.',
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
      nextAction: 'Nothing: it is tried again by itself; or take `trial` out with `carillon posts edit`.',
    },
  },
  waitForQuota: {
    [PUBLISH_QUOTA_REACHED]: {
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
    'upload-refused': {
      category: 'media',
      sentence: 'Instagram refused the upload of the video.',
      nextAction: "If it comes back, check the video against Instagram's specifications, and the app's permissions.",
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
} as const satisfies Partial<Record<OutcomeClass, OutcomeEntries>>;
