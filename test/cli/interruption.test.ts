import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { InterruptedError, orFailure, stayUp } from '../../cli/interruption.ts';

const MODULE = fileURLToPath(new URL('../../cli/interruption.ts', import.meta.url));

/** A process that hears of an interruption, says so, and does not end by it. */
async function stubborn() {
  const script = `
    import { onInterruption } from ${JSON.stringify(MODULE)};
    onInterruption().addEventListener('abort', () => console.log('stopping'));
    setInterval(() => undefined, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a second interruption ends a process that does not stop, but not one that follows the first at once', async () => {
  const child = await stubborn();
  child.kill('SIGINT');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  await sleep(600);
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
});

describe('a command that stays up', () => {
  test('ends well when it is interrupted', async () => {
    await expect(stayUp(AbortSignal.abort(new InterruptedError()))).resolves.toBeUndefined();
  });

  test('ends with the error of the first part that fails', async () => {
    const failing = Promise.reject(new Error('the server is gone'));
    const { signal } = new AbortController();
    await expect(stayUp(orFailure(signal, [failing, Promise.resolve()]))).rejects.toThrow('the server is gone');
  });
});
