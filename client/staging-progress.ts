import type { ContainerView, PostView, UploadProgress } from '../contracts/post-view.ts';
import { UPLOAD_ACTIVITY, type UploadBeat } from '../contracts/staging.ts';
import type { Runs } from './runs.ts';

/** The post with how far its uploads are. Costs a call to the server only while something is uploaded. */
export async function withUploads(runs: Runs, workflowId: string, view: PostView): Promise<PostView> {
  if (view.status !== 'preparing' || !view.containers.some(isUploading)) return view;
  return withBeats(view, await runs.heartbeats(workflowId, UPLOAD_ACTIVITY));
}

/** The post with what these heartbeats, of any shape, say of its uploads. */
export function withBeats(view: PostView, heartbeats: readonly unknown[]): PostView {
  const beats = heartbeats.filter(isUploadBeat);
  const containers = view.containers.map((container) =>
    isUploading(container) ? { ...container, upload: progressOf(container, beats) ?? container.upload } : container,
  );
  return { ...view, containers };
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
