import type { Container } from '../state.ts';

/** Meta: a container that is not published within 24 hours expires. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

export type ContainerStatus =
  | { readonly code: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'EXPIRED' }
  | { readonly code: 'ERROR'; readonly subcode: number };

/** Where a container stands at an instant. */
export function containerStatus({ publishedAs, createdAt, processing }: Container, now: number): ContainerStatus {
  if (publishedAs !== null) return { code: 'PUBLISHED' };
  if (now >= createdAt + CONTAINER_LIFE_MS) return { code: 'EXPIRED' };
  if (now < processing.endsAt) return { code: 'IN_PROGRESS' };
  return processing.failure === null ? { code: 'FINISHED' } : { code: 'ERROR', subcode: processing.failure };
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
