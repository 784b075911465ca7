import { z } from 'zod';
import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { ParamsQuestion, Role } from './container-params.ts';
import { jsonParam, wordsParam } from './param-values.ts';

const MAXIMUM_USER_TAGS = 20;
/** Meta's guide to product tagging: 20 in the feed, 5 on a part of a carousel, 30 on a reel. Another page says 5 for all. */
const MAXIMUM_PRODUCT_TAGS: Readonly<Partial<Record<Role, number>>> = {
  image: 20,
  'carousel-image': 5,
  video: 5,
  carousel: 20,
  reel: 30,
};
const USERNAME = /^[A-Za-z0-9._]{1,30}$/;

/** A share of the picture's width or height, from its upper left corner. */
const share = z.number().min(0).max(1).optional();
const position = { x: share, y: share };
const userTags = z.array(z.object({ username: z.string(), ...position }));
const productTags = z.array(z.object({ product_id: z.coerce.string(), ...position }));

interface Tag {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
}

const isPlaced = ({ x, y }: Tag): boolean => x !== undefined && y !== undefined;
const hasPosition = ({ x, y }: Tag): boolean => x !== undefined || y !== undefined;

/** Why Instagram refuses the users tagged: each has a place on an image, none on a reel, and may have one on a story. */
export function userTagsRefusal({ params, role, state }: ParamsQuestion): Refusal | null {
  const tags = jsonParam(params, 'user_tags', userTags) ?? [];
  if (tags.length > MAXIMUM_USER_TAGS) return refusals.tooManyTags(MAXIMUM_USER_TAGS);
  if ((role === 'image' || role === 'carousel-image') && !tags.every(isPlaced))
    return refusals.parameterInvalid('param user_tags needs x and y for each user on an image');
  if (role === 'reel' && tags.some(hasPosition))
    return refusals.parameterInvalid('param user_tags takes no x and y on a reel');
  const usernames = tags.map(({ username }) => username);
  return inaccessible(usernames, state.untaggable);
}

/** Why Instagram refuses the collaborators invited. One that cannot be invited is enough. */
export function collaboratorsRefusal({ params, settings, state }: ParamsQuestion): Refusal | null {
  const usernames = wordsParam(params, 'collaborators');
  const { maxCollaborators } = settings;
  if (usernames.length > 0 && params.has('trial_params')) return refusals.parameterNotAllowed('collaborators');
  if (usernames.length > maxCollaborators)
    return refusals.parameterInvalid(`param collaborators takes at most ${maxCollaborators} users`);
  return inaccessible(usernames, state.untaggable);
}

function inaccessible(usernames: readonly string[], untaggable: ReadonlySet<string>): Refusal | null {
  const refused = usernames.filter((username) => !USERNAME.test(username) || untaggable.has(username));
  return refused.length === 0 ? null : refusals.usersNotAccessible(refused);
}

/** Why Instagram refuses the products tagged: each once, with a place on an image and without one on a video. */
export function productTagsRefusal({ params, role }: ParamsQuestion): Refusal | null {
  const tags = jsonParam(params, 'product_tags', productTags) ?? [];
  const maximum = MAXIMUM_PRODUCT_TAGS[role] ?? 0;
  if (tags.length > maximum) return refusals.tooManyTags(maximum);
  if ((role === 'reel' || role === 'video') && tags.some(hasPosition)) return refusals.productTagPositionsNotAllowed();
  if ((role === 'image' || role === 'carousel-image') && !tags.every(isPlaced))
    return refusals.productTagPositionsMissing();
  const products = tags.map(({ product_id }) => product_id);
  if (new Set(products).size < products.length)
    return refusals.parameterInvalid('param product_tags names a product twice');
  return products.every((product) => /^\d+$/.test(product)) ? null : refusals.productInvalid();
}
