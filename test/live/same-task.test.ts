import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { CommandResult, PublishPostInput } from '../../contracts/publish-post.ts';
import { CANCEL_UPDATE, PUBLISH_POST } from '../../contracts/publish-post.ts';
import type { CreatedContainer } from '../../contracts/staging.ts';
import { STAGING_REFUSED } from '../../contracts/staging-failures.ts';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { CONTAINER_ID, ERROR, POST } from '../contracts/samples.ts';

// A command and the end of a staging step that reach the workflow in one and the same task.

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

const INPUT = (): PublishPostInput => ({
  schemaVersion: 1,
  post: POST,
  dueAt: Date.now() + 60_000,
  timing: { leadMs: 120_000, armEarliestMs: 30_000, armLatestMs: 5_000 },
});

const refused = () => {
  throw ApplicationFailure.create({ type: STAGING_REFUSED, message: 'no', nonRetryable: true, details: [ERROR] });
};

const MADE: CreatedContainer = { containerId: CONTAINER_ID, createdAt: Date.now(), uploadUri: null };
const STEPS: ReadonlyArray<readonly [what: string, step: 'createContainer' | 'awaitContainer', end: () => unknown]> = [
  ['the container is made', 'createContainer', () => MADE],
  ['the container is refused', 'createContainer', refused],
  ['the container is finished', 'awaitContainer', () => undefined],
  ['the container has failed', 'awaitContainer', refused],
];
const WAYS = [
  ['by command', (run: WorkflowHandle) => run.executeUpdate<CommandResult, [object]>(CANCEL_UPDATE, { args: [{}] })],
  ['on the server', (run: WorkflowHandle) => run.cancel()],
] as const;

describe.each(WAYS)('a cancel %s', (_way, cancel) => {
  test.each(STEPS)(
    'that arrives together with "%s" cancels the post',
    async (_what, step, end) => {
      const taskQueue = `same-task-${randomBytes(6).toString('hex')}`;
      const [reached, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const activities = {
        createContainer: async () => MADE,
        requestCancellation: async () => await client.workflow.getHandle(taskQueue).cancel(),
        [step]: async () => {
          reached.resolve();
          await finish.promise;
          return end();
        },
      };
      const deciding = async () =>
        await Worker.create({ connection, taskQueue, workflowBundle: await workflowBundle(logger) });
      const acting = await Worker.create({ connection, taskQueue, activities });
      const run = await client.workflow.start(PUBLISH_POST, { taskQueue, workflowId: taskQueue, args: [INPUT()] });
      await acting.runUntil(async () => {
        await (await deciding()).runUntil(reached.promise);
        // Nobody takes workflow tasks now: the end of the step and the cancel wait for the same one.
        const before = (await run.describe()).historyLength;
        finish.resolve();
        await until(async () => (await run.describe()).historyLength > before);
        const canceling = cancel(run);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await (await deciding()).runUntil(async () => {
          await canceling;
          await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
          const { events } = await run.fetchHistory();
          expect(events?.filter(({ workflowTaskFailedEventAttributes: failed }) => failed)).toEqual([]);
        });
      });
    },
    30_000,
  );
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('Waited 10 s in vain.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
