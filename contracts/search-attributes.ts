import { defineSearchAttributeKey } from '@temporalio/common';

// A SQL-backed server has room for ten Keyword columns and three of every other type.
export const IG_ACCOUNT = defineSearchAttributeKey('IgAccount', 'KEYWORD');
export const IG_POST_STATE = defineSearchAttributeKey('IgPostState', 'KEYWORD');
export const IG_MEDIA_KIND = defineSearchAttributeKey('IgMediaKind', 'KEYWORD');
export const IG_MEDIA_ID = defineSearchAttributeKey('IgMediaId', 'KEYWORD');
export const IG_ERROR_CODE = defineSearchAttributeKey('IgErrorCode', 'KEYWORD');
/** Which app queued the post. */
export const IG_SOURCE = defineSearchAttributeKey('IgSource', 'KEYWORD');
export const IG_DUE_AT = defineSearchAttributeKey('IgDueAt', 'DATETIME');
export const IG_PUBLISHED_AT = defineSearchAttributeKey('IgPublishedAt', 'DATETIME');
/** What became of the invites of a sweep, each word once: `IgInvites = 'declined'` finds the sweeps that declined something. */
export const IG_INVITES = defineSearchAttributeKey('IgInvites', 'KEYWORD_LIST');

/** All that a server must know before posts and sweeps can run on it. */
export const SEARCH_ATTRIBUTES = [
  IG_ACCOUNT,
  IG_POST_STATE,
  IG_MEDIA_KIND,
  IG_MEDIA_ID,
  IG_ERROR_CODE,
  IG_SOURCE,
  IG_DUE_AT,
  IG_PUBLISHED_AT,
  IG_INVITES,
] as const;
