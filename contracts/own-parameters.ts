/**
 * Every parameter of `POST /{ig-user-id}/media` that Carillon sets, could set, or that steers the call itself, by Instagram's
 * names: a post's own `params` never reach them. Graph takes `method` for another verb than the one of the request.
 */
export const OWN_PARAMETERS = [
  'access_token',
  'alt_text',
  'appsecret_proof',
  'audio_name',
  'caption',
  'children',
  'collaborators',
  'cover_url',
  'creation_id',
  'image_url',
  'is_ai_generated',
  'is_carousel_item',
  'location_id',
  'media_type',
  'method',
  'product_tags',
  'share_to_feed',
  'thumb_offset',
  'trial_params',
  'upload_type',
  'user_tags',
  'video_url',
] as const;

const OWN: ReadonlySet<string> = new Set(OWN_PARAMETERS);

/** Whether a post's `params` may not use this name. `collaborators[0]` is a way to write `collaborators`. */
export const isOwnParameter = (name: string): boolean => OWN.has(name.split('[', 1)[0]?.trim().toLowerCase() ?? '');
