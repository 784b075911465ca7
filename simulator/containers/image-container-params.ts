import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Params } from '../protocol/request-params.ts';
import { captionRefusal } from './caption.ts';

const MAXIMUM_ALT_TEXT = 1_000;
/** Media types that Instagram knows and this simulator does not make. */
const NOT_SIMULATED = new Set(['CAROUSEL', 'REELS', 'STORIES', 'VIDEO']);

/** Why Instagram refuses the parameters of a new image container, before it fetches anything. */
export function imageParamsRefusal(params: Params): Refusal | null {
  const kind = kindRefusal(params);
  if (kind !== null) return kind;
  if ((params.get('image_url') ?? '') === '') return refusals.parameterRequired('image_url');
  const altText = [...(params.get('alt_text') ?? '')].length;
  if (altText > MAXIMUM_ALT_TEXT)
    return refusals.parameterInvalid(`alt_text is longer than ${MAXIMUM_ALT_TEXT} characters`);
  return captionRefusal(params.get('caption') ?? '');
}

function kindRefusal(params: Params): Refusal | null {
  const mediaType = params.get('media_type') ?? 'IMAGE';
  if (NOT_SIMULATED.has(mediaType)) return notSimulated(`media_type ${mediaType}`);
  if (mediaType !== 'IMAGE') return refusals.mediaTypeUnknown(mediaType);
  return params.get('is_carousel_item') === 'true' ? notSimulated('is_carousel_item') : null;
}

const notSimulated = (what: string): Refusal =>
  refusals.parameterInvalid(`The simulator makes containers of single images only: ${what} is not simulated`);
