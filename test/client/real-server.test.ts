import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Carillon, type PostListItem, type PostRequest } from '../../client/index.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import type { UploadBeat } from '../../contracts/staging.ts';
import { accountId, containerId, postId } from '../contracts/samples.ts';
import { mediaFile } from '../media/media-directory.ts';
import { sampleVideo } from '../media/sample-video.ts';

const DAY_MS = 86_400_000;
const unique = randomBytes(6).toString('hex');
const account = accountId(`client-${unique}`);
const beat: UploadBeat = { containerId: containerId('17'), bytes: 5, totalBytes: 9, identity: 'x' };

let connection: Connection;
let nativeConnection: NativeConnection;
let carillon: Carillon;
let worker: Worker;
let working: Promise<void>;

beforeAll(async () => {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('The test server is not running: start the tests with npm test.');
  const taskQueue = `client-${unique}`;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
  carillon = await Carillon.connect({ connection, taskQueue, leadSeconds: 60 });
  worker = await Worker.create({
    connection: nativeConnection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('stand-in-workflow.ts', import.meta.url)),
    activities: { uploadVideo },
  });
  working = worker.run();
});
afterAll(async () => {
  await carillon.close();
  worker.shutdown();
  await working;
  await nativeConnection.close();
  await connection.close();
});

async function uploadVideo(): Promise<void> {
  const { heartbeat, cancelled } = Context.current();
  const beats = setInterval(() => heartbeat(beat), 100);
  await cancelled.finally(() => clearInterval(beats)).catch(() => {});
}

const request = (id: string, change: Partial<PostRequest> = {}): PostRequest =>
  ({
    accountId: account,
    id,
    kind: 'image',
    caption: 'Hello',
    media: [{ kind: 'image', url: 'https://shop.example/a.jpg' }],
    scheduledAt: new Date(Date.now() + DAY_MS).toISOString(),
    ...change,
  }) as PostRequest;
const keyOf = (id: string) => ({ accountId: account, id });

/** Asks until the answer is as it should be, for as long as it may take. */
async function until<Answer>(ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Still not as it should be: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

describe('on a real server', () => {
  test('a post is edited before its run has done anything and after, and a repeat is one of what it holds then', async () => {
    const queued = request('edited');
    await carillon.posts.schedule(queued);
    const edited = await carillon.posts.edit(
      keyOf('edited'),
      { caption: 'Two', firstComment: 'First' },
      { allowLate: true },
    );
    expect(edited).toMatchObject({ revision: 1, expectedAt: '2099-01-01T00:00:00.000Z' });
    await carillon.posts.edit(keyOf('edited'), { caption: 'Three' }, { allowLate: true });
    const now = { ...queued, caption: 'Three', firstComment: 'First' };
    expect(await carillon.posts.schedule(now)).toMatchObject({ created: false });
    await expect(carillon.posts.schedule(queued)).rejects.toMatchObject({
      code: 'conflict',
      details: { differs: ['/caption', '/firstComment'] },
    });
  });

  test('a client that knows the login of an account queues no file that the account could not upload', async () => {
    const taskQueue = `client-${unique}`;
    await using informed = await Carillon.connect({ connection, taskQueue, loginOf: () => 'instagram' });
    const reel = request('not-uploadable', {
      kind: 'reel',
      media: [{ kind: 'video', file: mediaFile(sampleVideo()) }],
    });
    await expect(informed.posts.schedule(reel)).rejects.toMatchObject({
      code: 'invalid-post',
      errors: [{ pointer: '/media/0/file', message: expect.stringContaining('one of Instagram Login') }],
    });
    await expect(informed.posts.get(keyOf('not-uploadable'))).rejects.toMatchObject({ code: 'not-found' });
    expect(await carillon.posts.schedule(reel)).toMatchObject({ created: true });
  });

  test('an edit that would be late is refused with the instant at which the post would go out', async () => {
    await carillon.posts.schedule(request('late'));
    await expect(carillon.posts.edit(keyOf('late'), { caption: 'Two' })).rejects.toMatchObject({
      code: 'would-be-late',
      message: expect.stringContaining('it would go out late.'),
      details: { expectedAt: '2099-01-01T00:00:00.000Z' },
    });
  });

  test('two edits from the same content do not both take effect', async () => {
    await carillon.posts.schedule(request('raced'));
    const edits = ['Two', 'Three'].map((caption) =>
      carillon.posts.edit(keyOf('raced'), { caption }, { allowLate: true }),
    );
    const outcomes = await Promise.allSettled(edits);
    const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : outcome.status));
    expect(codes.sort()).toEqual(['edited-meanwhile', 'fulfilled']);
  });

  test('a post that needs a person ends the wait, and takes retry and settle', async () => {
    await carillon.posts.schedule(request('settled', { scheduledAt: undefined, publishNow: true }));
    expect(await carillon.posts.wait(keyOf('settled'), { timeoutMs: 20_000 })).toMatchObject({ status: 'unconfirmed' });
    expect(await carillon.posts.retry(keyOf('settled'))).toMatchObject({ status: '0 arguments' });
    const settled = await carillon.posts.settle(keyOf('settled'), { outcome: 'published', mediaId: '18' });
    expect(settled).toMatchObject({ status: 'published' });
    await expect(carillon.posts.settle(keyOf('settled'), { outcome: 'not-published' })).rejects.toMatchObject({
      code: 'too-late',
    });
  });

  test('a post tells how far its upload is', async () => {
    await carillon.posts.schedule(request('uploaded', { scheduledAt: undefined, publishNow: true, caption: 'upload' }));
    const read = () => carillon.posts.get(keyOf('uploaded'));
    const post = await until(read, ({ containers }) => containers[0]?.upload != null);
    expect(post.containers[0]?.upload).toEqual({ bytes: 5, totalBytes: 9 });
  });

  test('a run that was stopped from outside is listed as what may have become of its post', async () => {
    const temporal = new Client({ connection });
    const stop = (id: string) =>
      temporal.workflow.getHandle(postWorkflowId({ accountId: account, id: postId(id) })).terminate();
    await carillon.posts.schedule(request('stopped-early'));
    await stop('stopped-early');
    await carillon.posts.schedule(request('stopped-late', { scheduledAt: undefined, publishNow: true }));
    await carillon.posts.wait(keyOf('stopped-late'), { timeoutMs: 20_000 });
    await stop('stopped-late');
    const list = async (status: 'failed' | 'unconfirmed') => {
      const items: PostListItem[] = await Array.fromAsync(carillon.posts.list({ accountId: account, status }));
      return items.map(({ id }) => id).filter((id) => id.startsWith('stopped'));
    };
    expect(
      await until(
        () => list('failed'),
        (ids) => ids.length > 0,
      ),
    ).toEqual(['stopped-early']);
    expect(
      await until(
        () => list('unconfirmed'),
        (ids) => ids.length > 0,
      ),
    ).toEqual(['stopped-late']);
  });
});
