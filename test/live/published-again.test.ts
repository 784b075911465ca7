import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { PostView } from '../../client/index.ts';
import type { GrantAnswer } from '../../contracts/publish-grant.ts';
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

const NOTHING: ReconcileOutcome = {
  ...{ found: 'nothing', statusCode: 'FINISHED', lookalike: null },
  onUnconfirmed: 'publish-again-same-container',
};
const MEDIA_ID = mediaId('17900000000000009');

/** How a post ends whose activities answer as told. */
async function publish(more: {
  readonly reservePublish: () => Promise<GrantAnswer>;
  readonly publishAt: () => Promise<SendOutcome | undefined>;
  readonly readContainerStatus: () => Promise<{ statusCode: string | undefined }>;
}): Promise<PostView> {
  const taskQueue = `published-again-${randomBytes(6).toString('hex')}`;
  const activities = {
    createContainer: async () => ({ containerId: CONTAINER_ID, createdAt: Date.now(), uploadUri: null }),
    awaitContainer: async () => undefined,
    reconcile: async () => NOTHING,
    readPermalink: async () => ({ permalink: 'https://www.instagram.com/p/abc/' }),
    ...more,
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
  const start = { taskQueue, workflowId: taskQueue, args: [input], workflowExecutionTimeout: '60 seconds' } as const;
  return await deciding.runUntil(
    publishing.runUntil(async () => (await client.workflow.execute(PUBLISH_POST, start)) as PostView),
  );
}

const grantedIn = (ms: number): GrantAnswer => {
  const at = Date.now() + ms;
  return { outcome: 'granted', at, sendBefore: at + 30_000 };
};

// The run would have gone round for ever: in doubt, with nobody who sends the post again.
test('a declined post whose container then reads otherwise is sent again, where the owner wants what was not found published again', async () => {
  const sentAt = Date.now();
  const outcomes: SendOutcome[] = [
    { outcome: 'declined', sentAt, error: ERROR, retryAfterMs: 0 },
    { outcome: 'published', mediaId: MEDIA_ID, sentAt, answeredAt: sentAt },
  ];
  const readings = ['FINISHED', 'ERROR'];
  const end = await publish({
    reservePublish: async () => grantedIn(0),
    publishAt: async () => outcomes.shift(),
    readContainerStatus: async () => ({ statusCode: readings.shift() }),
  });
  expect(end.status).toBe('published');
  expect(end.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'published']);
}, 40_000);

// The window was full until then: sent at once, it would have been one too many.
test('a doubtful post that is sent again leaves no earlier than its account grants', async () => {
  const grants: number[] = [];
  const sendings: number[] = [];
  const end = await publish({
    reservePublish: async () => {
      const answer = grantedIn(grants.length === 0 ? 0 : 4_000);
      if (answer.outcome === 'granted') grants.push(answer.at);
      return answer;
    },
    publishAt: async () => {
      const sentAt = Date.now();
      sendings.push(sentAt);
      return sendings.length === 1
        ? { outcome: 'doubtful', sentAt, error: ERROR }
        : { outcome: 'published', mediaId: MEDIA_ID, sentAt, answeredAt: sentAt };
    },
    readContainerStatus: async () => ({ statusCode: 'FINISHED' }),
  });
  expect(end.status).toBe('published');
  expect(sendings).toHaveLength(2);
  expect(grants).toHaveLength(2);
  expect(sendings[1]).toBeGreaterThanOrEqual(grants[1] ?? Number.NaN);
}, 40_000);
