import type { Container } from '../state.ts';

/** Meta: a container that is not published within 24 hours expires. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

export type ContainerStatus =
  | { readonly code: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'EXPIRED' }
  | { readonly code: 'ERROR'; readonly subcode: number };

/** When a container expires. That a carousel lives no longer than the oldest of its parts is a guess, on the safe side. */
export const expiresAt = ({ createdAt, children }: Container): number =>
  Math.min(createdAt, ...children.map((child) => child.createdAt)) + CONTAINER_LIFE_MS;

/** Where a container stands at an instant. */
export function containerStatus(container: Container, now: number): ContainerStatus {
  if (container.publishedAs !== null) return { code: 'PUBLISHED' };
  return unpublishedStatus(container, now);
}

function unpublishedStatus(container: Container, now: number): ContainerStatus {
  if (now >= expiresAt(container)) return { code: 'EXPIRED' };
  const { processing } = container;
  if (processing === null || now < processing.endsAt) return { code: 'IN_PROGRESS' };
  return processing.failure === null ? { code: 'FINISHED' } : { code: 'ERROR', subcode: processing.failure };
}

/** What a container says of itself: for so long after its publish, what it said before. */
export function shownStatus(container: Container, now: number, finishedLagMs: number): ContainerStatus {
  const lags = container.publishedAt !== null && now < container.publishedAt + finishedLagMs;
  return lags ? unpublishedStatus(container, now) : containerStatus(container, now);
}

/** A status in Instagram's words. The subcode of a failure is told here and nowhere else. */
export function statusText(status: ContainerStatus): string {
  switch (status.code) {
    case 'IN_PROGRESS':
      return 'In Progress: Media is still being processed.';
    case 'FINISHED':
      return 'Finished: Media has been uploaded and it is ready to be published.';
    case 'PUBLISHED':
      return 'Published: Media has been successfully published.';
    case 'EXPIRED':
      return 'Expired: The container was not published within 24 hours and has expired.';
    case 'ERROR':
      return `Error: Media upload has failed with error code ${status.subcode}`;
    default:
      return status satisfies never;
  }
}
