import type { Context } from '@temporalio/activity';
import type { ContainerId } from '../contracts/ids.ts';
import type { UploadBeat } from '../contracts/staging.ts';

/** How often an upload beats, moving or not: news of a cancellation comes with the answer to a beat, and has to come within a second. */
export const UPLOAD_BEAT_MS = 500;

/** What the attempt before this one said last, if it was about the same container. */
export function earlierBeat({ info }: Context, containerId: ContainerId): UploadBeat | undefined {
  const beat: UploadBeat | undefined = info.heartbeatDetails;
  return beat?.containerId === containerId ? beat : undefined;
}

/** Beats while the work goes on, with what it told last; before it has told anything, with what the attempt before said. */
export async function beatWhileUploading<T>(
  context: Context,
  earlier: UploadBeat | undefined,
  work: (tell: (beat: UploadBeat) => void) => Promise<T>,
): Promise<T> {
  let latest = earlier;
  const beating = setInterval(() => context.heartbeat(latest), UPLOAD_BEAT_MS);
  try {
    return await work((beat) => {
      const isFirst = latest === undefined;
      latest = beat;
      // The identity of the file has to be known before the first byte leaves.
      if (isFirst) context.heartbeat(beat);
    });
  } finally {
    clearInterval(beating);
  }
}
