import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runScenario, simulatorOptions, WORKER_ENVIRONMENT } from '../../chaos/run.ts';
import { makeScenario } from '../../chaos/scenario.ts';
import { LiveStack } from '../support/live-stack.ts';

// The long ones are run by `npm run chaos`.

const SCENARIO = makeScenario({
  ...{ seed: 4, posts: 30, apartMs: 150, dueWithinMs: 6_000, publishWithinSeconds: 12, mayHang: false },
  ...{ workerKills: 1, serverRestarts: 0, simulatorRestarts: 1, foreignPosts: 6, listFaults: 3 },
  newTokens: 1,
});

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start({ simulator: simulatorOptions(SCENARIO), environment: WORKER_ENVIRONMENT });
});
afterAll(() => stack.stop());

test('whatever happens to Instagram and to the workers, no post is doubled, lost or lied about', async () => {
  const account = await runScenario(stack, SCENARIO, {
    ...{ workers: 2, server: null, afterwardsMs: 2_000 },
    signal: AbortSignal.timeout(110_000),
    tell: () => undefined,
  });
  expect(account.offenders.map(({ record, offences }) => ({ plan: record.plan, offences }))).toEqual([]);
  expect(account).toMatchObject({ posts: 30, refused: 0, duplicates: 0, lost: 0, lies: 0 });
  expect(account.states.published).toBeGreaterThan(15);
}, 120_000);
