import { appendFileSync, readdirSync, readlinkSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MediaAccessError } from '../../media/media-access-error.ts';
import type { MediaLocation } from '../../media/media-bytes.ts';
import { type MediaSource, type OpenMediaOptions, openMediaSource } from '../../media/media-source.ts';
import { mediaFile, mediaPath } from './media-directory.ts';
import { type HostedMedia, type MediaHost, startMediaHost } from './media-host.ts';
import { sampleVideo, writeSampleVideo } from './sample-video.ts';

let host: MediaHost;
beforeEach(async () => {
  host = await startMediaHost();
});
afterEach(() => host.close());

const { signal } = new AbortController();
const VIDEO = sampleVideo({ paddingBytes: 3_000_000 });

const opened = (location: MediaLocation, options: Partial<OpenMediaOptions> = {}) =>
  openMediaSource(location, { signal, allowPrivate: true, ...options });

async function sourceOf(location: MediaLocation): Promise<MediaSource> {
  const outcome = await opened(location);
  if (outcome.kind !== 'source') throw outcome.problem;
  return outcome.source;
}

async function problemOf(location: MediaLocation, options: Partial<OpenMediaOptions> = {}): Promise<string> {
  const outcome = await opened(location, options);
  return outcome.kind === 'source' ? 'none' : outcome.problem.code;
}

/** Copied as they come: a stream may use the memory of a chunk again. */
async function allOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The code with which reading from there on fails. */
async function failureOf(source: MediaSource, offset = 0): Promise<unknown> {
  try {
    return (await allOf(await source.open(offset, signal))).length;
  } catch (error) {
    return error instanceof MediaAccessError ? error.code : error;
  }
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('Waited 2 s in vain.');
    await sleep(5);
  }
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

const hosted = (media: Partial<HostedMedia> = {}) => ({ url: host.serve('/clip.mp4', { body: VIDEO, ...media }) });

const PLACES: readonly [string, () => MediaLocation][] = [
  ['a file', () => ({ file: mediaFile(VIDEO) })],
  ['a URL', () => hosted()],
  ['a URL without ranges', () => hosted({ ranges: false })],
  ['a URL behind a redirect', () => ({ url: host.redirect('/first', hosted().url) })],
];

describe.each(PLACES)('the source of %s', (_place, location) => {
  test('delivers the bytes from every offset to the end', async () => {
    const source = await sourceOf(location());
    expect(source.bytes).toBe(VIDEO.length);
    for (const offset of [0, 1, 65_536, 1_234_567, VIDEO.length - 1, VIDEO.length]) {
      const bytes = await allOf(await source.open(offset, signal));
      expect(bytes.equals(VIDEO.subarray(offset))).toBe(true);
    }
  });

  test('is the same one as long as nothing changes', async () => {
    const where = location();
    const { identity } = await sourceOf(where);
    expect(await problemOf(where, { seen: identity })).toBe('none');
  });

  test('is told apart from other bytes than those of which an upload was begun', async () => {
    expect(await problemOf(location(), { seen: 'other bytes' })).toBe('media-changed');
  });
});

describe('the source of a file', () => {
  test.each<[string, (file: string) => void]>([
    ['longer', (file) => appendFileSync(file, 'x')],
    ['shorter', (file) => truncateSync(file, 100)],
    ['written again, as long as before', (file) => utimesSync(file, new Date(), new Date(Date.now() + 5_000))],
  ])('is told as changed when it is %s', async (_case, change) => {
    const file = mediaFile(VIDEO);
    const source = await sourceOf({ file });
    change(file);
    expect(await failureOf(source, 100)).toBe('media-changed');
    expect(await problemOf({ file }, { seen: source.identity })).toBe('media-changed');
  });

  test('is told as missing when it was taken away', async () => {
    const file = mediaFile(VIDEO);
    const source = await sourceOf({ file });
    rmSync(file);
    expect(await failureOf(source)).toBe('media-missing');
    expect(await problemOf({ file })).toBe('media-missing');
  });

  test('is told as changed when it becomes shorter while it is read', async () => {
    const file = mediaPath();
    await writeSampleVideo(file, { paddingBytes: 20_000_000 });
    const stream = await (await sourceOf({ file })).open(0, signal);
    stream.once('data', () => truncateSync(file, 5_000_000));
    await expect(allOf(stream)).rejects.toMatchObject({ code: 'media-changed' });
  });

  test.each<[string, () => string, string]>([
    ['there is none', () => mediaPath(), 'media-missing'],
    ['it is a folder', () => process.cwd(), 'media-unreadable'],
    ['it is empty', () => mediaFile(Buffer.alloc(0)), 'media-unreadable'],
  ])('is a problem when %s', async (_case, file, code) => {
    expect(await problemOf({ file: file() })).toBe(code);
  });
});

describe('the source of a URL', () => {
  test.each<[string, Partial<HostedMedia>, string]>([
    ['there is none', { status: 404 }, 'media-missing'],
    ['it is gone', { status: 410 }, 'media-missing'],
    ['it is locked', { status: 401 }, 'media-unreadable'],
    ['it is forbidden', { status: 403 }, 'media-unreadable'],
    ['its host is down', { status: 502 }, 'media-temporary'],
    ['its host is asked too often', { status: 429 }, 'media-temporary'],
    ['it is of no known length', { length: false, ranges: false }, 'media-unreadable'],
    ['it is empty', { body: Buffer.alloc(0) }, 'media-unreadable'],
  ])('is a problem when %s, at first and later', async (_case, media, code) => {
    const source = await sourceOf(hosted());
    expect(await problemOf(hosted(media))).toBe(code);
    if (media.status !== undefined) expect(await failureOf(source, 10)).toBe(code);
  });

  test('needs no HEAD, for which a signed URL is often not good', async () => {
    expect(await problemOf(hosted({ headStatus: 403 }))).toBe('none');
  });

  test.each<[string, Partial<HostedMedia>, Partial<HostedMedia>]>([
    ['of another version', { headers: { etag: '"a"' } }, { headers: { etag: '"b"' } }],
    ['of a later date', { headers: { 'last-modified': 'A' } }, { headers: { 'last-modified': 'B' } }],
    ['longer', {}, { body: Buffer.concat([VIDEO, VIDEO]) }],
    ['shorter than the offset', {}, { body: VIDEO.subarray(0, 500) }],
    [
      'of another version, on a host without ranges',
      { headers: { etag: '"a"' }, ranges: false },
      { headers: { etag: '"b"' }, ranges: false },
    ],
  ])('is told as changed when it is %s', async (_case, before, after) => {
    const source = await sourceOf(hosted(before));
    const location = hosted(after);
    expect(await failureOf(source, 1_000)).toBe('media-changed');
    expect(await problemOf(location, { seen: source.identity })).toBe('media-changed');
  });

  describe.each<[string, Record<string, string>]>([
    ['does not tell its versions apart', {}],
    ['tells them apart by meaning only', { etag: 'W/"1"' }],
  ])('whose host %s', (_case, headers) => {
    test('is not gone on with from anywhere: another one may be as long', async () => {
      const source = await sourceOf(hosted({ headers }));
      expect([await failureOf(source, 1), await failureOf(source, VIDEO.length - 1)]).toEqual([
        'media-changed',
        'media-changed',
      ]);
    });

    test('is read from its start as often as need be', async () => {
      const { identity } = await sourceOf(hosted({ headers }));
      const again = await opened(hosted({ headers }), { seen: identity });
      expect(again.kind === 'source' && (await failureOf(again.source))).toBe(VIDEO.length);
    });

    test('is gone on with when it has a date', async () => {
      const source = await sourceOf(hosted({ headers: { ...headers, 'last-modified': 'A' } }));
      expect(await failureOf(source, 1_000)).toBe(VIDEO.length - 1_000);
    });
  });

  test.each([true, false])('is told as cut off when the connection breaks (ranges: %s)', async (ranges) => {
    const source = await sourceOf(hosted({ ranges }));
    hosted({ ranges, cutAfter: 1_000_000 });
    expect(await failureOf(source, 1_000)).toBe('media-temporary');
  });

  test('is never a host in this network, unless that is allowed', async () => {
    const { url } = hosted();
    expect(await problemOf({ url }, { allowPrivate: false })).toBe('media-private');
    expect(await problemOf({ url: url.replace('127.0.0.1', 'localhost') }, { allowPrivate: false })).toBe(
      'media-private',
    );
    expect(host.visits).toEqual([]);
  });

  describe('although hosts in this network are allowed, is never', () => {
    const KEYS = 'http://169.254.169.254/latest/meta-data';

    test.each([KEYS, 'http://2852039166/', 'http://[fe80::1]/', 'http://[::ffff:169.254.169.254]/', 'http://0.0.0.0/'])(
      'at %s',
      async (url) => {
        expect(await problemOf({ url })).toBe('media-private');
      },
    );

    test('there after a redirect', async () => {
      expect(await problemOf({ url: host.redirect('/first', KEYS) })).toBe('media-private');
      expect(host.visits.map(({ path }) => path)).toEqual(['/first']);
    });

    test('there after a redirect that comes when it is read', async () => {
      const { url } = hosted();
      const source = await sourceOf({ url });
      host.redirect('/clip.mp4', KEYS);
      expect(await failureOf(source, 1_000)).toBe('media-private');
    });
  });

  test('never repeats the query of its URL in an error', async () => {
    const { url } = hosted();
    const source = await sourceOf({ url: `${url}?signature=s3cret` });
    hosted({ cutAfter: 1_000_000 });
    const error = await source
      .open(0, signal)
      .then(allOf)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'media-temporary', message: expect.stringContaining(url) });
    expect(JSON.stringify({ ...(error as object), text: String(error) })).not.toContain('s3cret');
  });
});

describe('an aborted stream', () => {
  const openFiles = (path: string) => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === path).length;

  test('of a file closes it', async () => {
    const file = mediaFile(VIDEO);
    const aborting = new AbortController();
    const stream = await (await sourceOf({ file })).open(0, aborting.signal);
    expect(openFiles(file)).toBe(1);
    aborting.abort();
    await expect(allOf(stream)).rejects.toThrow(/aborted/);
    await eventually(() => openFiles(file) === 0);
  });

  test('of a URL closes its connection, though the host has stopped sending', async () => {
    const source = await sourceOf(hosted());
    hosted({ stallAfter: 100_000 });
    const aborting = new AbortController();
    const stream = await source.open(0, aborting.signal);
    const reading = allOf(stream);
    aborting.abort();
    await expect(reading).rejects.toThrow(/aborted/);
    await eventually(async () => (await host.connections()) === 0);
  });

  test('is never begun', async () => {
    const aborted = AbortSignal.abort();
    for (const [, location] of PLACES) {
      const source = await sourceOf(location());
      await expect(source.open(0, aborted)).rejects.toThrow(/aborted/);
      await expect(opened(location(), { signal: aborted })).rejects.toThrow(/aborted/);
    }
  });
});

test.each(PLACES)('a stream of %s that is destroyed closes what it reads from', async (_place, location) => {
  const stream = await (await sourceOf(location())).open(0, signal);
  stream.once('data', () => stream.destroy());
  await eventually(async () => stream.closed && (await host.connections()) === 0);
});

test('300 MB of a file pass through in little memory', async () => {
  const file = mediaPath();
  await writeSampleVideo(file, { paddingBytes: 300 * 1024 * 1024 });
  const source = await sourceOf({ file });
  const before = process.memoryUsage().rss;
  let [bytes, peak] = [0, 0];
  for await (const chunk of await source.open(0, signal)) {
    bytes += (chunk as Buffer).length;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  expect(bytes).toBe(source.bytes);
  expect(peak - before).toBeLessThan(48 * 1024 * 1024);
});
