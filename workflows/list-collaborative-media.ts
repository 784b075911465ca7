import { ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { CollaborativeMediaInput, CollaborativeMediaPage } from '../contracts/collaborative-media.ts';
import { isAccountId } from '../contracts/ids.ts';
import { failureOfRun } from './activity-failure.ts';
import { readingCollaborations } from './activity-proxies.ts';
import { unexplainedFailure } from './errors.ts';
import { isCount, isObject, isText } from './value-shapes.ts';

/** Lists a page of the media of others on which an account is a collaborator. A client has no token; a worker does. */
export async function listCollaborativeMedia(input: CollaborativeMediaInput): Promise<CollaborativeMediaPage> {
  if (!isUsable(input)) {
    const message = 'Give schemaVersion 1, accountId, limit and after: a cursor, or null for the first page.';
    throw ApplicationFailure.create({ type: 'InvalidInput', message, nonRetryable: true });
  }
  const { accountId, after, limit } = input;
  try {
    const summary = `read the collaborative media of ${accountId}`;
    const order = { accountId, after, limit };
    return await readingCollaborations.readCollaborativeMedia.executeWithOptions({ summary }, [order]);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    throw failureOfRun('NotListed', failure, unexplainedFailure);
  }
}

function isUsable(input: unknown): boolean {
  if (!isObject(input) || input['schemaVersion'] !== 1) return false;
  const { accountId, after, limit } = input;
  return isText(accountId) && isAccountId(accountId) && (after === null || isText(after)) && isCount(limit);
}
