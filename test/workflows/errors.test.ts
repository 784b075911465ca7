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
    'that nobody told of its video, when nothing was heard of the upload': {
      staged: { media: [PROCESSING, UPLOADING, null], carousel: null },
      says: 'no worker told in time that its video was uploaded.',
    },
    'that nobody saw a medium finished, when nothing was heard of the look at it': {
      staged: { media: [FINISHED, PROCESSING], carousel: null },
      says: 'no worker saw in time that Instagram had finished its media.',
    },
    'that nobody saw the carousel finished, when nothing was heard of the look at it': {
      staged: { media: [FINISHED, FINISHED], carousel: PROCESSING },
      says: 'no worker saw in time that Instagram had finished its media.',
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
