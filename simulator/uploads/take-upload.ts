import type { FastifyReply } from 'fastify';
import { beginProcessing } from '../containers/begin-processing.ts';
import { textsOf } from '../faults/fault-target.ts';
import type { UploadOutcome } from '../faults/outcomes.ts';
import type { World } from '../world.ts';
import type { Reception } from './received-bytes.ts';
import { type Transfer, transfer } from './transfers.ts';
import { type UploadAnswer, uploadAnswers } from './upload-answers.ts';
import { answerBeforeBody, endingOf } from './upload-faults.ts';
import { judgeUpload } from './upload-request.ts';
import type { UploadTarget } from './upload-target.ts';
import { isReturnedUri } from './upload-uri.ts';

/** What `video_status` says of a file that Instagram does not find again. */
const FILE_NOT_FOUND = { code: 1363008, message: 'OIL Error[FILE_NOT_FOUND: 6]: File not found.' };

/** Takes a video in. Returns what Instagram would answer, or what the first fault for the request says. */
export async function takeUpload(world: World, reply: FastifyReply, target: UploadTarget): Promise<UploadAnswer> {
  const { container, upload } = target;
  const { headers, query } = reply.request;
  const fault = world.faults.take('upload', container.igUserId, textsOf(world.state, container))?.outcome;
  const early = answerBeforeBody(fault);
  if (early !== undefined) return early;
  if (world.settings.strictUploadUri && !isReturnedUri(query, container.id)) return loseFile(target);
  const order = judgeUpload(headers, upload);
  if (order.kind === 'refuse') return order.answer;
  if (upload.phase === 'complete') return uploadAnswers.success();
  const reception = await transfer(world, { reply, order, upload, fault });
  return reception === 'whole' ? end(world, target, fault) : answerToPart(reception, order);
}

/** Who lost its connection gets no answer; who lost the upload to a newer request does. */
function answerToPart(reception: Exclude<Reception, 'whole'>, order: Transfer['order']): UploadAnswer {
  if (reception !== 'lost') return uploadAnswers.partialRequest();
  return order.kind === 'fetch' ? uploadAnswers.processingFailed() : uploadAnswers.offsetInvalid();
}

function end(world: World, target: UploadTarget, fault: UploadOutcome | undefined): UploadAnswer {
  const { isFound, answer } = endingOf(fault);
  if (isFound) beginProcessing(world, target.container);
  else loseFile(target);
  return answer;
}

/** Leaves a container IN_PROGRESS for good, with its uploading phase in error. */
function loseFile({ upload }: UploadTarget): UploadAnswer {
  upload.received = 0;
  upload.fileSize = null;
  upload.phase = 'error';
  upload.error = FILE_NOT_FOUND;
  return uploadAnswers.processingFailed();
}
