import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { type BeatAnswer, openHoldLine } from '../../activities/hold-line.ts';
import { PUBLISHED } from './held-post.ts';

// The client is Temporal's own, so what it makes of the server's words is part of what is tested; only the call is replaced.

const TASK_TOKEN = new Uint8Array([1, 2, 3]);

/** https://grpc.io/docs/guides/status-codes/ */
const GRPC = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  UNAVAILABLE: 14,
} as const;

/** An error as grpc-js gives it, without metadata. */
const grpcError = (name: keyof typeof GRPC) =>
  Object.assign(new Error(name), { code: GRPC[name], details: name, metadata: new Map() });

/** What the first of the payloads says that a request carries. */
const firstOf = (carried: { readonly payloads?: Payload[] | null } | null | undefined): unknown =>
  carried?.payloads?.[0] && defaultPayloadConverter.fromPayload(carried.payloads[0]);

let connection: Connection;
let client: Client;

beforeEach(() => {
  connection = Connection.lazy({ address: '127.0.0.1:1' });
  client = new Client({ connection });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await connection.close();
});

const onBeat = () => jest.spyOn(connection.workflowService, 'recordActivityTaskHeartbeat');
const onReport = () => jest.spyOn(connection.workflowService, 'respondActivityTaskCompleted');

describe('a beat', () => {
  const said = { cancelRequested: false, activityPaused: false, activityReset: false };

  test.each<[string, object, BeatAnswer]>([
    ['nothing', {}, 'noted'],
    ['that the activity is paused', { activityPaused: true }, 'noted'],
    ['that it shall be canceled', { cancelRequested: true }, 'let-go'],
    ['that it shall be canceled, and is paused', { cancelRequested: true, activityPaused: true }, 'let-go'],
    ['that the activity is reset', { activityReset: true }, 'unknown'],
  ])('to which the server says %s', async (_case, response, answer) => {
    onBeat().mockResolvedValue({ ...said, ...response, toJSON: () => ({}) });
    expect(await openHoldLine(client, TASK_TOKEN).beat('holding')).toBe(answer);
  });

  test.each<[keyof typeof GRPC, BeatAnswer]>([
    ['NOT_FOUND', 'gone'],
    ['UNAVAILABLE', 'unknown'],
    ['DEADLINE_EXCEEDED', 'unknown'],
    ['RESOURCE_EXHAUSTED', 'unknown'],
    ['INVALID_ARGUMENT', 'unknown'],
  ])('that fails with %s is %s', async (name, answer) => {
    onBeat().mockRejectedValue(grpcError(name));
    expect(await openHoldLine(client, TASK_TOKEN).beat('sending')).toBe(answer);
  });

  test('carries its phase, under the task token of the order', async () => {
    const beat = onBeat().mockResolvedValue({ ...said, toJSON: () => ({}) });
    await openHoldLine(client, TASK_TOKEN).beat('sending');
    const [request] = beat.mock.calls[0] ?? [];
    expect(request).toMatchObject({ taskToken: TASK_TOKEN });
    expect(firstOf(request?.details)).toEqual({ phase: 'sending' });
  });

  test('is given up after two seconds', async () => {
    onBeat().mockResolvedValue({ ...said, toJSON: () => ({}) });
    const deadlines = jest.spyOn(connection, 'withDeadline');
    const asked = Date.now();
    await openHoldLine(client, TASK_TOKEN).beat('holding');
    const [deadline] = deadlines.mock.calls[0] ?? [];
    expect(Number(deadline) - asked).toBeGreaterThanOrEqual(2_000);
    expect(Number(deadline) - asked).toBeLessThan(2_500);
  });
});

describe('a report', () => {
  test('carries the outcome to the workflow', async () => {
    const report = onReport().mockResolvedValue({ toJSON: () => ({}) });
    await openHoldLine(client, TASK_TOKEN).report(PUBLISHED);
    const [request] = report.mock.calls[0] ?? [];
    expect(request).toMatchObject({ taskToken: TASK_TOKEN });
    expect(firstOf(request?.result)).toEqual(PUBLISHED);
  });

  test('is repeated until the server takes it', async () => {
    const report = onReport()
      .mockRejectedValueOnce(grpcError('UNAVAILABLE'))
      .mockResolvedValue({ toJSON: () => ({}) });
    await openHoldLine(client, TASK_TOKEN).report(PUBLISHED);
    expect(report).toHaveBeenCalledTimes(2);
  });

  test('is made once when nobody waits for it any more', async () => {
    const report = onReport().mockRejectedValue(grpcError('NOT_FOUND'));
    await openHoldLine(client, TASK_TOKEN).report(PUBLISHED);
    expect(report).toHaveBeenCalledTimes(1);
  });

  test('is given up after a minute', async () => {
    const clock = Date.now.bind(Date);
    const report = onReport().mockImplementation(() => {
      jest.spyOn(Date, 'now').mockImplementation(() => clock() + 61_000);
      return Promise.reject(grpcError('UNAVAILABLE'));
    });
    await openHoldLine(client, TASK_TOKEN).report(PUBLISHED);
    expect(report).toHaveBeenCalledTimes(1);
  });
});
