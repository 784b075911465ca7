import { describe, expect, test } from '@jest/globals';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  DefaultFailureConverter,
  defaultPayloadConverter,
  encodeTimeoutType,
  type ProtoFailure,
  ServerFailure,
  TerminatedFailure,
  type TimeoutType,
  toPayloads,
} from '@temporalio/common';
import type { SendOutcome } from '../../contracts/send-outcome.ts';
import { LOST_AFTER_MARK } from '../../workflows/errors.ts';
import { judgeFailure, judgeOutcome, type Verdict } from '../../workflows/judge-sending.ts';
import { DUE_AT, ERROR, MEDIA_ID } from '../contracts/samples.ts';

describe('what a worker reports', () => {
  const OUTCOMES = {
    released: {
      reported: { outcome: 'released' },
      verdict: { verdict: 'unsent', outcome: 'released', failed: false, note: 'let go before the mark, as asked' },
    },
    'not-sent': {
      reported: { outcome: 'not-sent', reason: 'the worker that held it was stopped' },
      verdict: {
        verdict: 'unsent',
        outcome: 'not-sent',
        failed: true,
        note: 'the worker that held it was stopped',
      },
    },
    'too-late': {
      reported: { outcome: 'too-late' },
      verdict: { verdict: 'unsent', outcome: 'not-sent', failed: true, note: 'too late to be sent' },
    },
    impossible: {
      reported: { outcome: 'impossible', error: ERROR, credentialsRevision: 3 },
      verdict: { verdict: 'hopeless', error: ERROR, credentialsRevision: 3 },
    },
    published: {
      reported: { outcome: 'published', mediaId: MEDIA_ID, sentAt: DUE_AT + 2, answeredAt: DUE_AT + 640 },
      verdict: { verdict: 'published', mediaId: MEDIA_ID, sentAt: DUE_AT + 2, publishedAt: DUE_AT + 640 },
    },
    declined: {
      reported: { outcome: 'declined', sentAt: DUE_AT + 2, error: ERROR, retryAfterMs: 5_000 },
      verdict: { verdict: 'ask-container', sentAt: DUE_AT + 2, error: ERROR, retryAfterMs: 5_000 },
    },
    doubtful: {
      reported: { outcome: 'doubtful', sentAt: DUE_AT + 2, error: ERROR },
      verdict: { verdict: 'unknown', sentAt: DUE_AT + 2, error: ERROR },
    },
  } as const satisfies {
    readonly [Name in SendOutcome['outcome']]: {
      readonly reported: SendOutcome & { outcome: Name };
      readonly verdict: Verdict;
    };
  };

  test.each(Object.values(OUTCOMES))('$reported.outcome means $verdict.verdict', ({ reported, verdict }) => {
    expect(judgeOutcome(reported)).toStrictEqual(verdict);
  });
});

/** Failures as a workflow gets them: made from what the server records, by the converter that the SDK uses. */
const converter = new DefaultFailureConverter();
const received = (failure: ProtoFailure): Error => converter.failureToError(failure, defaultPayloadConverter);
const failedBy = (cause: ProtoFailure): Error =>
  received({ message: 'Activity task failed', activityFailureInfo: { activityType: { name: 'publishAt' } }, cause });

/** @param beat what the last beat said; undefined when there was none */
function timedOut(timeoutType: TimeoutType, beat?: unknown): Error {
  const payloads = beat === undefined ? null : (toPayloads(defaultPayloadConverter, beat) ?? null);
  return failedBy({
    message: `activity ${timeoutType} timeout`,
    timeoutFailureInfo: { timeoutType: encodeTimeoutType(timeoutType) ?? null, lastHeartbeatDetails: { payloads } },
  });
}

const UNKNOWN: Verdict = { verdict: 'unknown', sentAt: null, error: LOST_AFTER_MARK };
const unsent = (note: string): Verdict => ({ verdict: 'unsent', outcome: 'not-sent', failed: true, note });
const DIED_HOLDING = unsent('the worker that held it stopped answering before the mark');
const NEVER_TAKEN = unsent('no publishing worker took it in time');
const RELEASED: Verdict = {
  verdict: 'unsent',
  outcome: 'released',
  failed: false,
  note: 'let go before a worker had taken it',
};

describe.each<TimeoutType>(['HEARTBEAT', 'START_TO_CLOSE', 'SCHEDULE_TO_CLOSE'])('a %s time-out', (timeoutType) => {
  test('proves that nothing was sent when the last beat was of holding', () => {
    expect(judgeFailure(timedOut(timeoutType, { phase: 'holding' }))).toStrictEqual(DIED_HOLDING);
  });

  test('proves that nothing was sent when there was no beat at all', () => {
    expect(judgeFailure(timedOut(timeoutType))).toStrictEqual(DIED_HOLDING);
  });

  test('proves nothing when the last beat was the mark', () => {
    expect(judgeFailure(timedOut(timeoutType, { phase: 'sending' }))).toStrictEqual(UNKNOWN);
  });

  test.each([
    ['a phase that nobody knows', { phase: 'sent' }],
    ['no phase', {}],
    ['a word', 'holding'],
    ['a number', 7],
    ['a list', [{ phase: 'holding' }]],
    ['the mark in a list', [{ phase: 'sending' }]],
  ])('proves nothing when the last beat said %s', (_case, beat) => {
    expect(judgeFailure(timedOut(timeoutType, beat))).toStrictEqual(UNKNOWN);
  });
});

test('an order that no worker took was not sent', () => {
  expect(judgeFailure(timedOut('SCHEDULE_TO_START'))).toStrictEqual(NEVER_TAKEN);
});

test.each([
  ['of the order', failedBy({ canceledFailureInfo: {} })],
  ['of the scope around it', new CancelledFailure('Cancellation scope cancelled')],
])('a cancellation %s came before any worker had it', (_case, failure) => {
  expect(judgeFailure(failure)).toStrictEqual(RELEASED);
});

test.each([
  ['a failure that the activity threw', failedBy({ applicationFailureInfo: { type: 'TypeError' }, message: 'a bug' })],
  [
    'a failure that the activity threw over a cancellation',
    failedBy({ applicationFailureInfo: {}, cause: { canceledFailureInfo: {} } }),
  ],
  ['a failure of the server', failedBy({ serverFailureInfo: {} })],
  ['a termination', failedBy({ terminatedFailureInfo: {} })],
  [
    'an activity that failed without a cause',
    received({ activityFailureInfo: { activityType: { name: 'publishAt' } } }),
  ],
  ['a failure of no activity', ApplicationFailure.create({ message: 'a bug' })],
  ['an error of the SDK', new ServerFailure('unavailable', false)],
  ['a termination of no activity', new TerminatedFailure('terminated')],
  ['an error of JavaScript', new TypeError('a bug')],
  ["a time-out that is no activity's", timedOut('HEARTBEAT', { phase: 'holding' }).cause],
  ['a thrown word', 'holding'],
  ['nothing', undefined],
])('%s proves nothing', (_case, failure) => {
  expect(judgeFailure(failure)).toMatchObject({
    verdict: 'unknown',
    sentAt: null,
    error: { code: 'sending-ended-unexplained', retryable: false },
  });
});

test('the failures of this table are those that a workflow gets', () => {
  expect(timedOut('HEARTBEAT', { phase: 'sending' })).toBeInstanceOf(ActivityFailure);
  expect(timedOut('HEARTBEAT', { phase: 'sending' }).cause).toMatchObject({
    timeoutType: 'HEARTBEAT',
    lastHeartbeatDetails: { phase: 'sending' },
  });
});
