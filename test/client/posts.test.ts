import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { Posts } from '../../client/posts.ts';
import { RecordedRuns, viewOf } from './recorded-runs.ts';

const settings = {
  taskQueue: 'carillon',
  source: 'shop',
  timing: { leadMs: 900_000, armEarliestMs: 30_000, armLatestMs: 5000 },
};
const ID = 'post.brand.order-8841';
const key = { accountId: 'brand', id: 'order-8841' };
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();
const DAY_MS = 86_400_000;
const request = {
  ...key,
  kind: 'image' as const,
  caption: 'Hello',
  media: [{ kind: 'image' as const, url: 'https://shop.example/a.jpg' }],
  scheduledAt: fromNow(DAY_MS),
};

let runs: RecordedRuns;
let posts: Posts;
beforeEach(() => {
  runs = new RecordedRuns();
  posts = new Posts(runs, settings);
});

describe('schedule', () => {
  test('starts the run of the post and answers with the post', async () => {
    const { created, post } = await posts.schedule(request);
    expect({ created, post }).toMatchObject({ created: true, post: { ...key, status: 'scheduled' } });
    expect(post.dueAt).toBe(request.scheduledAt);
    expect(runs.started.map(({ workflowId }) => workflowId)).toEqual([ID]);
  });

  test('answers a repeat with the post that exists, whatever has become of it', async () => {
    await posts.schedule(request);
    expect(await posts.schedule(request)).toMatchObject({ created: false, post: { status: 'scheduled' } });
    runs.move(ID, 'COMPLETED', viewOf(ID, 'published'));
    expect(await posts.schedule(request)).toMatchObject({ created: false, post: { status: 'published' } });
    expect(runs.started).toHaveLength(1);
  });

  test('answers a repeat whose due time has passed meanwhile', async () => {
    await posts.schedule(request);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(request.scheduledAt) + 1);
    try {
      expect(await posts.schedule(request)).toMatchObject({ created: false, post: { status: 'scheduled' } });
    } finally {
      clock.mockRestore();
    }
  });

  test('refuses the id of another post and names what differs, without the content', async () => {
    await posts.schedule(request);
    runs.answer = viewOf(ID, 'ready');
    runs.move(ID, 'RUNNING');
    const other = { ...request, caption: 'Bye', publishWithinSeconds: 5 };
    await expect(posts.schedule(other)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'conflict',
      message:
        'Post "order-8841" of account "brand" exists already (its status is "ready") and differs in /caption, /publishWithinSeconds.',
      details: { differs: ['/caption', '/publishWithinSeconds'], post: { status: 'ready' } },
    });
    await expect(posts.schedule({ ...other, scheduledAt: fromNow(-DAY_MS) })).rejects.toMatchObject({
      details: { differs: ['/caption', '/publishWithinSeconds', '/scheduledAt'] },
    });
  });

  test.each([
    ['with an id', request],
    ['without one', { ...request, id: undefined }],
  ])('refuses a new post that is past due, %s, and starts nothing', async (_, sent) => {
    await expect(posts.schedule({ ...sent, scheduledAt: fromNow(-3_600_000) })).rejects.toMatchObject({
      name: 'PastDueError',
      code: 'past-due',
      message: expect.stringMatching(/^scheduledAt was 1 hour.* ago: .*"publishNow"/),
      nextAction: expect.stringContaining('"publishNow": true'),
    });
    expect(runs.started).toEqual([]);
  });

  test('publishes what is past due when it is told so', async () => {
    const { post } = await posts.schedule({ ...request, scheduledAt: fromNow(-3_600_000), publishNow: true });
    expect(Math.abs(Date.parse(post.dueAt) - Date.now())).toBeLessThan(1000);
    expect(runs.started[0]).not.toHaveProperty('startDelay');
  });

  test('sends nothing that is wrong', async () => {
    await expect(posts.schedule({ ...request, accountId: 'Brand' })).rejects.toMatchObject({ code: 'invalid-post' });
    expect(runs.started).toEqual([]);
  });
});

describe('get', () => {
  test('a post that is not there is not found', async () => {
    await expect(posts.get(key)).rejects.toMatchObject({ name: 'NotFoundError', code: 'not-found', details: key });
  });

  test('before the first task the record of the run is the answer, and no worker is asked', async () => {
    await posts.schedule(request);
    runs.answer = viewOf(ID, 'ready');
    expect(await posts.get(key)).toMatchObject({ ...key, status: 'scheduled', dueAt: request.scheduledAt });
  });

  test('an open run answers itself, and its record answers while there is no worker', async () => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    expect((await posts.get(key)).status).toBe('scheduled');
    runs.answer = viewOf(ID, 'ready');
    expect((await posts.get(key)).status).toBe('ready');
  });

  test.each(['failed', 'missed', 'unconfirmed'] as const)(
    'a run that failed as %s tells so without a worker',
    async (status) => {
      await posts.schedule(request);
      runs.move(ID, 'FAILED', viewOf(ID, status));
      expect((await posts.get(key)).status).toBe(status);
    },
  );

  test('a run that failed for a reason of its own is not called published or safe to repeat', async () => {
    await posts.schedule(request);
    runs.move(ID, 'FAILED', 'not a view');
    expect(await posts.get(key)).toMatchObject({
      status: 'unconfirmed',
      error: { code: 'run-failed', category: 'carillon' },
    });
  });

  test('a run that another program started without a record needs a worker to be read', async () => {
    await runs.start({ workflowId: ID, taskQueue: 'carillon', typedSearchAttributes: [] });
    await expect(posts.get(key)).rejects.toMatchObject({
      code: 'no-worker',
      message: expect.stringContaining('no record'),
    });
    runs.move(ID, 'RUNNING');
    runs.answer = viewOf(ID, 'ready');
    expect((await posts.get(key)).status).toBe('ready');
  });

  test('a post that was read may be handed in as the key', async () => {
    const { post } = await posts.schedule(request);
    expect(await posts.get(post)).toEqual(post);
  });

  test('a key that is none is refused', async () => {
    const call = posts.get({ accountId: "b' OR 1=1", id: 'a' });
    await expect(call).rejects.toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/accountId' }] });
  });
});

describe('reschedule', () => {
  const dueAt = Date.parse('2099-12-01T08:00:00Z');

  test.each([
    ['2099-12-01T09:00:00+01:00'],
    [{ at: '2099-12-01T09:00:00+01:00' }],
    [{ at: '2099-12-01T09:00', timeZone: 'Europe/Berlin' }],
  ])('sends the instant of %j', async (when) => {
    expect(await posts.reschedule(key, when)).toMatchObject({ status: 'scheduled' });
    expect(runs.updates).toEqual([{ workflowId: ID, name: 'reschedule', argument: { dueAt } }]);
  });

  test.each([
    ['2099-12-01T09:00', 'invalid-request', 'The new time "2099-12-01T09:00" has no offset'],
    [{ at: '2099-12-01T09:00' }, 'invalid-request', 'The new time "2099-12-01T09:00" has no offset'],
    [{ at: '2099-12-01T09:00', timeZone: 'Berlin' }, 'invalid-request', 'timeZone must be an IANA time zone'],
    [
      { at: '2099-12-01T09:00', timezone: 'UTC' },
      'invalid-request',
      'timezone is not a known key: did you mean "timeZone"?',
    ],
    ['2020-12-01T09:00Z', 'past-due', 'The new time was'],
  ])('refuses %j', async (when, code, sentence) => {
    await expect(posts.reschedule(key, when)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
    expect(runs.updates).toEqual([]);
  });
});

describe('a command that the post does not carry out', () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  const refusal = (type: string) =>
    new WorkflowUpdateFailedError('x', ApplicationFailure.nonRetryable('the request has been sent.', type));

  test.each([
    ['too late', refusal('TooLate'), 'too-late', 'can no longer be changed: the request has been sent.'],
    ['makes no sense', refusal('InvalidCommand'), 'invalid-request', 'the request has been sent.'],
    ['a worker that knows no such command', refusal('Error'), 'server-error', 'failed in the worker: the request has'],
    ['no worker', new WorkflowUpdateRPCTimeoutOrCancelledError('x'), 'no-worker', 'it may still take effect'],
    ['no run', new WorkflowNotFoundError('x', ID, undefined), 'not-found', 'does not exist'],
  ])('%s', async (_, error, code, sentence) => {
    runs.onUpdate = fails(error);
    const moved = posts.reschedule(key, '2099-12-01T09:00Z');
    await expect(moved).rejects.toMatchObject({ code, message: expect.stringContaining(sentence) });
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

describe('list', () => {
  const all = async (filter?: Parameters<Posts['list']>[0]) => {
    const items = [];
    for await (const item of posts.list(filter)) items.push(item);
    return items;
  };

  test('gives at most so many posts as were asked for', async () => {
    for (const id of ['a', 'b', 'c']) await posts.schedule({ ...request, id });
    expect(await all()).toHaveLength(3);
    expect((await all({ limit: 2 })).map(({ id, status }) => [id, status])).toEqual([
      ['a', 'scheduled'],
      ['b', 'scheduled'],
    ]);
  });

  test.each<[object, string]>([
    [{ accountId: "brand' OR ''='" }, '/accountId'],
    [{ status: 'done' }, '/status'],
    [{ limit: 0 }, '/limit'],
    [{ state: 'ready' }, '/state'],
  ])('refuses the filter %j before anything is sent', (filter, pointer) => {
    expect(() => posts.list(filter)).toThrow(
      expect.objectContaining({ code: 'invalid-request', errors: [expect.objectContaining({ pointer })] }),
    );
    expect(runs.listed).toBe('');
  });
});

describe('wait', () => {
  test('resolves with the post when it has ended', async () => {
    await posts.schedule(request);
    const waiting = posts.wait(key);
    setTimeout(() => runs.move(ID, 'FAILED', viewOf(ID, 'missed')), 5);
    expect((await waiting).status).toBe('missed');
  });

  test('tells each change once, the first state and the last included', async () => {
    await posts.schedule(request);
    const seen: string[] = [];
    const waiting = posts.wait(key, { onChange: ({ status }) => seen.push(status) });
    setTimeout(() => runs.move(ID, 'COMPLETED', viewOf(ID, 'published')), 5);
    await waiting;
    expect(seen).toEqual(['scheduled', 'published']);
  });

  test('gives up after its time, and says that the post goes on', async () => {
    await posts.schedule(request);
    await expect(posts.wait(key, { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'wait-timed-out',
      details: { timeoutMs: 5 },
    });
  });

  test('ends with the reason of the signal, one that was aborted before included', async () => {
    await posts.schedule(request);
    const reason = new Error('the user left');
    await expect(posts.wait(key, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const leaving = new AbortController();
    const waiting = posts.wait(key, {
      signal: leaving.signal,
      timeoutMs: 60_000,
      onChange: () => leaving.abort(reason),
    });
    await expect(waiting).rejects.toBe(reason);
  });

  test('ends with the error of its listener', async () => {
    await posts.schedule(request);
    const onChange = () => {
      throw new Error('broken listener');
    };
    await expect(posts.wait(key, { onChange })).rejects.toThrow('broken listener');
  });

  test('a post that is not there is not found, and a wrong option is refused', async () => {
    await expect(posts.wait(key)).rejects.toMatchObject({ code: 'not-found' });
    for (const options of [{ timeoutMs: 0 }, { timeoutMs: 2 ** 31 }, { timeout: 5 }])
      await expect(posts.wait(key, options)).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
