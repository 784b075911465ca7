import { z } from 'zod';
import type { Login } from '../ids.ts';
import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Params } from '../protocol/request-params.ts';
import type { Settings } from '../settings.ts';
import type { ContainerKind, State } from '../state.ts';
import { captionRefusal } from './caption.ts';
import { booleanParam, jsonParam } from './param-values.ts';
import { collaboratorsRefusal, productTagsRefusal, userTagsRefusal } from './tags.ts';

/** What a container is for, as far as its parameters depend on that. `video` is always a part of a carousel. */
export type Role = ContainerKind | 'carousel-image';

export interface ParamsQuestion {
  readonly params: Params;
  readonly role: Role;
  readonly login: Login;
  readonly settings: Settings;
  readonly state: Pick<State, 'untaggable' | 'invalidLocations'>;
}

const MAXIMUM_ALT_TEXT = 1_000;
const WHOLE_NUMBER = /^-?\d+$/;
const DIGITS = /^\d+$/;
const trial = z.object({ graduation_strategy: z.enum(['MANUAL', 'SS_PERFORMANCE']) });

/**
 * Which containers take the parameters that Meta's page of POST /{ig-user}/media restricts to some. Instagram was seen to
 * answer "param collaborators is not allowed"; the others are supposed to be refused alike.
 * - is_ai_generated: on the children of a carousel it "will result in an error" (guide to content publishing, as quoted in
 *   issue 1749 of gitroomhq/postiz-app). That stories take it is a guess: the changelog of 22 June 2026 leaves no kind out.
 * - location_id: that stories do not take it is a guess; the page's syntax of their requests lacks it.
 * - share_to_feed: "For Reels only", although the same page's syntax of a carousel's request has it. The stricter word counts.
 * - thumb_offset: "For videos and reels". That the video of a story is one of these is a guess: video_url, of which the page
 *   says the same, is taken by it.
 */
const TAKEN_BY: Readonly<Record<string, readonly Role[]>> = {
  alt_text: ['image', 'carousel-image'],
  audio_name: ['reel'],
  children: ['carousel'],
  collaborators: ['image', 'reel', 'carousel'],
  cover_url: ['reel'],
  is_ai_generated: ['image', 'reel', 'story-image', 'story-video', 'carousel'],
  location_id: ['image', 'reel', 'carousel'],
  product_tags: ['image', 'carousel-image', 'reel', 'video', 'carousel'],
  share_to_feed: ['reel'],
  thumb_offset: ['reel', 'video', 'story-video'],
  trial_params: ['reel'],
  user_tags: ['image', 'carousel-image', 'reel', 'story-image', 'story-video'],
};
/** Instagram ignores a caption on all others. */
const CAPTIONED: readonly Role[] = ['image', 'reel', 'carousel'];

type Check = (question: ParamsQuestion) => Refusal | null;

const CHECKS: readonly Check[] = [
  misplacedRefusal,
  ({ params, role }) => (CAPTIONED.includes(role) ? captionRefusal(params.get('caption') ?? '') : null),
  altTextRefusal,
  booleansRefusal,
  trialRefusal,
  userTagsRefusal,
  collaboratorsRefusal,
  productTagsRefusal,
  locationRefusal,
  thumbOffsetRefusal,
];

/**
 * Why Instagram refuses the parameters of a new container, before it fetches anything. Parameters that it does not know are
 * ignored.
 * @throws GraphError 100 for one that cannot be read.
 */
export function paramsRefusal(question: ParamsQuestion): Refusal | null {
  for (const check of CHECKS) {
    const refusal = check(question);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** graph.instagram.com has no product tagging. */
function misplacedRefusal({ params, role, login }: ParamsQuestion): Refusal | null {
  const isMisplaced = (name: string): boolean =>
    TAKEN_BY[name]?.includes(role) === false || (name === 'product_tags' && login === 'instagram');
  const misplaced = [...params.keys()].find(isMisplaced);
  return misplaced === undefined ? null : refusals.parameterNotAllowed(misplaced);
}

function altTextRefusal({ params }: ParamsQuestion): Refusal | null {
  const isTooLong = [...(params.get('alt_text') ?? '')].length > MAXIMUM_ALT_TEXT;
  return isTooLong ? refusals.parameterInvalid(`alt_text is longer than ${MAXIMUM_ALT_TEXT} characters`) : null;
}

function booleansRefusal({ params }: ParamsQuestion): null {
  for (const name of ['share_to_feed', 'is_ai_generated']) booleanParam(params, name);
  return null;
}

function trialRefusal({ params }: ParamsQuestion): null {
  jsonParam(params, 'trial_params', trial);
  return null;
}

function locationRefusal({ params, state }: ParamsQuestion): Refusal | null {
  const location = params.get('location_id');
  if (location === undefined) return null;
  return DIGITS.test(location) && !state.invalidLocations.has(location) ? null : refusals.locationInvalid();
}

/** With a `cover_url`, Instagram ignores the offset. */
function thumbOffsetRefusal({ params, settings: { videoDurationMs } }: ParamsQuestion): Refusal | null {
  const offset = params.get('thumb_offset');
  if (offset === undefined || params.has('cover_url')) return null;
  if (!WHOLE_NUMBER.test(offset)) return refusals.parameterInvalid('param thumb_offset must be an integer');
  const isInside = Number(offset) >= 0 && Number(offset) < (videoDurationMs ?? Infinity);
  return isInside ? null : refusals.thumbOffsetOutside(videoDurationMs);
}
