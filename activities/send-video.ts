import type { VideoSource } from '../contracts/post.ts';
import type { UploadBeat } from '../contracts/staging.ts';
import type { UploadAnswer } from '../graph/upload-answer.ts';
import { MediaAccessError } from '../media/media-access-error.ts';
import { type MediaSource, openMediaSource } from '../media/media-source.ts';
import { type ContainerUpload, readUpload, type UploadedVideo } from './container-upload.ts';
import { isStuck, judgeSending, nextUploadStep, type Progress, progressTo } from './judge-upload.ts';
import { type StagingProblem, stagingFailure } from './staging-failure.ts';

export interface VideoSending {
  readonly source: VideoSource;
  /** Of the file that an earlier try began with. */
  readonly seen: string | undefined;
  readonly allowPrivate: boolean;
  readonly tell: (beat: UploadBeat) => void;
}

/**
 * Sends a video's bytes, from where Instagram's count stands to the end, and again from there when the connection is cut.
 * @throws ApplicationFailure in the vocabulary of contracts/staging-failures.ts; MediaAccessError
 */
export async function sendVideo(upload: ContainerUpload, sending: VideoSending): Promise<UploadedVideo> {
  const { seen, tell } = sending;
  const media = await openMedia(sending, upload.signal);
  let progress: Progress | undefined;
  let otherwise: StagingProblem | undefined;
  for (;;) {
    const isSameFile = seen !== undefined || otherwise !== undefined;
    const next = nextUploadStep(await readUpload(upload), { totalBytes: media.bytes, isSameFile });
    if (next.step === 'end') return { bytes: media.bytes };
    if (next.step === 'fail') throw stagingFailure(next.problem, upload.account);
    progress = progressTo(next.offset, progress);
    if (otherwise !== undefined && isStuck(progress.fruitless)) throw stagingFailure(otherwise, upload.account);
    const judged = judgeSending(await sendFrom(next.offset, { upload, media, tell }));
    if (judged.verdict === 'done') return { bytes: media.bytes };
    if (judged.verdict === 'fail') throw stagingFailure(judged.problem, upload.account);
    otherwise = judged.otherwise;
  }
}

async function openMedia({ source, seen, allowPrivate }: VideoSending, signal: AbortSignal): Promise<MediaSource> {
  const access = { allowPrivate, signal };
  const opened = await openMediaSource(source, { ...access, ...(seen !== undefined && { seen }) });
  if (opened.kind === 'problem') throw opened.problem;
  return opened.source;
}

interface Sending extends Pick<VideoSending, 'tell'> {
  readonly upload: ContainerUpload;
  readonly media: MediaSource;
}

/** @throws MediaAccessError when the bytes could not be read to their end */
async function sendFrom(offset: number, { upload, media, tell }: Sending): Promise<UploadAnswer> {
  const { graph, account, order, signal } = upload;
  const tellBytes = (bytes: number) =>
    tell({ containerId: order.containerId, bytes, totalBytes: media.bytes, identity: media.identity });
  tellBytes(offset);
  const body = await media.open(offset, signal);
  let unread: MediaAccessError | undefined;
  body.once('error', (error) => {
    if (error instanceof MediaAccessError) unread = error;
  });
  const onSent = (sent: number) => tellBytes(offset + sent);
  const answer = await graph.uploadBytes(
    account,
    { uri: order.uploadUri, offset, totalBytes: media.bytes, body, onSent },
    signal,
  );
  // A broken connection ends the reading too; the answer has the code of what broke first.
  if (unread !== undefined && answer.kind === 'unreachable' && answer.code === unread.code) throw unread;
  return answer;
}
