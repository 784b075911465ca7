import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { TemporalRuns } from '../../client/runs.ts';
import { ServerCalls } from '../../client/server-calls.ts';

const DEADLINE_MS = 300;
const ID = 'post.brand.order-8841';

/** A port of this machine on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('while the server is away', () => {
  let connection: Connection;
  let runs: TemporalRuns;
  let calls: ServerCalls;
  let address: string;
  beforeEach(async () => {
    address = `127.0.0.1:${await freePort()}`;
    connection = Connection.lazy({ address });
    const client = new Client({ connection });
    calls = new ServerCalls({ client, address, namespace: 'default', deadlineMs: DEADLINE_MS });
    runs = new TemporalRuns(calls);
  });
  afterEach(async () => {
    await calls.close();
    await connection.close();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['describe', () => runs.describe(ID)],
    ['outcome', () => runs.outcome(ID)],
    ['list', () => runs.list('x').next()],
    ['start', () => runs.start({ workflowId: ID, taskQueue: 'carillon' })],
    [
      'ensure',
      () =>
        runs.ensure('account', {
          workflowId: 'account.brand',
          taskQueue: 'carillon',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
    ],
    ['ask', () => runs.ask('account.brand', 'quota')],
  ])('%s fails within its deadline and names the address', async (_, call) => {
    const begun = performance.now();
    await expect(call()).rejects.toMatchObject({ code: 'unreachable', details: { address } });
    expect(performance.now() - begun).toBeLessThan(DEADLINE_MS + 2000);
  });

  test('a wait goes on, until its limit ends it with the reason of the limit', async () => {
    const reason = new Error('enough');
    const limit = new AbortController();
    const waiting = runs.ended(ID, limit.signal);
    const first = await Promise.race([
      waiting,
      new Promise((resolve) => setTimeout(resolve, 3 * DEADLINE_MS, 'still waiting')),
    ]);
    expect(first).toBe('still waiting');
    limit.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  test('closing ends a wait and lets a call finish first, so that nothing is retried on a closed connection', async () => {
    let isCallUnderWay = true;
    const call = runs.describe(ID).catch(() => {
      isCallUnderWay = false;
    });
    const wait = runs.ended(ID, new AbortController().signal);
    const closed = calls.close();
    await expect(wait).rejects.toMatchObject({ code: 'closed' });
    expect(isCallUnderWay).toBe(true);
    await closed;
    await new Promise(setImmediate);
    expect(isCallUnderWay).toBe(false);
    await call;
  });

  test('after closing every call says that it is closed', async () => {
    await calls.close();
    await expect(runs.describe(ID)).rejects.toMatchObject({ name: 'ClosedError', code: 'closed' });
    await expect(runs.status(ID)).rejects.toMatchObject({ code: 'closed' });
    await expect(runs.ended(ID, new AbortController().signal)).rejects.toMatchObject({ code: 'closed' });
  });
});
