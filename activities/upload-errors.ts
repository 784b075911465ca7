import type { PostError } from '../contracts/post-error.ts';

// What an upload finds wrong by itself, beside what Instagram says is wrong.

export const UPLOAD_ANEW = 'Nothing: the file that is there now is uploaded from its start.';

/** Half of one file and half of another would be a video that nobody made. */
export const UPLOAD_OF_ANOTHER_FILE: PostError = {
  code: 'upload-of-another-file',
  category: 'media',
  message: 'Instagram has a part of a video, and nothing tells that it is a part of the file that is there now.',
  retryable: true,
  nextAction: UPLOAD_ANEW,
  meta: null,
};

export const UPLOAD_OFFSET_UNKNOWN: PostError = {
  code: 'upload-offset-unknown',
  category: 'platform',
  message: 'Instagram does not say how much of the video it has.',
  retryable: true,
  nextAction: 'Nothing: it is tried again by itself.',
  meta: null,
};

export const UPLOAD_WORKER_STOPPED: PostError = {
  code: 'upload-worker-stopped',
  category: 'carillon',
  message: 'The worker that was uploading the video was stopped.',
  retryable: true,
  nextAction: 'Nothing: the next worker goes on where this one stopped.',
  meta: null,
};
