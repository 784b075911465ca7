import { processingUnderFaults } from '../faults/processing-faults.ts';
import type { Settings } from '../settings.ts';
import type { Container, ContainerKind } from '../state.ts';
import type { World } from '../world.ts';
import { isVideo, specificationFailure } from './video-verdict.ts';

/** How long Instagram takes for a container of a kind, in milliseconds. */
function processingMs(kind: ContainerKind, settings: Settings): number {
  if (kind === 'carousel') return settings.carouselProcessingMs;
  return isVideo(kind) ? settings.videoProcessingMs : settings.imageProcessingMs;
}

/**
 * Begins to process a container, now that Instagram has the whole of its medium: at its creation, or when its upload is
 * complete.
 * @param failure the subcode that it is known to fail with.
 */
export function beginProcessing(world: World, container: Container, failure: number | null = null): void {
  const lastsMs = processingMs(container.kind, world.settings);
  const known = failure ?? knownFailure(world, container);
  container.processing =
    known === null
      ? processingUnderFaults(world, { igUserId: container.igUserId, container, lastsMs })
      : { endsAt: world.clock.now() + lastsMs, failure: known };
}

const knownFailure = ({ settings }: World, { kind, upload, fetchedBytes }: Container): number | null =>
  specificationFailure(kind, { bytes: upload?.fileSize ?? fetchedBytes, durationMs: settings.videoDurationMs });
