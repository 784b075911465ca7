import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Login } from '../../client/login-checks.ts';
import type { PostRequest } from '../../client/post-request.ts';
import { Posts } from '../../client/posts.ts';
import { mediaFile, mediaPath } from '../media/media-directory.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { RecordedRuns } from './recorded-runs.ts';

const run = {
  taskQueue: 'carillon',
  source: 'shop',
  timing: { leadMs: undefined, armEarliestMs: 30_000, armLatestMs: 5000 },
};
const DAY_MS = 86_400_000;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();
const reel = (file: string, more: object = {}): PostRequest => ({
  accountId: 'brand',
  id: 'order-8841',
  kind: 'reel',
  media: [{ kind: 'video', file }],
  scheduledAt: fromNow(DAY_MS),
  ...more,
});

let runs: RecordedRuns;
let login: Login | undefined;
let posts: Posts;
beforeEach(() => {
  runs = new RecordedRuns();
  login = undefined;
  posts = new Posts(runs, { run, loginOf: () => login });
});

const pointersOf = (found: readonly { readonly pointer: string }[]) => found.map(({ pointer }) => pointer);

/** What `schedule` refuses a request for. */
async function refusalsOf(request: PostRequest): Promise<readonly object[]> {
  try {
    await posts.schedule(request);
    return [];
  } catch (error) {
    return (error as { errors: object[] }).errors;
  }
}

describe('validate', () => {
  test.each<[string, () => PostRequest, Login | undefined, string[]]>([
    ['nothing', () => reel(mediaFile(sampleVideo())), 'facebook', []],
    ['its words', () => reel(mediaPath(), { caption: 5, trial: 'x' }), 'instagram', ['/caption', '/trial']],
    ['its file', () => reel(mediaPath()), undefined, ['/media/0/file']],
    ['its account and its file', () => reel(mediaPath()), 'instagram', ['/media/0/file', '/media/0/file']],
    ['its account', () => reel(mediaFile(sampleVideo())), 'instagram', ['/media/0/file']],
  ])('finds what schedule refuses, and queues nothing: %s', async (_, request, of, pointers) => {
    login = of;
    const sent = request();
    const { ok, issues } = await posts.validate(sent);
    expect(runs.started).toEqual([]);
    expect(ok).toBe(pointers.length === 0);
    expect(pointersOf(issues)).toEqual(pointers);
    expect(await refusalsOf(sent)).toEqual(issues);
    expect(runs.started).toHaveLength(ok ? 1 : 0);
  });

  test('finds a due time that has passed, beside the rest', async () => {
    const { issues } = await posts.validate(reel(mediaPath(), { scheduledAt: fromNow(-DAY_MS) }));
    expect(pointersOf(issues)).toEqual(['/scheduledAt', '/media/0/file']);
  });

  test('warns of what Instagram will ignore, and lets it be queued', async () => {
    const file = mediaFile(sampleVideo());
    const sent = reel(file, { coverUrl: 'https://shop.example/cover.jpg', thumbOffsetMs: 5 });
    const { ok, issues, warnings } = await posts.validate(sent);
    expect({ ok, issues, warnings: pointersOf(warnings) }).toEqual({
      ok: true,
      issues: [],
      warnings: ['/thumbOffsetMs'],
    });
    expect(await posts.schedule(sent)).toMatchObject({ created: true });
  });

  test('refuses options that it does not know', async () => {
    const options = { probes: true } as object;
    await expect(posts.validate(reel('a.mp4'), options)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/probes', message: expect.stringContaining('did you mean "probe"?') }],
    });
  });
});

describe('a post that is queued', () => {
  test('is answered by a repeat when its file is gone, and another post with its id still conflicts', async () => {
    const file = mediaFile(sampleVideo());
    const sent = reel(file);
    await posts.schedule(sent);
    rmSync(file);
    expect(await posts.schedule(sent)).toMatchObject({ created: false, post: { status: 'scheduled' } });
    await expect(posts.schedule(reel(file, { scheduledAt: sent.scheduledAt, caption: 'Other' }))).rejects.toMatchObject(
      { code: 'conflict' },
    );
    expect(await refusalsOf({ ...sent, id: 'other' })).toMatchObject([{ pointer: '/media/0/file' }]);
  });

  test('is not edited to a file that is not there, nor to what its account cannot do', async () => {
    await posts.schedule(reel(mediaFile(sampleVideo())));
    const key = { accountId: 'brand', id: 'order-8841' };
    const media = [{ kind: 'video' as const, file: mediaPath() }];
    await expect(posts.edit(key, { media })).rejects.toMatchObject({ errors: [{ pointer: '/media/0/file' }] });
    login = 'instagram';
    await expect(posts.edit(key, { caption: 'Bye' })).rejects.toMatchObject({ errors: [{ pointer: '/media/0/file' }] });
    expect(runs.updates).toEqual([]);
  });
});
