import type { ContainerReading } from '../../graph/container-reading.ts';

type Upload = NonNullable<ContainerReading['upload']>;

/** A container as it reads while Instagram works on it, but for what is said here. */
export const reading = (said: Partial<ContainerReading> = {}): ContainerReading => ({
  statusCode: 'IN_PROGRESS',
  status: null,
  failureSubcode: null,
  upload: null,
  processing: null,
  ...said,
});

/** A container whose video is being uploaded. */
export const uploading = (upload: Partial<Upload>, said: Partial<ContainerReading> = {}): ContainerReading =>
  reading({ upload: { phase: 'in_progress', bytes: null, errorCode: null, ...upload }, ...said });
