import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { postWorkflowId } from '../../contracts/ids.ts';
import { LiveStack, type WorkerProcess } from '../support/live-stack.ts';

let stack: LiveStack;
let worker: WorkerProcess;

beforeAll(async () => {
  stack = await LiveStack.start({ environment: { CARILLON_LOG: 'trace' } });
  worker = await stack.startWorker();
});
afterAll(() => stack.stop());

test('the token is in no history, memo, search attribute, summary, view and log, though Instagram repeats it in every answer', async () => {
  const { token } = stack.account;
  const leak = {
    kind: 'error',
    httpStatus: 400,
    code: 1,
    message: `Bad call ?access_token=${token} by Bearer ${token}`,
  };
  await stack.control('POST', 'faults', { on: 'createContainer', answer: leak });
  await stack.control('POST', 'faults', { on: 'readContainer', answer: leak });
  await stack.control('POST', 'faults', { on: 'publish', commit: true, answer: leak });
  const { post } = await stack.carillon.posts.schedule(stack.image(9_000));
  const found = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
  expect(found.status).toBe('published');

  const shown: string[] = [JSON.stringify(found), worker.log()];
  const history = await stack.historyOf(post);
  shown.push(historyToJSON(history), decodedPayloads(history));
  const run = await stack.temporal.workflow.getHandle(postWorkflowId(post)).describe();
  shown.push(JSON.stringify([run.memo, run.searchAttributes, await run.staticSummary(), await run.staticDetails()]));
  expect(shown.join('\n')).toContain('Bad call');
  expect(worker.log().length).toBeGreaterThan(0);
  // Base64 hides text from a search: the start of the token is looked for in each of its three alignments too.
  for (const text of shown) for (const form of formsOf(token)) expect(text).not.toContain(form);
});

function formsOf(token: string): string[] {
  return [
    token,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(token.slice(shift, shift + 24))
        .toString('base64')
        .slice(0, 32),
    ),
  ];
}

/** Every payload of the history, in the clear. */
function decodedPayloads(value: unknown): string {
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString('utf8')}\n`;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(decodedPayloads).join('');
}
