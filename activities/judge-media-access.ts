import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../contracts/staging-failures.ts';
import type { MediaAccessCode, MediaAccessError } from '../media/media-access-error.ts';
import type { StagingProblem } from './staging-failure.ts';
import { UPLOAD_ANEW } from './upload-errors.ts';

const BRING_BACK =
  'Put the video where the upload workers can read it, under the same name, then run `carillon posts retry`.';

const MAKE_REACHABLE =
  'Put the video on a public host. Or, if its host is this machine or in a private network of yours, set CARILLON_PRIVATE_MEDIA=allow for the workers; link-local addresses are refused even then. Then run `carillon posts retry`.';

const MEANINGS: Readonly<Record<MediaAccessCode, Pick<StagingProblem, 'type'> & { readonly nextAction: string }>> = {
  'media-missing': { type: NEEDS_PERSON, nextAction: BRING_BACK },
  'media-unreadable': { type: NEEDS_PERSON, nextAction: BRING_BACK },
  'media-private': { type: NEEDS_PERSON, nextAction: MAKE_REACHABLE },
  'media-changed': { type: CONTAINER_FAILED, nextAction: UPLOAD_ANEW },
  'media-temporary': {
    type: TRANSIENT,
    nextAction: 'Nothing, unless it lasts: then check the host or the disk that holds the video.',
  },
};

/** What it means for a post that the bytes of its video cannot be read. */
export function judgeMediaAccess({ code, message }: MediaAccessError): StagingProblem {
  const { type, nextAction } = MEANINGS[code];
  const retryable = type !== NEEDS_PERSON;
  return { type, error: { code, category: 'media', message, retryable, nextAction, meta: null } };
}
