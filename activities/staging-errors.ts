import type { PostError } from '../contracts/post-error.ts';

// What staging finds wrong by itself, beside what Instagram says is wrong.

export const CONTAINER_NOT_FINISHED: PostError = {
  code: 'container-not-finished',
  category: 'platform',
  message: 'Instagram is still processing the media.',
  retryable: true,
  nextAction: 'Nothing, unless it lasts: then try smaller or simpler media.',
  meta: null,
};

/** Publishing it again might double it: nobody knows what Instagram does with a second publish of one container. */
export const CONTAINER_PUBLISHED_BY_OTHERS: PostError = {
  code: 'container-published-by-others',
  category: 'platform',
  message: 'The container of this post was published before Carillon sent it, so somebody else did.',
  retryable: false,
  nextAction: 'Look at the account on Instagram, and see who else holds its access token.',
  meta: null,
};

export const uploadNeedsFacebookLogin = (accountId: string): PostError => ({
  code: 'upload-needs-facebook-login',
  category: 'permission',
  message: `Account "${accountId}" has a token of Instagram Login, with which Instagram takes no uploads of videos.`,
  retryable: false,
  nextAction:
    'Give the post its video at a public URL with `carillon posts edit`, or add the account with a token of Facebook Login: then the post goes on.',
  meta: null,
});

/** Instagram ignores `upload_type` where it does not take uploads, and then makes a container that nothing can fill. */
export const UPLOAD_URI_MISSING: PostError = {
  code: 'upload-uri-missing',
  category: 'platform',
  message: 'Instagram made a container for an upload and did not say where to upload the video to.',
  retryable: true,
  nextAction: 'Nothing, unless it comes back: then put the video at a public URL and queue it with `"upload": "url"`.',
  meta: null,
};
