import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Posts } from '../../client/posts.ts';
import type { ContainerView } from '../../contracts/post-view.ts';
import { containerId } from '../contracts/samples.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { viewOf } from './view-of.ts';

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
  posts = new Posts(runs, { run: settings, loginOf: () => undefined });
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

  test('shows how far an upload is', async () => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    const container: ContainerView = {
      id: containerId('1'),
      createdAt: request.scheduledAt,
      medium: 0,
      outcome: 'uploading',
      error: null,
      upload: null,
    };
    runs.answer = { ...viewOf(ID, 'preparing'), containers: [container] };
    const heartbeat = { containerId: '1', bytes: 1, totalBytes: 2, identity: 'x' };
    runs.pending = [{ type: 'uploadVideo', heartbeat, lastFailure: undefined }];
    expect((await posts.get(key)).containers).toEqual([{ ...container, upload: { bytes: 1, totalBytes: 2 } }]);
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

  test('leaves out what visibility found and the run says it is not', async () => {
    for (const id of ['a', 'b', 'c']) await posts.schedule({ ...request, id });
    runs.move('post.brand.b', 'TERMINATED');
    expect((await all({ status: 'unconfirmed' })).map(({ id }) => id)).toEqual(['b']);
    expect((await all({ status: 'scheduled', limit: 2 })).map(({ id }) => id)).toEqual(['a', 'c']);
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
