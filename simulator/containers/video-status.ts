import type { Container, Processing, Upload } from '../state.ts';
import { isVideo } from './video-verdict.ts';

type Phase = 'not_started' | 'in_progress' | 'complete' | 'error';

/**
 * The field `video_status` of a container at an instant; undefined for a container that is no video. A container whose
 * upload is in error says so here and nowhere else: its `status_code` was seen to stay IN_PROGRESS.
 */
export function videoStatus(container: Container, now: number) {
  if (!isVideo(container.kind)) return undefined;
  return { uploading_phase: uploadingPhase(container), processing_phase: { status: processingPhase(container, now) } };
}

function uploadingPhase({ upload, fetchedBytes }: Container) {
  if (upload === null) return { status: 'complete', bytes_transferred: fetchedBytes ?? 0 };
  const { phase: status, received: bytes_transferred, fileSize, error } = upload;
  if (error === null) return { status, bytes_transferred };
  return { status, bytes_transferred, source_file_size: fileSize ?? 0, errors: [error] };
}

function processingPhase({ processing, upload }: Container, now: number): Phase {
  if (processing === null) return uploadFailed(upload) ? 'error' : 'not_started';
  return phaseOf(processing, now);
}

const uploadFailed = (upload: Upload | null): boolean => upload?.phase === 'error';

function phaseOf({ endsAt, failure }: Processing, now: number): Phase {
  if (now < endsAt) return 'in_progress';
  return failure === null ? 'complete' : 'error';
}

/** The field `copyright_check_status` of a container at an instant; undefined for one that is no video. No match is found. */
export function copyrightStatus({ kind, processing }: Container, now: number) {
  if (!isVideo(kind)) return undefined;
  const phase = processing === null ? 'not_started' : phaseOf(processing, now);
  return { status: phase === 'complete' ? 'completed' : phase, matches_found: false };
}
