import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { forgetPeak, residentMemory } from '../../bench/resident-memory.ts';

/** Takes 100 MiB when it is told to, lets go of them, and says so. */
const SCRIPT = `
process.stdin.once('data', () => {
  new Uint8Array(100 * 1024 * 1024).fill(1).buffer.transfer(0);
  console.log('done');
});
console.log('ready');`;

const program = () => spawn(process.execPath, ['-e', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
let child: ReturnType<typeof program>;
let pid: number;
beforeEach(async () => {
  child = program();
  await once(child.stdout, 'data');
  pid = child.pid ?? 0;
});
afterEach(() => void child.kill('SIGKILL'));

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('the peak of a process shows what it has let go of again, until it is forgotten', async () => {
  await forgetPeak(pid);
  const before = await residentMemory(pid);
  expect(before.peak).toBeGreaterThanOrEqual(before.now);
  child.stdin.write('go');
  await once(child.stdout, 'data');
  const after = await residentMemory(pid);
  expect(after.peak - before.now).toBeGreaterThan(95);
  expect(after.now - before.now).toBeLessThan(50);
  await forgetPeak(pid);
  expect((await residentMemory(pid)).peak - before.now).toBeLessThan(50);
});
