import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { Runtime, Worker } from '@temporalio/worker';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';

const logger = createLogger('silent');
installRuntime(logger);
afterAll(() => Runtime.instance().shutdown());

interface Line {
  readonly message: string;
  readonly [attribute: string]: unknown;
}

/** What a workflow logs while a recorded run of it goes once more. */
async function linesOf(name: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const write = {
    callDuringReplay: true,
    fn: (_: unknown, message: string, attributes: object) => void lines.push({ ...attributes, message }),
  };
  // The SDK's own name for a logger of workflows in place of its default.
  const sinks = { defaultWorkerLogger: { trace: write, debug: write, info: write, warn: write, error: write } };
  const history: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'));
  await Worker.runReplayHistory(
    { workflowBundle: await workflowBundle(logger), sinks },
    history,
    'invites.brand.replayed',
  );
  return lines.filter(({ message }) => message.startsWith('invite '));
}

test('a sweep logs one line for each decision, with its rule and its reason', async () => {
  const told = (await linesOf('sweep-that-answers')).map(({ message, owner, action, rule, reason }) => ({
    message,
    owner,
    action,
    rule,
    reason,
  }));
  expect(told).toEqual([
    {
      message: 'invite accepted',
      owner: 'friend',
      action: 'accept',
      rule: 'rule 2',
      reason: 'The owner fits "friend".',
    },
    {
      message: 'invite declined',
      owner: 'spammer',
      action: 'decline',
      rule: 'rule 1',
      reason: 'The caption has "giveaway".',
    },
    { message: 'invite asked', owner: 'agency', action: 'ask', rule: 'rule 3', reason: 'The owner fits "agency".' },
    { message: 'invite left', owner: 'owner1', action: 'leave', rule: null, reason: 'No rule fits.' },
  ]);
});

test('each line names the account and the media', async () => {
  for (const line of await linesOf('sweep-that-answers'))
    expect(line).toMatchObject({ accountId: expect.stringMatching(/^brand/), mediaId: expect.stringMatching(/^\d+$/) });
});
