import type { Container } from '../../simulator/state.ts';

/** What a new container of an image at time 0 has, but for whose it is. */
export const imageContainer = {
  kind: 'image',
  isCarouselItem: false,
  children: [],
  parameters: new Map(),
  createdAt: 0,
  processing: null,
  upload: null,
  fetchedBytes: null,
} satisfies Partial<Container>;
