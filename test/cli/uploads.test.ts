import { Writable } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { LiveLines } from '../../cli/live-lines.ts';
import { watchOn } from '../../cli/post-watch.ts';
import { type Upload, UploadMeter } from '../../cli/upload-meter.ts';
import { uploadBar, uploadLine } from '../../cli/upload-progress.ts';
import type { ContainerView, PostView } from '../../contracts/post-view.ts';
import { CONTAINER, containerId, SCHEDULED, uploading } from './samples.ts';

const MB = 1_000_000;
const postWith = (...containers: ContainerView[]): PostView => ({ ...SCHEDULED, status: 'preparing', containers });

/** Keeps what is written, as a terminal or a log file does. */
class Paper extends Writable {
  readonly columns = 60;
  readonly isTTY: boolean;
  text = '';

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }

  /** What a person sees: the lines that have not been painted over. */
  lines(): string[] {
    const lines = [''];
    for (const [, up, down, toStart, text] of this.text.matchAll(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told with.
      /\x1b\[(\d+)A|(\x1b\[0J)|(\x1b\[1G)|([^\x1b]+)/g,
    )) {
      if (up !== undefined) lines.length -= Number(up);
      else if (down !== undefined) lines[lines.length - 1] = '';
      else if (toStart === undefined) lines.splice(-1, 1, ...`${lines.at(-1)}${text}`.split('\n'));
    }
    return lines;
  }
}

describe('the rate of an upload', () => {
  const look = (meter: UploadMeter, bytes: number, now: number): Upload | undefined =>
    meter.look(postWith(uploading(bytes, 300 * MB)), now)[0];

  test('is known from the second look on, and follows the last ten seconds', () => {
    const meter = new UploadMeter();
    expect(look(meter, 0, 0)?.bytesPerSecond).toBeNull();
    expect(look(meter, 5 * MB, 500)?.bytesPerSecond).toBe(10 * MB);
    expect(look(meter, 10 * MB, 10_000)?.bytesPerSecond).toBe(MB);
    expect(look(meter, 10 * MB, 20_000)?.bytesPerSecond).toBe(0);
  });

  test('starts anew when the upload goes on from fewer bytes than it had', () => {
    const meter = new UploadMeter();
    look(meter, 50 * MB, 0);
    expect(look(meter, 20 * MB, 1_000)?.bytesPerSecond).toBeNull();
    expect(look(meter, 22 * MB, 2_000)?.bytesPerSecond).toBe(2 * MB);
  });

  test('is never below nothing, however the upload goes', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ bytes: fc.nat(1000), afterMs: fc.nat(20_000) })), (steps) => {
        const meter = new UploadMeter();
        let now = 0;
        for (const { bytes, afterMs } of steps) {
          now += afterMs;
          const rate = look(meter, bytes, now)?.bytesPerSecond ?? 0;
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThan(Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  test('is told only of what is being uploaded', () => {
    const done = { ...CONTAINER, outcome: 'processing', upload: { bytes: 1, totalBytes: 1 } } as const;
    expect(new UploadMeter().look(postWith(CONTAINER, done), 0)).toEqual([]);
  });
});

describe('an upload', () => {
  const upload: Upload = {
    containerId: containerId('18000'),
    medium: 1,
    bytes: 150 * MB,
    totalBytes: 300 * MB,
    bytesPerSecond: 12_340_000,
  };
  test.each<[string, Partial<Upload>]>([
    ['media[1]  [##########----------]   50 %  150.0 of 300.0 MB  12.3 MB/s', {}],
    ['media[1]  [--------------------]    0 %  0.0 of 300.0 MB', { bytes: 0, bytesPerSecond: null }],
    [
      'media[1]  [###################-]   99 %  300.0 of 300.0 MB  0.0 MB/s',
      { bytes: 300 * MB - 1, bytesPerSecond: 0 },
    ],
    ['media[1]  [####################]  100 %  300.0 of 300.0 MB  12.3 MB/s', { bytes: 300 * MB }],
    [
      'container 18000  [--------------------]    0 %  0.0 of 0.0 MB',
      { medium: null, bytes: 0, totalBytes: 0, bytesPerSecond: null },
    ],
  ])('is a bar on a terminal: %s', (bar, more) => {
    expect(uploadBar({ ...upload, ...more })).toBe(bar);
  });

  test('is a line in a log', () => {
    expect(uploadLine(upload)).toBe('uploading    media[1]: 150.0 of 300.0 MB (50 %), 12.3 MB/s');
    expect(uploadLine({ ...upload, bytesPerSecond: null })).toBe('uploading    media[1]: 150.0 of 300.0 MB (50 %)');
  });
});

test('lines that are painted over leave nothing behind, and are cut before they wrap', () => {
  const screen = new Paper(true);
  const live = new LiveLines(screen);
  live.show(['one', 'two']);
  live.show(['three', 'x'.repeat(100)]);
  expect(screen.lines()).toEqual(['three', 'x'.repeat(59), '']);
  live.clear();
  expect(screen.lines()).toEqual(['']);
});

describe('a post that is watched', () => {
  test('on a terminal shows its stages as lines, and below them a bar for each upload until it is done', () => {
    jest.useFakeTimers({ now: 0 });
    const screen = new Paper(true);
    const watch = watchOn(screen);
    watch.look(SCHEDULED);
    watch.look(postWith(uploading(MB / 2, MB, { id: containerId('18001'), medium: 1 }), uploading(0, MB)));
    const stages = ['scheduled    due at 08:00:00Z', 'preparing    Instagram has processed 0 of 2 containers'];
    expect(screen.lines()).toEqual([
      ...stages,
      'media[0]  [--------------------]    0 %  0.0 of 1.0 MB',
      'media[1]  [##########----------]   50 %  0.5 of 1.0 MB',
      '',
    ]);
    jest.setSystemTime(500);
    watch.look(postWith(uploading(MB / 2, MB), { ...CONTAINER, medium: 1 }));
    expect(screen.lines()).toEqual([
      ...stages,
      'preparing    Instagram has processed 1 of 2 containers',
      'media[0]  [##########----------]   50 %  0.5 of 1.0 MB  1.0',
      '',
    ]);
    watch.end();
    expect(screen.lines()).toEqual([...stages, 'preparing    Instagram has processed 1 of 2 containers', '']);
    jest.useRealTimers();
  });

  test('in a log writes a line for each tenth of each upload, and nothing else', () => {
    const log = new Paper(false);
    const watch = watchOn(log);
    watch.look(SCHEDULED);
    for (let bytes = 0; bytes <= 100; bytes += 5) watch.look(postWith(uploading(bytes * MB, 100 * MB)));
    watch.look(postWith(CONTAINER));
    watch.end();
    const lines = log.text.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('uploading    media[0]: 0.0 of 100.0 MB (0 %)');
    expect(lines.at(-1)).toMatch(/^uploading {4}media\[0\]: 100\.0 of 100\.0 MB \(100 %\)/);
  });
});
