import type { Media } from '../state.ts';

/** Meta: stories are only available for 24 hours. */
const STORY_LIFE_MS = 24 * 60 * 60 * 1000;

export const isStory = ({ kind }: Pick<Media, 'kind'>): boolean => kind === 'story-image' || kind === 'story-video';

/** Whether a media is still to be found at an instant. */
export const isThere = (media: Pick<Media, 'kind' | 'publishedAt'>, now: number): boolean =>
  !isStory(media) || now < media.publishedAt + STORY_LIFE_MS;
