import type { FastifyRequest } from 'fastify';
import type { Container, Upload } from '../state.ts';
import type { World } from '../world.ts';
import { type UploadAnswer, uploadAnswers } from './upload-answers.ts';
import { uploadToken } from './upload-request.ts';

export interface Addressed {
  Params: { id: string };
}

/** A container whose video is uploaded. */
export interface UploadTarget {
  readonly container: Container;
  readonly upload: Upload;
}

/** The upload that a request is about, or why its sender is turned away. */
export type FoundUpload =
  | { readonly kind: 'found'; readonly target: UploadTarget }
  | { readonly kind: 'refuse'; readonly answer: UploadAnswer };

const refuse = (answer: UploadAnswer): FoundUpload => ({ kind: 'refuse', answer });

/** Finds the upload that a request's path names, for its token. A token of Instagram Login has no uploads. */
export function findUpload({ state, clock }: World, { headers, params }: FastifyRequest<Addressed>): FoundUpload {
  const holder = state.holderOf(uploadToken(headers) ?? '');
  const expiresAt = holder?.token.expiresAt ?? Number.POSITIVE_INFINITY;
  if (holder === undefined || clock.now() >= expiresAt || holder.account.login === 'instagram')
    return refuse(uploadAnswers.notAuthorized());
  const container = state.containers.get(params.id);
  if (container?.igUserId !== holder.account.igUserId) return refuse(uploadAnswers.unauthorizedUser());
  if (container.upload === null) return refuse(uploadAnswers.processingFailed());
  return { kind: 'found', target: { container, upload: container.upload } };
}
