import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { LiveStack } from '../support/live-stack.ts';
import { dataOf, Shell } from './shell.ts';

const PADDING_BYTES = 20_000_000;

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  stack = await LiveStack.start();
  shell = await Shell.open(stack.environment);
  await stack.startWorker();
});
afterAll(async () => {
  await shell.close();
  await stack.stop();
});

test('a wait tells how far an upload is, in plain lines where there is no terminal, and ends when the reel is published', async () => {
  const file = join(stack.dataDir, 'clip.mp4');
  await writeFile(file, sampleVideo({ paddingBytes: PADDING_BYTES }));
  const stall = { kind: 'stall', afterBytes: PADDING_BYTES / 2, ms: 10_000 };
  await stack.control('POST', 'faults', { on: 'upload', outcome: stall });
  const request = { ...stack.reel(0, { media: [{ kind: 'video', file }] }), scheduledAt: undefined, publishNow: true };
  const ran = await shell.run(['posts', 'create', '--file', '-', '--wait'], { input: JSON.stringify(request) });
  expect(ran.status).toBe(EXIT.ok);
  expect(dataOf(ran)).toMatchObject({ status: 'published', containers: [{ medium: 0, outcome: 'published' }] });
  const lines = ran.stderr.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(1);
  for (const line of lines)
    expect(line).toMatch(/^uploading {4}media\[0\]: \d+\.\d of \d+\.\d MB \(\d+ %\)(, \d+\.\d MB\/s)?$/);
});
