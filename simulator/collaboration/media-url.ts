import type { GraphCall } from '../protocol/graph-call.ts';
import type { Media } from '../state.ts';

const addressOf = ({ container }: Media): string | undefined =>
  container?.parameters.get('image_url') ?? container?.parameters.get('video_url');

/**
 * Where a collaborator can view a media; of a carousel its first part. Where the simulator has no address, as of a video whose
 * bytes were sent, it is that of a picture.
 */
export function mediaUrl({ root }: GraphCall, media: Media): string {
  const address = [media, ...media.children].map(addressOf).find((each) => each !== undefined);
  return address ?? new URL(`/_control/pictures/${media.shortcode}.jpg`, root).href;
}
