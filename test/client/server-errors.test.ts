import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { NamespaceNotFoundError, ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { serverErrorOf } from '../../client/server-errors.ts';

const place = { address: 'temporal.example:7233', namespace: 'prod' };
const grpc = (code: number, details: string) =>
  Object.assign(new Error(`${code} ${details}`), { code, details, metadata: {} });
const service = (code: number, details: string) => new ServiceError('Failed', { cause: grpc(code, details) });

describe('what a Temporal server answers, in our words', () => {
  test.each<[string, Error, object]>([
    ['DEADLINE_EXCEEDED', service(4, 'Deadline exceeded after 10s,LB pick: 0.001s'), { code: 'unreachable' }],
    [
      'UNAVAILABLE',
      service(14, 'No connection established. Last error: connect ECONNREFUSED'),
      { code: 'unreachable' },
    ],
    ['CANCELLED', service(1, 'Call cancelled'), { code: 'unreachable' }],
    ['an error of gRPC itself', grpc(14, 'x'), { code: 'unreachable' }],
    ['PERMISSION_DENIED', service(7, 'Request unauthorized.'), { code: 'unauthorized', details: { grpcCode: 7 } }],
    ['UNAUTHENTICATED', service(16, 'invalid key'), { code: 'unauthorized', details: { grpcCode: 16 } }],
    [
      'no namespace',
      new NamespaceNotFoundError('prod'),
      { code: 'not-set-up', message: expect.stringContaining('no namespace "prod"') },
    ],
    [
      'no search attribute',
      service(3, 'Namespace prod has no mapping defined for search attribute IgAccount'),
      { code: 'not-set-up', message: expect.stringContaining('does not know the search attribute IgAccount') },
    ],
    ['another INVALID_ARGUMENT', service(3, 'WorkflowId length exceeds limit.'), { code: 'server-error' }],
    [
      'INTERNAL',
      service(13, 'shard closed'),
      { code: 'server-error', details: { grpcCode: 13, grpcMessage: 'shard closed' } },
    ],
  ])('%s', (_, error, expected) => {
    expect(serverErrorOf(error, place)).toMatchObject(expected);
  });

  test('an unreachable server is one sentence with its address and no word of gRPC', () => {
    const error = serverErrorOf(service(14, 'LB pick: 0.001s'), place);
    expect(error).toMatchObject({
      message: 'No Temporal server answers at temporal.example:7233.',
      nextAction: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
    expect(inspect(error)).not.toContain('LB pick');
  });

  test('a server that has too much to do is not said to be away', () => {
    expect(serverErrorOf(service(4, 'context deadline exceeded'), place)).toMatchObject({
      code: 'unreachable',
      message: 'The Temporal server at temporal.example:7233 did not answer in time.',
      nextAction: expect.stringContaining('may have been carried out'),
    });
  });

  test.each([
    ['a mistake in this process', new TypeError('x')],
    ['no answer of a worker', new WorkflowUpdateRPCTimeoutOrCancelledError('x', { cause: grpc(4, 'x') })],
    ['no error at all', undefined],
  ])('%s is no answer of the server', (_, error) => {
    expect(serverErrorOf(error, place)).toBeUndefined();
  });
});
