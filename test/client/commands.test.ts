import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { Posts } from '../../client/posts.ts';
import type { EditArgs, EditResult, SettleArgs } from '../../contracts/publish-post.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { viewOf } from './view-of.ts';

const run = {
  taskQueue: 'carillon',
  source: 'shop',
  timing: { leadMs: undefined, armEarliestMs: 30_000, armLatestMs: 5000 },
};
const ID = 'post.brand.order-8841';
const key = { accountId: 'brand', id: 'order-8841' };
const request = {
  ...key,
  kind: 'image' as const,
  caption: 'Hello',
  media: [{ kind: 'image' as const, url: 'https://shop.example/a.jpg' }],
  scheduledAt: new Date(Date.now() + 86_400_000).toISOString(),
};

let runs: RecordedRuns;
let posts: Posts;
beforeEach(() => {
  runs = new RecordedRuns();
  posts = new Posts(runs, { run, loginOf: () => undefined });
});

describe('edit', () => {
  const moved = { ...request, caption: 'Bye', firstComment: 'First' };
  const changes = { caption: 'Bye', firstComment: 'First' };
  const held = () => parsePostRequest(request, Date.now()).post;
  const answer: EditResult = {
    status: 'ready',
    dueAt: request.scheduledAt,
    revision: 3,
    expectedAt: request.scheduledAt,
  };
  const sent = () => runs.updates.map(({ name, argument }) => ({ name, argument: argument as EditArgs }));

  test('before the first task starts from what the run was started with, and no worker is asked', async () => {
    await posts.schedule(request);
    runs.onUpdate = () => answer;
    expect(await posts.edit(key, changes)).toEqual(answer);
    const { post } = parsePostRequest(moved, Date.now());
    expect(sent()).toMatchObject([{ name: 'edit', argument: { post, revision: 0, allowLate: false } }]);
  });

  test('of a post under way starts from what it holds now', async () => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    runs.held = { post: { ...held(), publishWithinSeconds: 5 }, dueAt: 0, revision: 2 };
    await posts.edit(key, changes, { allowLate: true });
    expect(sent()).toMatchObject([
      { argument: { post: { caption: 'Bye', publishWithinSeconds: 5 }, revision: 2, allowLate: true } },
    ]);
  });

  test('brings the record that makes a repeat of the edited content a repeat', async () => {
    await posts.schedule(request);
    await posts.edit(key, changes);
    expect(sent()[0]?.argument.memo).toEqual({
      caption: 'Bye',
      fingerprint: parsePostRequest(moved, Date.now()).fingerprint,
    });
  });

  test('keeps "now" as it was wished, so that a repeat of it is a repeat', async () => {
    const { scheduledAt: _, ...now } = { ...request, publishNow: true };
    await posts.schedule(now);
    await posts.edit(key, changes);
    const wanted = parsePostRequest({ ...now, ...changes }, Date.now() + 5).fingerprint;
    expect(sent()[0]?.argument.memo.fingerprint).toEqual(wanted);
  });

  test('with changes that are wrong sends nothing', async () => {
    await posts.schedule(request);
    await expect(posts.edit(key, { caption: 'x'.repeat(2201) })).rejects.toMatchObject({
      code: 'invalid-post',
      errors: [{ pointer: '/caption' }],
    });
    await expect(posts.edit(key, changes, { allowLate: 'yes' as never })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(runs.updates).toEqual([]);
  });

  test('needs a worker once the run has begun', async () => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    await expect(posts.edit(key, changes)).rejects.toMatchObject({
      code: 'no-worker',
      message: expect.stringContaining('nothing was changed'),
    });
  });

  test('of a post that has ended is too late, and of none is not found', async () => {
    await expect(posts.edit(key, changes)).rejects.toMatchObject({ code: 'not-found' });
    await posts.schedule(request);
    runs.move(ID, 'COMPLETED', viewOf(ID, 'published'));
    await expect(posts.edit(key, changes)).rejects.toMatchObject({
      code: 'too-late',
      details: { status: 'published' },
    });
  });

  test.each<[string, unknown]>([
    ['of another version', { schemaVersion: 2, post: held() }],
    ['of no shape', null],
    ['without media', { schemaVersion: 1, post: { kind: 'image' } }],
  ])('of a run with an input %s is refused', async (_, input) => {
    const typedSearchAttributes: [] = [];
    await runs.start({ workflowId: ID, taskQueue: 'carillon', typedSearchAttributes, args: [input] });
    await expect(posts.edit(key, changes)).rejects.toMatchObject({ code: 'server-error' });
    expect(runs.updates).toEqual([]);
  });
});

describe('retry and settle', () => {
  test.each<[string, () => Promise<unknown>, object | undefined]>([
    ['retry', () => posts.retry(key), undefined],
    [
      'settle',
      () => posts.settle(key, { outcome: 'published', mediaId: '17' }),
      { outcome: 'published', mediaId: '17' },
    ],
    ['settle', () => posts.settle(key, { outcome: 'published' }), { outcome: 'published' }],
    ['settle', () => posts.settle(key, { outcome: 'not-published' }), { outcome: 'not-published' }],
  ])('%s is sent as it is meant: %#', async (name, call, argument) => {
    expect(await call()).toMatchObject({ status: 'scheduled' });
    expect(runs.updates).toEqual([{ workflowId: ID, name, argument }]);
  });

  test.each<[object, string, string]>([
    [{ outcome: 'maybe' }, '/outcome', 'must be "published" or "not-published", not "maybe"'],
    [{}, '/outcome', 'outcome is missing'],
    [{ outcome: 'published', mediaId: 'x' }, '/mediaId', 'must be the digits of the media id'],
    [{ outcome: 'not-published', mediaId: '17' }, '/mediaId', 'is of a post that was published'],
  ])('the settlement %j is refused', async (settlement, pointer, sentence) => {
    await expect(posts.settle(key, settlement as SettleArgs)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer, message: expect.stringContaining(sentence) }],
    });
    expect(runs.updates).toEqual([]);
  });
});

describe('a command that the post does not carry out', () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  const refusal = (type: string, detail?: object) =>
    new WorkflowUpdateFailedError('x', ApplicationFailure.nonRetryable('the request has been sent.', type, detail));

  test.each([
    ['too late', refusal('TooLate'), 'too-late', 'can no longer be changed: the request has been sent.'],
    ['wrong state', refusal('WrongState'), 'wrong-state', 'does not take this command: the request has been sent.'],
    ['edited meanwhile', refusal('Conflict'), 'edited-meanwhile', 'was edited by somebody else meanwhile: the request'],
    ['late', refusal('WouldBeLate'), 'would-be-late', 'was not edited: the request has been sent.'],
    ['makes no sense', refusal('InvalidCommand'), 'invalid-request', 'the request has been sent.'],
    ['a worker that knows no such command', refusal('Error'), 'server-error', 'failed in the worker: the request has'],
    ['no worker', new WorkflowUpdateRPCTimeoutOrCancelledError('x'), 'no-worker', 'it may still take effect'],
    ['no run', new WorkflowNotFoundError('x', ID, undefined), 'not-found', 'does not exist'],
  ])('%s', async (_, error, code, sentence) => {
    runs.onUpdate = fails(error);
    const moved = posts.reschedule(key, '2099-12-01T09:00Z');
    await expect(moved).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test.each<[object | undefined, object]>([
    [
      { status: 'ready', dueAt: 'D', revision: 1, expectedAt: 'E' },
      { dueAt: 'D', expectedAt: 'E' },
    ],
    [undefined, { dueAt: null, expectedAt: null }],
    [{ expectedAt: 5 }, { dueAt: null, expectedAt: null }],
  ])('late, with the detail %j: the error says when it would go out', async (detail, details) => {
    await posts.schedule(request);
    runs.onUpdate = fails(refusal('WouldBeLate', detail));
    await expect(posts.edit(key, { caption: 'Bye' })).rejects.toMatchObject({ name: 'WouldBeLateError', details });
  });

  test.each([
    ['not found', new WorkflowNotFoundError('x', ID, undefined)],
    ['accepted, then ended', refusal('AcceptedUpdateCompletedWorkflow')],
  ])('because the post has ended (%s): the answer is what became of it', async (_, error) => {
    await posts.schedule(request);
    runs.onUpdate = fails(error);
    runs.move(ID, 'COMPLETED', viewOf(ID, 'published'));
    const late = { code: 'too-late', details: { status: 'published' } };
    await expect(posts.cancel(key)).rejects.toMatchObject(late);
    await expect(posts.reschedule(key, '2099-12-01T09:00Z')).rejects.toMatchObject(late);
  });

  test('cancelling what is canceled is carried out, moving it is not', async () => {
    await posts.schedule(request);
    runs.onUpdate = fails(new WorkflowNotFoundError('x', ID, undefined));
    runs.move(ID, 'CANCELLED');
    expect(await posts.cancel(key, { reason: 'sold out' })).toEqual({ status: 'canceled', dueAt: request.scheduledAt });
    await expect(posts.reschedule(key, '2099-12-01T09:00Z')).rejects.toMatchObject({ code: 'too-late' });
  });
});
