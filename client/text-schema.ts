import { z } from 'zod';
import { must } from './issues.ts';

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media: 2,200 characters, 30 hashtags
// and 20 @ tags; alt text up to 1,000 characters. Meta documents no limit for a comment; the app takes as much as in a caption.
const MAX_CAPTION = 2200;
const MAX_HASHTAGS = 30;
const MAX_MENTIONS = 20;
const MAX_ALT_TEXT = 1000;
const MAX_COMMENT = 2200;

/** Wherever it stands: one that is glued to the one before it counts too. */
const HASHTAG = /#[\p{L}\p{N}_]+/gu;
/** The same, but for the "@" of an e-mail address: that one follows a word which is no mention itself. */
const MENTION = /(?<!(?:^|[^@\p{L}\p{N}_.])[\p{L}\p{N}_.]+)@[A-Za-z0-9_.]+/gu;

interface Limit {
  readonly count: (value: string) => number;
  readonly max: number;
  readonly unit: string;
}

/** Unicode code points, as the strings of Python count, in which Instagram's servers are written. Meta does not say what it counts. */
const characters = (max: number): Limit => ({ count: (text) => [...text].length, max, unit: 'characters' });
const hashtags = (max: number): Limit => ({ count: occurrences(HASHTAG), max, unit: 'hashtags' });
const mentions = (max: number): Limit => ({ count: occurrences(MENTION), max, unit: 'mentions' });

const occurrences = (pattern: RegExp) => (text: string) => text.match(pattern)?.length ?? 0;

const text = (...limits: readonly Limit[]) =>
  limits.reduce(
    (schema, { count, max, unit }) =>
      schema.refine((value) => count(value) <= max, {
        error: ({ input }) => `has ${count(String(input))} ${unit}, and Instagram takes at most ${max}: shorten it.`,
      }),
    z.string(must('text')),
  );

export const captionSchema = text(characters(MAX_CAPTION), hashtags(MAX_HASHTAGS), mentions(MAX_MENTIONS));
export const commentSchema = text(characters(MAX_COMMENT));
export const altTextSchema = text(characters(MAX_ALT_TEXT));
export const audioNameSchema = text();
