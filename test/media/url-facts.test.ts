import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hostsAt } from '../../media/http.ts';
import { PRIVATE_ADDRESS } from '../../media/public-address.ts';
import { readImageFacts, readVideoFacts } from '../../media/read-facts.ts';
import { type HostedMedia, type MediaHost, startMediaHost } from './media-host.ts';
import { sampleJpeg } from './sample-image.ts';
import { sampleVideo } from './sample-video.ts';

let host: MediaHost;
beforeEach(async () => {
  host = await startMediaHost();
});
afterEach(() => host.close());

const { signal } = new AbortController();
const access = { signal, allowPrivate: true };

const videoAt = (url: string) => readVideoFacts({ url }, access);
const codesOf = ({ problems }: { readonly problems: readonly { readonly code: string }[] }) =>
  problems.map(({ code }) => code);

const LONG = sampleVideo({ paddingBytes: 5_000_000 });
const LONG_INDEX_LAST = sampleVideo({ paddingBytes: 5_000_000, moovFirst: false });

describe('the facts of a video at a URL', () => {
  test('cost one look at its headers and one at its first bytes when the index lies there', async () => {
    const { facts, problems } = await videoAt(host.serve('/clip.mp4', { body: LONG }));
    expect(facts).toMatchObject({ bytes: LONG.length, durationMs: 5_000, videoCodec: 'avc1.640028', moovFirst: true });
    expect(problems).toEqual([]);
    expect(host.visits).toEqual([
      { method: 'HEAD', path: '/clip.mp4', range: undefined },
      { method: 'GET', path: '/clip.mp4', range: 'bytes=0-65535' },
    ]);
  });

  test('cost one look more when the index lies at the end', async () => {
    const { facts } = await videoAt(host.serve('/clip.mp4', { body: LONG_INDEX_LAST }));
    expect(facts).toMatchObject({ bytes: LONG.length, durationMs: 5_000, moovFirst: false });
    expect(host.visits.map(({ method }) => method)).toEqual(['HEAD', 'GET', 'GET']);
  });

  test('are found behind redirects', async () => {
    host.serve('/clip.mp4', { body: LONG });
    host.redirect('/second', '/clip.mp4');
    expect((await videoAt(host.redirect('/first', `${host.url}/second`))).facts).toMatchObject({ durationMs: 5_000 });
  });

  test.each<[string, Omit<HostedMedia, 'body'>, string[]]>([
    ['answers no range requests', { ranges: false }, ['host-without-range']],
    ['refuses HEAD', { headStatus: 403 }, ['host-without-head']],
    ['does neither', { headStatus: 405, ranges: false }, ['host-without-head', 'host-without-range']],
  ])('are found at a host that %s, which is told', async (_case, media, codes) => {
    const reading = await videoAt(host.serve('/clip.mp4', { ...media, body: LONG }));
    expect(reading.facts).toMatchObject({ bytes: LONG.length, durationMs: 5_000 });
    expect(codesOf(reading)).toEqual(codes);
  });

  test.each<[string, HostedMedia, string]>([
    ['is not there', { body: LONG, status: 404 }, 'media-missing'],
    ['is gone', { body: LONG, status: 410 }, 'media-missing'],
    ['is locked', { body: LONG, status: 401 }, 'media-unreadable'],
    ['is forbidden', { body: LONG, status: 403 }, 'media-unreadable'],
    ['is asked for in a way its host does not know', { body: LONG, status: 400 }, 'media-unreadable'],
    ['comes from a host that is down', { body: LONG, status: 503 }, 'media-temporary'],
    ['comes from a host that is asked too often', { body: LONG, status: 429 }, 'media-temporary'],
    ['is cut off on the way', { body: LONG, cutAfter: 100 }, 'media-temporary'],
  ])('are not found when it %s, which is told', async (_case, media, code) => {
    const { facts, problems } = await videoAt(host.serve('/clip.mp4', { ...media, headStatus: 200 }));
    expect(facts).toBeNull();
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  test.each<[string, HostedMedia, string[]]>([
    ['is empty', { body: Buffer.alloc(0) }, ['media-empty']],
    ['is a page', { body: Buffer.from('<html>Sign in</html>') }, ['not-a-video']],
    ['is of no known length', { body: LONG, length: false, ranges: false, headStatus: 405 }, ['media-unreadable']],
    [
      'has its index out of reach',
      { body: sampleVideo({ paddingBytes: 9_000_000, moovFirst: false }), ranges: false },
      ['media-unreadable'],
    ],
  ])('are not found when it %s, which is told', async (_case, media, codes) => {
    const reading = await videoAt(host.serve('/clip.mp4', media));
    expect(reading.facts).toBeNull();
    expect(codesOf(reading)).toEqual(codes);
  });

  test.each([
    ['that goes in circles', () => host.redirect('/circle', '/circle')],
    ['to no web address', () => host.redirect('/file', 'file:///etc/passwd')],
    ['that is none', () => 'nonsense'],
    ['of another protocol', () => 'ftp://media.example/clip.mp4'],
  ])('are not looked for at a URL %s', async (_case, url) => {
    expect(codesOf(await videoAt(url()))).toEqual(['media-unreadable']);
  });

  test('are not waited for at a host that nobody runs, and that may be over in a minute', async () => {
    const url = host.serve('/clip.mp4', { body: LONG });
    await host.close();
    expect((await videoAt(url)).problems).toMatchObject(
      [{ code: 'media-temporary', severity: 'warning', message: /ECONNREFUSED/ }].map(matching),
    );
    host = await startMediaHost();
  });
});

const matching = ({
  message,
  ...rest
}: {
  readonly message: RegExp;
  readonly code: string;
  readonly severity: string;
}) => ({
  ...rest,
  message: expect.stringMatching(message),
});

test('the facts of an image at a URL are found in its first bytes', async () => {
  const url = host.serve('/photo.jpg', { body: sampleJpeg({ width: 1080, height: 1350, bytes: 1_000_000 }) });
  expect(await readImageFacts({ url }, access)).toEqual({
    facts: { format: 'jpeg', width: 1080, height: 1350, bytes: 1_000_000 },
    problems: [],
  });
  expect(host.visits.map(({ range }) => range)).toEqual([undefined, 'bytes=0-65535']);
});

test('the facts of an image behind much metadata are found further on', async () => {
  const url = host.serve('/photo.jpg', { body: sampleJpeg({ metadataBytes: 300_000 }) });
  expect((await readImageFacts({ url }, access)).facts).toMatchObject({ width: 1080 });
});

test.each(['127.0.0.2', '[::1]', '[::ffff:127.0.0.3]'])(
  'no redirect leads on to an address that is not allowed: %s',
  async (other) => {
    const hosts = hostsAt((address) => address === '127.0.0.1');
    const url = host.redirect('/first', `http://${other}:${new URL(host.url).port}/clip.mp4`);
    await expect(hosts(url)).rejects.toMatchObject({ code: PRIVATE_ADDRESS });
    expect(host.visits.map(({ path }) => path)).toEqual(['/first']);
  },
);

describe('a host in this network', () => {
  const portOf = () => new URL(host.url).port;

  test.each([
    ['an address', () => host.url],
    ['an address in one number', () => `http://2130706433:${portOf()}`],
    ['an IPv6 address that carries it', () => `http://[::ffff:127.0.0.1]:${portOf()}`],
    ['a name', () => `http://localhost:${portOf()}`],
  ])('is never connected to by %s', async (_case, base) => {
    host.serve('/clip.mp4', { body: LONG });
    expect(codesOf(await readVideoFacts({ url: `${base()}/clip.mp4` }, { signal }))).toEqual(['media-private']);
    expect(host.visits).toEqual([]);
  });
});

test('no problem repeats what is a key: the query of a URL, or a password in it', async () => {
  const url = host.serve('/clip.mp4', { body: LONG, status: 403 }).replace('http://', 'http://user:hunter2@');
  const problems = await Promise.all(
    [
      `${url}?signature=s3cret`,
      'http://user:hunter2@127.0.0.1:1/clip.mp4?signature=s3cret',
      'nonsense?signature=s3cret',
    ].map(async (each) => (await videoAt(each)).problems),
  );
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|s3cret/);
  expect(problems.map(([problem]) => problem?.message)).toEqual([
    expect.stringContaining(`${host.url}/clip.mp4`),
    expect.stringContaining('http://127.0.0.1:1/clip.mp4'),
    expect.stringContaining('nonsense'),
  ]);
});

test('an examination ends at once when it is aborted', async () => {
  const url = host.serve('/clip.mp4', { body: LONG, delayMs: 60_000 });
  const aborting = new AbortController();
  const examination = readVideoFacts({ url }, { signal: aborting.signal, allowPrivate: true });
  const start = performance.now();
  setTimeout(() => aborting.abort(), 50);
  await expect(examination).rejects.toThrow(/aborted/);
  expect(performance.now() - start).toBeLessThan(2_000);
});
