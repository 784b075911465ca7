import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { Runtime, Worker } from '@temporalio/worker';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const NAMES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
/** Paths that must always be covered; more may be recorded. */
const REQUIRED = [
  'published',
  'reel-by-url',
  'reel-uploaded',
  'story',
  'carousel-of-ten',
  'carousel-with-a-second-container',
  'first-comment',
  'canceled-before-its-first-task',
  'canceled-while-held',
  'rescheduled-before-its-first-task',
  'rescheduled-while-held',
  'rescheduled-while-waiting-for-a-container',
  'edited-while-held',
  'blocked-and-tried-again',
  'blocked-and-given-a-new-token',
  'missed',
  'doubted-and-found-published',
  'unconfirmed-and-settled-as-published',
  'unconfirmed-and-published-again',
  'killed-while-holding',
  'killed-after-the-mark',
  'put-off-and-published',
  'put-off-and-missed',
  'granted-and-canceled',
  'refused-for-the-cap',
  'published-with-collaborators',
  'sweep-without-rules',
  'sweep-that-answers',
  'sweep-of-two-pages',
  'sweep-that-remembers',
  'sweep-in-a-dry-run',
  'sweep-whose-answer-was-lost',
  'sweep-of-what-was-withdrawn',
  'sweep-whose-acceptance-does-not-show',
  'sweep-put-off-for-the-quota',
  'sweep-stopped-by-its-token',
  'sweep-that-could-not-list',
  'sweep-that-was-canceled',
  'sweep-canceled-while-it-answers',
  'invite-declined-by-a-person-again',
  'invite-that-is-not-there',
  'invite-of-an-account-without-token',
  'invite-accepted-by-a-person',
  'invite-declined-by-a-person',
  'invite-that-is-gone',
  'invite-put-off',
  'collaborators-who-answered',
  'collaborators-who-did-not-answer',
  'collaborators-of-another-login',
  'collaborative-media',
  'collaborative-media-refused',
  'account-fresh',
  'account-busy',
  'account-with-foreign-usage',
  'account-rolled-over',
  'account-rolling-over',
];

const logger = createLogger('silent');
installRuntime(logger);
afterAll(() => Runtime.instance().shutdown());

const bundle = () => workflowBundle(logger);
const replay = async (history: unknown) =>
  await Worker.runReplayHistory({ workflowBundle: await bundle() }, history, 'post.brand.replayed');

test.each(REQUIRED)('the path "%s" is recorded', (name) => {
  expect(NAMES).toContain(`${name}.json`);
});

test.each(NAMES)('the run recorded in %s goes the same way in the code of today', async (name) => {
  await expect(replay(JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')))).resolves.toBeUndefined();
});

test('a history that the code of today cannot follow is noticed', async () => {
  const source = readFileSync(`${FOLDER}published.json`, 'utf8').replaceAll('"createContainer"', '"createSomething"');
  await expect(replay(JSON.parse(source))).rejects.toMatchObject({ name: 'DeterminismViolationError' });
});
