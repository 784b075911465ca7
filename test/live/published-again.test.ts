import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { PostView } from '../../client/index.ts';
import { PUBLISH_POST, type PublishPostInput, publishTaskQueue } from '../../contracts/publish-post.ts';
import type { ReconcileOutcome } from '../../contracts/reconcile.ts';
import type { SendOutcome } from '../../contracts/send-outcome.ts';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { CONTAINER_ID, ERROR, mediaId, POST } from '../contracts/samples.ts';

let connection: NativeConnection;
let client: Client;
const logger = createLogger('silent');

beforeAll(async () => {
  installRuntime(logger);
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  connection = await NativeConnection.connect({ address });
  client = new Client({ connection: await Connection.connect({ address }) });
});
afterAll(async () => {
  await client.connection.close();
  await connection.close();
});

// The run would have gone round for ever: in doubt, with nobody who sends the post again.
test('a declined post whose container then reads otherwise is sent again, where the owner wants what was not found published again', async () => {
  const taskQueue = `published-again-${randomBytes(6).toString('hex')}`;
  const sentAt = Date.now();
  const outcomes: SendOutcome[] = [
    { outcome: 'declined', sentAt, error: ERROR, retryAfterMs: 0 },
    { outcome: 'published', mediaId: mediaId('17900000000000009'), sentAt, answeredAt: sentAt },
  ];
  const readings = ['FINISHED', 'ERROR'];
  const nothing: ReconcileOutcome = {
    ...{ found: 'nothing', statusCode: 'FINISHED', lookalike: null },
    onUnconfirmed: 'publish-again-same-container',
  };
  const activities = {
    createContainer: async () => ({ containerId: CONTAINER_ID, createdAt: Date.now(), uploadUri: null }),
    awaitContainer: async () => undefined,
    reservePublish: async () => ({ outcome: 'granted', at: Date.now(), sendBefore: Date.now() + 30_000 }),
    publishAt: async () => outcomes.shift(),
    readContainerStatus: async () => ({ statusCode: readings.shift() }),
    reconcile: async () => nothing,
    readPermalink: async () => ({ permalink: 'https://www.instagram.com/p/abc/' }),
  };
  const input: PublishPostInput = {
    ...{ schemaVersion: 1, post: POST, dueAt: Date.now() },
    timing: { leadMs: 120_000, armEarliestMs: 2_000, armLatestMs: 1_000 },
  };
  const deciding = await Worker.create({
    ...{ connection, taskQueue, activities },
    workflowBundle: await workflowBundle(logger),
  });
  const publishing = await Worker.create({ connection, taskQueue: publishTaskQueue(taskQueue), activities });
  const start = { taskQueue, workflowId: taskQueue, args: [input], workflowExecutionTimeout: '20 seconds' } as const;
  await deciding.runUntil(
    publishing.runUntil(async () => {
      const end = (await client.workflow.execute(PUBLISH_POST, start)) as PostView;
      expect(end.status).toBe('published');
      expect(end.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'published']);
    }),
  );
}, 40_000);
