import type { OutcomeCode } from './outcome-catalogue.ts';

/** What was asked: `container` reads a container, `read` reads anything else, `comment` makes one, `answer` answers an invite. */
export const ENDPOINTS = ['create', 'container', 'publish', 'read', 'comment', 'answer'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** One line of the table. Subcodes are reused across Meta's products, so the endpoint is part of the key. */
export interface OutcomeRow {
  readonly at: readonly Endpoint[];
  readonly codes: readonly number[] | 'any';
  readonly subcodes: readonly number[] | 'none' | 'any';
  /** Where the numbers are not enough: what one of Meta's sentences must say, in upper or lower case. */
  readonly says?: string;
  readonly means: OutcomeCode;
}

const ANYWHERE = ENDPOINTS;
const MEDIA: readonly Endpoint[] = ['create', 'container'];
const READS: readonly Endpoint[] = ['container', 'read'];
const CONTAINERS: readonly Endpoint[] = ['create', 'container', 'read'];

/** Meta grants 200 to 299 to its permission errors. */
export const PERMISSION_CODES: readonly number[] = Array.from({ length: 100 }, (_, index) => 200 + index);

/**
 * Read from the top: the first line that fits decides. Documented codes are from
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes and
 * https://developers.facebook.com/docs/graph-api/guides/error-handling; the others were reported by those who met them.
 * A container whose processing failed has its subcode in `status` and no code.
 */
export const OUTCOME_TABLE: readonly OutcomeRow[] = [
  { at: ['create', 'publish'], codes: [9007], subcodes: 'any', means: 'container-not-ready' },
  { at: ['publish'], codes: [9], subcodes: [2207042], means: 'publish-quota-reached' },

  { at: ANYWHERE, codes: [190], subcodes: [463], means: 'token-expired' },
  { at: ANYWHERE, codes: [190], subcodes: [458, 460], means: 'token-revoked' },
  { at: ANYWHERE, codes: [190], subcodes: [459, 464], means: 'account-checkpointed' },
  { at: ANYWHERE, codes: [190], subcodes: 'any', says: 'cannot parse access token', means: 'token-unreadable' },
  { at: ANYWHERE, codes: [102, 190], subcodes: 'any', means: 'token-invalid' },
  { at: ANYWHERE, codes: [25], subcodes: 'any', means: 'account-restricted' },
  { at: ['create'], codes: [10], subcodes: [2207081], means: 'trial-reels-unavailable' },
  { at: ANYWHERE, codes: [200], subcodes: 'any', says: 'API access blocked', means: 'app-blocked' },
  { at: ANYWHERE, codes: [10, ...PERMISSION_CODES], subcodes: 'any', means: 'permission-missing' },
  { at: ANYWHERE, codes: [368], subcodes: 'any', means: 'blocked-for-policy' },

  { at: ANYWHERE, codes: [4], subcodes: [2207051], means: 'activity-restricted' },
  { at: ANYWHERE, codes: [4, 17, 32, 341, 613, 80002], subcodes: 'any', means: 'rate-limited' },
  // What Instagram answers to the 401st container of a day is not documented; a new container would be the wrong cure.
  { at: ['create'], codes: [9], subcodes: 'any', means: 'rate-limited' },
  { at: MEDIA, codes: 'any', subcodes: [2207078], means: 'trial-reel-quota-reached' },

  { at: MEDIA, codes: 'any', subcodes: [2207003], means: 'media-fetch-timeout' },
  { at: MEDIA, codes: 'any', subcodes: [2207020], means: 'media-expired' },
  { at: MEDIA, codes: 'any', subcodes: [2207032], means: 'container-failed' },
  { at: MEDIA, codes: 'any', subcodes: [2207052], means: 'media-not-fetched' },
  { at: MEDIA, codes: [9004], subcodes: 'any', means: 'media-not-fetched' },
  { at: MEDIA, codes: 'any', subcodes: [2207053], means: 'upload-failed' },
  // In the uploading phase of a container that goes on calling itself IN_PROGRESS.
  { at: ['container'], codes: [1363008], subcodes: 'any', means: 'upload-failed' },
  { at: MEDIA, codes: 'any', subcodes: [2207076, 2207082, 2207085], means: 'processing-failed' },
  { at: MEDIA, codes: 'any', subcodes: [2207077], means: 'video-download-failed' },
  { at: CONTAINERS, codes: [24], subcodes: [2207006], means: 'container-not-found' },
  { at: CONTAINERS, codes: [24], subcodes: [2207008], means: 'container-unavailable' },

  { at: MEDIA, codes: 'any', subcodes: [2207004], means: 'image-too-large' },
  { at: MEDIA, codes: 'any', subcodes: [2207005], means: 'image-format-unsupported' },
  { at: MEDIA, codes: 'any', subcodes: [2207009], means: 'image-aspect-ratio' },
  { at: MEDIA, codes: 'any', subcodes: [2207010], means: 'caption-too-long' },
  { at: MEDIA, codes: 'any', subcodes: [2207013], means: 'user-not-found' },
  { at: MEDIA, codes: 'any', subcodes: [2207018], means: 'user-not-taggable' },
  { at: MEDIA, codes: 'any', subcodes: [2207023, 2207067], means: 'media-type-refused' },
  { at: MEDIA, codes: 'any', subcodes: [2207026], means: 'video-format-unsupported' },
  { at: MEDIA, codes: 'any', subcodes: [2207028], means: 'carousel-size' },
  { at: MEDIA, codes: 'any', subcodes: [2207035, 2207036, 2207037], means: 'product-tag-invalid' },
  { at: MEDIA, codes: 'any', subcodes: [2207040], means: 'too-many-tags' },
  { at: MEDIA, codes: 'any', subcodes: [2207057], means: 'thumbnail-offset' },
  { at: ['create'], codes: 'any', subcodes: 'any', says: 'INVALID_LOCATION_ID', means: 'location-invalid' },
  { at: READS, codes: [100], subcodes: [2207065], means: 'request-malformed' },

  // What Instagram says of an invite that is gone is not documented.
  { at: ['answer'], codes: [100], subcodes: 'any', means: 'invite-answer-refused' },
  { at: ANYWHERE, codes: [100], subcodes: [33], means: 'object-unreadable' },
  { at: ['create'], codes: [100], subcodes: 'none', means: 'parameter-invalid' },
  { at: READS, codes: [100], subcodes: 'none', means: 'permission-missing' },
  { at: ['comment'], codes: [100], subcodes: 'none', means: 'comment-refused' },
  { at: ['create'], codes: [110], subcodes: 'any', means: 'user-not-found' },
  { at: ['create'], codes: [352], subcodes: 'any', means: 'video-format-unsupported' },
  { at: ['create'], codes: [36000], subcodes: 'any', means: 'image-too-large' },
  { at: ['create'], codes: [36001], subcodes: 'any', means: 'image-format-unsupported' },
  { at: ['create'], codes: [36003], subcodes: 'any', means: 'image-aspect-ratio' },
  { at: ['create'], codes: [36004], subcodes: 'any', means: 'caption-too-long' },
  { at: ANYWHERE, codes: [803, 2500, 2635], subcodes: 'any', means: 'request-malformed' },

  // Instagram has made the comment, and answers that it has not.
  { at: ['comment'], codes: [20], subcodes: [1772107], means: 'comment-unconfirmed' },

  { at: ANYWHERE, codes: [-1], subcodes: [2207001], means: 'instagram-error' },
  { at: ANYWHERE, codes: [1, 2], subcodes: 'any', means: 'instagram-error' },
];
