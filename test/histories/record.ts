import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { createReservations } from '../../activities/reservations.ts';
import { atMost } from '../../activities/work-queue.ts';
import { findTemporalCli } from '../../cli/embedded/temporal-cli.ts';
import { startEmbeddedServer } from '../../cli/embedded/temporal-server.ts';
import type { PostView } from '../../client/index.ts';
import { QUOTA_QUERY } from '../../contracts/account.ts';
import { accountWorkflowId, isAccountId, postWorkflowId } from '../../contracts/ids.ts';
import { INSTAGRAM_LIMITS, type ReserveRequest, type ToldUsage } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import { LiveStack } from '../support/live-stack.ts';
import { COLLABORATION_PATHS, WITH_ONE_ANSWER } from './collaboration-paths.ts';

// Records one history for every path of a post through its workflow, and of an account through its own, and of
// everything about collaboration. Run by `npm run histories`, after a change that the
// recorded histories cannot follow; say why in the commit. With names, only those paths are recorded anew.

const WAIT_MS = 60_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Each takes a post to its end in its own way, and returns it. */
const PATHS: Readonly<Record<string, (stack: LiveStack) => Promise<PostView>>> = {
  published: async (stack) => await queue(stack, 3_000),
  'published-after-processing': async (stack) => {
    await stack.control('POST', 'settings', { imageProcessingMs: 1_000 });
    return await queue(stack, 6_000);
  },
  'published-with-a-second-container': async (stack) => {
    await stack.control('POST', 'faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
    return await queue(stack, 9_000);
  },
  'canceled-before-its-first-task': async (stack) => {
    const post = await queue(stack, 3_600_000);
    await stack.carillon.posts.cancel(post);
    return post;
  },
  'canceled-while-held': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.carillon.posts.cancel(post, { reason: 'recorded' });
    return post;
  },
  'canceled-on-the-server': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.temporal.workflow.getHandle(`post.${post.accountId}.${post.id}`).cancel();
    return post;
  },
  'rescheduled-before-its-first-task': async (stack) => {
    const post = await queue(stack, 3_600_000);
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'rescheduled-while-held': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'rescheduled-while-waiting-for-a-container': async (stack) => {
    await stack.until(await queue(stack, 3_000), 'the only container', ({ containers }) => containers.length === 1);
    const isWaiting = ({ waitingFor }: PostView) => waitingFor?.kind === 'containerQuota';
    const post = await stack.until(await queue(stack, 8_000), 'the wait for a container', isWaiting);
    await stack.carillon.posts.reschedule(post, inMs(9_000));
    return post;
  },
  'rescheduled-beyond-its-container': async (stack) => {
    const post = await queue(stack, 8_000);
    await stack.until(post, 'the container', ({ status }) => status === 'ready');
    await stack.carillon.posts.reschedule(post, inMs(3 * 86_400_000));
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'canceled-on-the-server-while-the-answer-is-awaited': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 2_000, answer: { kind: 'normal' } });
    const post = await queue(stack, 3_000);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(post.dueAt) + 300 - Date.now()));
    await stack.temporal.workflow.getHandle(`post.${post.accountId}.${post.id}`).cancel();
    return post;
  },
  missed: async (stack) => {
    await stack.control('POST', 'faults', { on: 'createContainer', times: 20, answer: { kind: 'reset' } });
    return await queue(stack, 1_000, 4);
  },
  failed: async (stack) => {
    const media = [{ kind: 'image' as const, url: `${stack.host.url}/not-there.jpg` }];
    return (await stack.carillon.posts.schedule(stack.image(3_000, { media }))).post;
  },
  'declined-and-sent-again': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', answer: refusal(9007, 2207027) });
    return await queue(stack, 2_000);
  },
  'reel-by-url': async (stack) => (await stack.carillon.posts.schedule(stack.reel(3_000))).post,
  'reel-uploaded': async (stack) => {
    const media = [{ ...stack.video, upload: 'bytes' as const }];
    return (await stack.carillon.posts.schedule(stack.reel(4_000, { media }))).post;
  },
  'reel-uploaded-from-its-host': async (stack) => {
    const media = [{ ...stack.video, upload: 'hosted-url' as const }];
    return (await stack.carillon.posts.schedule(stack.reel(4_000, { media }))).post;
  },
  story: async (stack) => (await stack.carillon.posts.schedule(stack.story(3_000))).post,
  'carousel-of-ten': async (stack) => {
    const media = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? stack.picture : stack.video));
    return (await stack.carillon.posts.schedule(stack.carousel(5_000, { media }))).post;
  },
  'carousel-with-a-second-container': async (stack) => {
    await stack.control('POST', 'faults', {
      on: 'processing',
      containing: 'video.mp4',
      outcome: { kind: 'error', subcode: 2207053 },
    });
    return (await stack.carillon.posts.schedule(stack.carousel(9_000))).post;
  },
  'carousel-gone-live-with-fewer': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, dropChildren: 1, answer: { kind: 'normal' } });
    return (await stack.carillon.posts.schedule(stack.carousel(3_000))).post;
  },
  'users-left-out': async (stack) => {
    await stack.control('POST', 'untaggable', { usernames: ['hidden'] });
    const people = { collaborators: ['hidden'], dropUnavailableCollaborators: true };
    return (await stack.carillon.posts.schedule(stack.image(3_000, people))).post;
  },
  'published-with-collaborators': async (stack) =>
    (await stack.carillon.posts.schedule(stack.image(3_000, { collaborators: ['anna', 'ben'] }))).post,
  'first-comment': async (stack) =>
    (await stack.carillon.posts.schedule(stack.image(3_000, { firstComment: 'Hello' }))).post,
  'blocked-and-tried-again': async (stack) => {
    const post = await blocked(stack, 10, 8_000);
    await stack.carillon.posts.retry(post);
    return post;
  },
  'blocked-and-given-a-new-token': async (stack) => {
    const post = await blocked(stack, 190, 8_000);
    await stack.renewToken(stack.account);
    return post;
  },
  'blocked-and-edited': async (stack) => {
    const post = await blocked(stack, 200, 8_000);
    await stack.carillon.posts.edit(post, { caption: 'Another' }, { allowLate: true });
    return post;
  },
  'blocked-and-missed': async (stack) => await blocked(stack, 368, 1_000, 3),
  'edited-before-its-first-task': async (stack) => {
    const post = await queue(stack, 3_600_000);
    await stack.carillon.posts.edit(post, { caption: 'Another' });
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'edited-while-held': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.carillon.posts.edit(post, { caption: 'Another' }, { allowLate: true });
    return post;
  },
  'carousel-edited': async (stack) => {
    const { post } = await stack.carillon.posts.schedule(stack.carousel(8_000));
    await stack.until(post, 'staging', ({ status }) => status === 'ready');
    await stack.carillon.posts.edit(post, { caption: 'Another' }, { allowLate: true });
    return post;
  },
  'doubted-and-found-published': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, answer: { kind: 'reset' } });
    return await queue(stack, 2_000);
  },
  'doubted-and-found-late': async (stack) => {
    await stack.control('POST', 'settings', { feedLagMs: 2_500 });
    await stack.control('POST', 'faults', {
      on: 'publish',
      commit: 'late',
      commitAfterMs: 500,
      answer: { kind: 'reset' },
    });
    return await queue(stack, 2_000);
  },
  'unconfirmed-and-settled-as-published': async (stack) => {
    const post = await unconfirmed(stack);
    await stack.carillon.posts.settle(post, { outcome: 'published', mediaId: '17900000000000099' });
    return post;
  },
  'unconfirmed-and-published-again': async (stack) => {
    const post = await unconfirmed(stack);
    await stack.carillon.posts.settle(post, { outcome: 'not-published' });
    await stack.carillon.posts.retry(post);
    return post;
  },
  'unconfirmed-and-canceled-on-the-server': async (stack) => {
    const post = await unconfirmed(stack);
    await stack.temporal.workflow.getHandle(`post.${post.accountId}.${post.id}`).cancel();
    return post;
  },
  'unconfirmed-and-published-again-by-policy': async (stack) => {
    const { accountId } = await stack.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    await stack.control('POST', 'faults', { on: 'publish', answer: { kind: 'reset' } });
    return (await stack.carillon.posts.schedule(stack.image(2_000, { accountId }))).post;
  },
  'put-off-and-published': async (stack) => {
    await stack.carillon.posts.wait(await queue(stack, 3_000), { timeoutMs: 30_000 });
    const post = await queue(stack, 3_500);
    await stack.until(post, 'the wait for a publish', ({ waitingFor }) => waitingFor !== null);
    return post;
  },
  'put-off-and-missed': async (stack) => {
    await stack.carillon.posts.wait(await queue(stack, 3_000), { timeoutMs: 30_000 });
    return await queue(stack, 3_500, 4);
  },
  'granted-and-canceled': async (stack) => {
    const post = await held(stack, 8_000);
    await stack.carillon.posts.cancel(post);
    return post;
  },
  'refused-for-the-cap': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', answer: refusal(9, 2207042) });
    return await queue(stack, 3_000);
  },
  'published-again-by-policy-after-a-wait': async (stack) => {
    const { accountId } = await stack.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    await stack.control('POST', 'faults', { on: 'publish', answer: { kind: 'reset' } });
    return (await stack.carillon.posts.schedule(stack.image(2_000, { accountId }))).post;
  },
  'killed-while-holding': async (stack) => {
    const post = await held(stack, 8_000);
    stack.killWorkers();
    await stack.startWorker();
    return post;
  },
  'killed-after-the-mark': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 5_000, answer: { kind: 'normal' } });
    const post = await queue(stack, 3_000);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(post.dueAt) + 200 - Date.now()));
    stack.killWorkers();
    await stack.startWorker();
    return post;
  },
};

/** Where an account may make one call of a kind in so many seconds. */
const ONE_PUBLISH = { CARILLON_WINDOW_SECONDS: '12', CARILLON_LIMITS: 'publish=1' };
const ONE_CONTAINER = { CARILLON_WINDOW_SECONDS: '12', CARILLON_LIMITS: 'container=1' };
const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'put-off-and-published': ONE_PUBLISH,
  'put-off-and-missed': ONE_PUBLISH,
  'refused-for-the-cap': ONE_PUBLISH,
  'published-again-by-policy-after-a-wait': ONE_PUBLISH,
  'rescheduled-while-waiting-for-a-container': ONE_CONTAINER,
};

type Asking = (request: Partial<ReserveRequest>, told?: ToldUsage) => Promise<unknown>;

async function rollOver(ask: Asking): Promise<void> {
  for (let index = 0; index < 255; index += 1) await ask({ kind: 'container', holder: `p${index}` });
}

/** Each brings an account's run into a state of its own. */
const ACCOUNTS: Readonly<Record<string, (ask: Asking) => Promise<void>>> = {
  'account-fresh': async (ask) => {
    await ask({});
  },
  'account-busy': async (ask) => {
    const together = ['carousel/0', 'carousel/1', 'carousel/carousel'];
    for (const holder of together) await ask({ kind: 'container', holder, together });
    // Forty of four hundred: the last ones are put off, and ask again.
    for (let index = 0; index < 50; index += 1) await ask({ kind: 'container', holder: `p${index}` });
    await ask({ kind: 'container', holder: 'p49', ticket: 'again' });
    await ask({ kind: 'inviteRead', holder: 'sweep' });
    await ask({ kind: 'inviteAnswer', holder: 'sweep', from: Date.now() + 60_000 });
  },
  'account-with-foreign-usage': async (ask) => {
    await ask({ kind: 'publish', holder: 'p0' });
    await ask({ kind: 'publish', holder: 'p0' }, { usage: 7, limit: 10 });
    for (let index = 1; index < 6; index += 1) await ask({ kind: 'publish', holder: `p${index}` });
    await ask({ kind: 'publish', holder: 'p5', ticket: 'again' }, { usage: 10, limit: 10 });
  },
  'account-rolling-over': rollOver,
  'account-rolled-over': rollOver,
};
/** Of these the first run is recorded, of the others the last one. */
const FIRST_RUNS: ReadonlySet<string> = new Set(['account-rolling-over']);

async function queue(stack: LiveStack, dueInMs: number, publishWithinSeconds = 3_600): Promise<PostView> {
  return (await stack.carillon.posts.schedule(stack.image(dueInMs, { publishWithinSeconds }))).post;
}

const refusal = (code: number, subcode?: number) => ({
  kind: 'error',
  httpStatus: 400,
  code,
  ...(subcode !== undefined && { subcode }),
  message: 'No',
});

async function blocked(stack: LiveStack, code: number, dueInMs: number, within = 3_600): Promise<PostView> {
  await stack.control('POST', 'faults', { on: 'readContainer', answer: refusal(code) });
  const post = await queue(stack, dueInMs, within);
  return await stack.until(post, 'a block', ({ status }) => status === 'blocked');
}

async function unconfirmed(stack: LiveStack): Promise<PostView> {
  await stack.control('POST', 'faults', { on: 'publish', answer: { kind: 'reset' } });
  const post = await queue(stack, 2_000);
  return await stack.until(post, 'the end of the search', ({ status }) => status === 'unconfirmed');
}

async function held(stack: LiveStack, dueInMs: number): Promise<PostView> {
  const post = await queue(stack, dueInMs);
  return await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
}

async function record(name: string, path: (stack: LiveStack) => Promise<PostView>): Promise<void> {
  const environment = ENVIRONMENTS[name] ?? {};
  const stack = await LiveStack.start({ armSeconds: { earliest: 3, latest: 3 }, environment });
  try {
    await stack.startWorker();
    const post = await path(stack);
    const run = stack.temporal.workflow.getHandle(postWorkflowId(post));
    await Promise.race([run.result().catch(() => undefined), noLaterThan(WAIT_MS, name)]);
    const end = await stack.carillon.posts.get(post);
    await write(name, await stack.historyOf(post));
    process.stdout.write(`${name}: ${end.status}\n`);
  } finally {
    await stack.stop();
  }
}

async function recordAccount(name: string, bringAbout: (typeof ACCOUNTS)[string]): Promise<void> {
  const stack = await LiveStack.start();
  try {
    await stack.startWorker();
    const accountId = stack.account.accountId;
    if (!isAccountId(accountId)) throw new TypeError(`"${accountId}" is no account's name.`);
    const limits = { ...INSTAGRAM_LIMITS, container: ACCOUNTS[name] === rollOver ? 400 : 40 };
    const reservations = createReservations({
      client: stack.temporal,
      taskQueue: stack.environment['CARILLON_TASK_QUEUE'] ?? '',
      rules: ledgerRules(limits, INSTAGRAM_WINDOW_MS),
    });
    await bringAbout((request, told) => {
      const { holder = 'p0' } = request;
      const whole: ReserveRequest = { kind: 'publish', holder, ticket: holder, from: 0, dueAt: Date.now(), ...request };
      return reservations.reserve(accountId, { request: whole, told: told ?? null });
    });
    await reservations.release(accountId, { kind: 'container', holders: ['p1'], ticket: 'p1' });
    const workflowId = accountWorkflowId(accountId);
    const last = stack.temporal.workflow.getHandle(workflowId);
    await last.query(QUOTA_QUERY);
    const { firstRunId } = (await last.describe()).raw.workflowExecutionInfo ?? {};
    const run = FIRST_RUNS.has(name) ? stack.temporal.workflow.getHandle(workflowId, firstRunId ?? undefined) : last;
    await write(name, await run.fetchHistory());
    process.stdout.write(`${name}\n`);
  } finally {
    await stack.stop();
  }
}

async function recordCollaboration(name: string, path: (stack: LiveStack) => Promise<string>): Promise<void> {
  const environment = WITH_ONE_ANSWER.has(name) ? { CARILLON_LIMITS: 'inviteAnswer=1' } : {};
  const stack = await LiveStack.start({ environment });
  try {
    await stack.startWorker();
    const run = stack.temporal.workflow.getHandle(await Promise.race([path(stack), noLaterThan(WAIT_MS, name)]));
    await write(name, await run.fetchHistory());
    process.stdout.write(`${name}\n`);
  } finally {
    await stack.stop();
  }
}

const write = (name: string, history: Parameters<typeof historyToJSON>[0]): Promise<void> =>
  writeFile(new URL(`${name}.json`, import.meta.url), withoutTraces(historyToJSON(history)));

const noLaterThan = (ms: number, name: string): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${name} has not ended in ${ms} ms.`)), ms).unref();
  });

/** Stack traces name the folders of the machine that recorded them, and no replay reads them. */
function withoutTraces(history: string): string {
  const stripped = JSON.parse(history, (key, value: unknown) => (key === 'stackTrace' ? '' : value));
  return `${JSON.stringify(stripped, undefined, 1)}\n`;
}

const dataDir = await mkdtemp(join(tmpdir(), 'carillon-histories-'));
const cli = await findTemporalCli({
  say: (line) => process.stderr.write(`${line}\n`),
  signal: new AbortController().signal,
});
const server = await startEmbeddedServer({ cli, dataDir, port: 0, uiPort: 0 });
process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
try {
  const wanted = process.argv.slice(2);
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  const inTurn = atMost(3);
  await Promise.all([
    ...Object.entries(PATHS).flatMap(([name, path]) => (isWanted(name) ? inTurn(() => record(name, path)) : [])),
    ...Object.entries(ACCOUNTS).flatMap(([name, state]) =>
      isWanted(name) ? inTurn(() => recordAccount(name, state)) : [],
    ),
    ...Object.entries(COLLABORATION_PATHS).flatMap(([name, path]) =>
      isWanted(name) ? inTurn(() => recordCollaboration(name, path)) : [],
    ),
  ]);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
