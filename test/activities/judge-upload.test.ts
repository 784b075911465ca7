import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type FetchStep,
  isStuck,
  judgeSending,
  nextFetchStep,
  nextUploadStep,
  type Progress,
  progressTo,
  type UploadStep,
} from '../../activities/judge-upload.ts';
import type { StagingProblem } from '../../activities/staging-failure.ts';
import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../../contracts/staging-failures.ts';
import type { ContainerReading } from '../../graph/container-reading.ts';
import type { UploadAnswer, UploadRefused } from '../../graph/upload-answer.ts';
import { reading, uploading } from './container-readings.ts';
import { unreachable, unreadable } from './samples.ts';

const TOTAL = 1_000;

describe('before bytes are sent, a container', () => {
  const send = (offset: number): UploadStep => ({ step: 'send', offset });
  const END: UploadStep = { step: 'end' };
  const LOST = { phase: 'error', bytes: 0, errorCode: 1_363_008 } as const;

  test.each<[string, ContainerReading, UploadStep]>([
    ['that is new gets the whole', uploading({ phase: 'not_started', bytes: 0 }), send(0)],
    ['that says nothing of an upload gets the whole', reading(), send(0)],
    ['that has not begun and gives no count gets the whole', uploading({ phase: 'not_started' }), send(0)],
    ['with a part gets the rest', uploading({ bytes: 400 }), send(400)],
    ['with a part and an unknown phase gets the rest', uploading({ phase: 'unknown', bytes: 400 }), send(400)],
    ['that lacks one byte gets one byte', uploading({ bytes: TOTAL - 1 }), send(TOTAL - 1)],
    ['that has every byte gets none', uploading({ bytes: TOTAL }), END],
    ['whose upload is complete gets none', uploading({ phase: 'complete', bytes: null }), END],
    ['that is finished gets none', uploading({ bytes: 400 }, { statusCode: 'FINISHED' }), END],
    ['that is published gets none', uploading({ bytes: 400 }, { statusCode: 'PUBLISHED' }), END],
  ])('%s', (_case, said, step) => {
    expect(nextUploadStep(said, { totalBytes: TOTAL, isSameFile: true })).toEqual(step);
  });

  test.each<[string, ContainerReading, boolean, StagingProblem['type']]>([
    ['that began and gives no count is looked at again', uploading({}), true, TRANSIENT],
    ['that has more than the file is given up', uploading({ bytes: TOTAL + 1 }), true, CONTAINER_FAILED],
    ['with a part of an unknown file is given up', uploading({ bytes: 400 }), false, CONTAINER_FAILED],
    ['that lost its file is given up', uploading(LOST), true, CONTAINER_FAILED],
    ['that failed is given up', uploading({ bytes: 400 }, { statusCode: 'ERROR' }), true, CONTAINER_FAILED],
    ['that expired is given up', uploading({ bytes: 400 }, { statusCode: 'EXPIRED' }), true, CONTAINER_FAILED],
  ])('%s', (_case, said, isSameFile, type) => {
    expect(nextUploadStep(said, { totalBytes: TOTAL, isSameFile })).toMatchObject({ step: 'fail', problem: { type } });
  });

  test('never gets a byte that it has, and never a part of an unknown file', () => {
    const readings = fc.record({
      phase: fc.constantFrom('not_started', 'in_progress', 'complete', 'error', 'unknown'),
      bytes: fc.option(fc.nat(2 * TOTAL)),
      errorCode: fc.constant(null),
    });
    fc.assert(
      fc.property(readings, fc.boolean(), (upload, isSameFile) => {
        const step = nextUploadStep(uploading(upload), { totalBytes: TOTAL, isSameFile });
        if (step.step !== 'send') return;
        expect(step.offset).toBe(upload.bytes ?? 0);
        expect(step.offset).toBeLessThan(TOTAL);
        if (!isSameFile) expect(step.offset).toBe(0);
      }),
    );
  });
});

describe('an answer of the upload host', () => {
  const refused = (said: Partial<UploadRefused>): UploadRefused => ({
    kind: 'refused',
    httpStatus: 400,
    type: null,
    retriable: false,
    backoffMs: null,
    message: 'No.',
    ...said,
  });
  const DONE = { verdict: 'done' };
  const LOOK = { verdict: 'look', otherwise: { type: TRANSIENT } };
  const LOOK_OR_GIVE_UP = { verdict: 'look', otherwise: { type: CONTAINER_FAILED } };
  const ASK_A_PERSON = { verdict: 'fail', problem: { type: NEEDS_PERSON } };
  const wait = (waitMs: number) => ({ verdict: 'fail', problem: { type: TRANSIENT, waitMs } });

  test.each<[string, UploadAnswer, object]>([
    ['that it has all', { kind: 'ok' }, DONE],
    ['that was lost', unreachable('maybe'), LOOK],
    ['that never came, as nothing was sent', unreachable('no'), LOOK],
    ['that nobody can read', unreadable(200), LOOK_OR_GIVE_UP],
    ['that the offset is wrong', refused({ httpStatus: 412, type: 'OffsetInvalidError', retriable: true }), LOOK],
    ['that the bytes ended early', refused({ type: 'PartialRequestError' }), LOOK],
    ['of a broken server', refused({ httpStatus: 502 }), LOOK],
    [
      'that it is too much, although it says not to try again',
      refused({ httpStatus: 429, type: 'RequestRateLimitedError', backoffMs: 10_000 }),
      wait(10_000),
    ],
    ['that processing failed, which is not always so', refused({ type: 'ProcessingFailedError' }), LOOK_OR_GIVE_UP],
    ['that the token may not do this', refused({ type: 'NotAuthorizedError' }), ASK_A_PERSON],
  ])('%s', (_case, answer, verdict) => {
    expect(judgeSending(answer)).toMatchObject(verdict);
  });
});

describe('a sending without progress', () => {
  const after = (...offsets: readonly number[]): Progress =>
    offsets.reduce<Progress | undefined>((before, offset) => progressTo(offset, before), undefined) ??
    progressTo(0, undefined);

  test.each<[readonly number[], boolean]>([
    [[0], false],
    [[0, 0, 0], false],
    [[0, 0, 0, 0], true],
    [[400, 400, 400, 400], true],
    [[0, 0, 0, 1], false],
    [[0, 0, 0, 1, 1, 1, 2], false],
    [[5, 4, 3, 2], true],
  ])('at the offsets %j: too often %s', (offsets, stuck) => {
    expect(isStuck(after(...offsets).fruitless)).toBe(stuck);
  });
});

describe('an upload that Instagram makes itself', () => {
  const ASK: FetchStep = { step: 'ask' };
  const wait = (offset: number, fruitless: number): FetchStep => ({ step: 'wait', progress: { offset, fruitless } });
  const at = (offset: number, fruitless = 0): Progress => ({ offset, fruitless });

  test.each<[string, ContainerReading, Progress | undefined, FetchStep]>([
    ['is asked for when it has not begun', uploading({ phase: 'not_started', bytes: 0 }), undefined, ASK],
    ['is asked for when Instagram says nothing of it', reading(), undefined, ASK],
    ['is left alone when it is on its way', uploading({ bytes: 5 }), undefined, wait(5, 0)],
    ['is left alone when it moves', uploading({ bytes: 9 }), at(5, 3), wait(9, 0)],
    ['is left alone when it stands still for a moment', uploading({ bytes: 5 }), at(5), wait(5, 1)],
    ['is asked for again when it stands still', uploading({ bytes: 5 }), at(5, 5), ASK],
    ['is over when it is complete', uploading({ phase: 'complete', bytes: 9 }), at(5), { step: 'end' }],
    ['is over when the container is finished', reading({ statusCode: 'FINISHED' }), undefined, { step: 'end' }],
  ])('%s', (_case, said, before, step) => {
    expect(nextFetchStep(said, before)).toEqual(step);
  });

  test('is given up when its container failed', () => {
    expect(nextFetchStep(reading({ statusCode: 'ERROR' }), undefined)).toMatchObject({
      step: 'fail',
      problem: { type: CONTAINER_FAILED },
    });
  });
});
