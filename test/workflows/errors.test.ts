import { describe, expect, test } from '@jest/globals';
import { missedError } from '../../workflows/errors.ts';
import type { Staged, StagedContainer } from '../../workflows/staged.ts';
import { containerId, DUE_AT, ERROR } from '../contracts/samples.ts';

const container = (progress: StagedContainer['progress']): StagedContainer => ({
  id: containerId('17900000000000001'),
  createdAt: DUE_AT,
  uploadUri: null,
  progress,
});
const NOTHING: Staged = { media: [null], carousel: null };
const [UPLOADING, PROCESSING, FINISHED] = [container('uploading'), container('processing'), container('finished')];

describe('a post that is missed says', () => {
  const cases: Readonly<Record<string, { lastError?: typeof ERROR; staged: Staged | null; says: string }>> = {
    'what stood in its way last': {
      lastError: ERROR,
      staged: { media: [PROCESSING], carousel: null },
      says: `the last obstacle was: ${ERROR.message}`,
    },
    'that no worker took it, when nothing was done': { staged: NOTHING, says: 'no worker took it in time.' },
    'that no worker took it, when it was ready': { staged: null, says: 'no worker took it in time.' },
    'that its video was on its way, when the last words of the upload are lost': {
      staged: { media: [PROCESSING, UPLOADING, null], carousel: null },
      says: 'its video was still being uploaded.',
    },
    'that Instagram processes a medium, when the last words of that step are lost': {
      staged: { media: [FINISHED, PROCESSING], carousel: null },
      says: 'Instagram is still processing the media.',
    },
    'that Instagram processes the carousel, when the last words of that step are lost': {
      staged: { media: [FINISHED, FINISHED], carousel: PROCESSING },
      says: 'Instagram is still processing the media.',
    },
  };
  for (const [name, { lastError = null, staged, says }] of Object.entries(cases))
    test(name, () => {
      const { message, meta } = missedError({ dueAt: DUE_AT, sendBefore: DUE_AT + 60_000, lastError, staged });
      expect(message).toBe(
        `The post was due at 2026-12-01T09:00:00.000Z and could not be sent by 2026-12-01T09:01:00.000Z: ${says}`,
      );
      expect(meta).toEqual(lastError?.meta ?? null);
    });
});
