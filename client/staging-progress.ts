import type { ContainerView, ContainerWait, PostView, UploadProgress } from '../contracts/post-view.ts';
import { CREATE_ACTIVITY, UPLOAD_ACTIVITY, type UploadBeat } from '../contracts/staging.ts';
import { CONTAINER_QUOTA_SPENT } from '../contracts/staging-failures.ts';
import type { PendingActivity, Runs } from './runs.ts';

/**
 * The post with how far its uploads are, and what its next container waits for. Costs a call to the server only while something is
 * uploaded, or a container is to be made.
 */
export async function withStaging(runs: Runs, workflowId: string, view: PostView): Promise<PostView> {
  if (view.status !== 'preparing' || isProcessed(view)) return view;
  return withPending(view, await runs.pendingActivities(workflowId));
}

/** Whether all that is left is for Instagram to process what it has. What is missing of a carousel then was charged together with the rest. */
function isProcessed({ containers }: PostView): boolean {
  const last = new Map(containers.map(({ medium, outcome }) => [medium, outcome]));
  return last.size > 0 && [...last.values()].every((outcome) => outcome === 'processing' || outcome === 'finished');
}

/** The post with what the activities that have not ended say of its staging. */
export function withPending(view: PostView, pending: readonly PendingActivity[]): PostView {
  const beats = pending
    .filter(({ type }) => type === UPLOAD_ACTIVITY)
    .map(({ heartbeat }) => heartbeat)
    .filter(isUploadBeat);
  const containers = view.containers.map((container) =>
    isUploading(container) ? { ...container, upload: progressOf(container, beats) ?? container.upload } : container,
  );
  return { ...view, containers, waitingFor: containerWait(pending) ?? view.waitingFor };
}

const isUploading = ({ outcome }: ContainerView): boolean => outcome === 'uploading';

function progressOf({ id }: ContainerView, beats: readonly UploadBeat[]): UploadProgress | undefined {
  const beat = beats.find(({ containerId }) => containerId === id);
  return beat && { bytes: beat.bytes, totalBytes: beat.totalBytes };
}

const isUploadBeat = (value: unknown): value is UploadBeat =>
  typeof value === 'object' &&
  value !== null &&
  'containerId' in value &&
  'bytes' in value &&
  typeof value.bytes === 'number' &&
  'totalBytes' in value &&
  typeof value.totalBytes === 'number';

/** Those of a carousel wait for the same instant. */
function containerWait(pending: readonly PendingActivity[]): ContainerWait | undefined {
  for (const { type, lastFailure } of pending) {
    const until = type === CREATE_ACTIVITY ? untilIn(lastFailure) : undefined;
    if (until !== undefined) return { kind: 'containerQuota', until };
  }
  return undefined;
}

const untilIn = (error: unknown): string | undefined =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === CONTAINER_QUOTA_SPENT &&
  'until' in error &&
  typeof error.until === 'string'
    ? error.until
    : undefined;
