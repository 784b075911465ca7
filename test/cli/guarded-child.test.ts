import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startGuarded } from '../../cli/embedded/guarded-child.ts';
import { processesWith, untilNoneWith } from './processes.ts';

const GONE_WITHIN_MS = 5_000;

/** A command that says "ready" and stays; the mark is for finding it. */
const stays = (mark: string): string[] => ['-c', `: ${mark}; echo ready; while :; do sleep 0.1; done`];

describe('a guarded child', () => {
  test('ends when it is asked to, with all that watches it', async () => {
    const mark = randomUUID();
    const child = startGuarded('sh', stays(mark));
    await untilSomeWith(mark);
    await child.stop();
    await untilNoneWith(mark, GONE_WITHIN_MS);
  });

  test('that ends by itself passes its exit code on, keeps what it said, and leaves nobody watching', async () => {
    const mark = randomUUID();
    const child = startGuarded('sh', ['-c', `: ${mark}; echo last words >&2; exit 7`]);
    expect(await child.ended).toBe(7);
    expect(child.output()).toBe('last words');
    await untilNoneWith(mark, GONE_WITHIN_MS);
  });

  test('that does not exist ends with the reason', async () => {
    const child = startGuarded('/nowhere/temporal', []);
    expect(await child.ended).toBe(127);
    expect(child.output()).toContain('/nowhere/temporal');
  });

  test('dies with its parent, even if that is killed', async () => {
    const mark = randomUUID();
    const module = fileURLToPath(new URL('../../cli/embedded/guarded-child.ts', import.meta.url));
    const script = `import { startGuarded } from ${JSON.stringify(module)}; startGuarded('sh', ${JSON.stringify(stays(mark))});`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    await untilSomeWith(`: ${mark}; echo ready`);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await untilNoneWith(mark, GONE_WITHIN_MS);
  });
});

async function untilSomeWith(mark: string): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await processesWith(mark)).some(({ command }) => command.startsWith('sh -c :'))) {
    if (Date.now() > giveUpAt) throw new Error(`Nothing with ${mark} has started.`);
  }
}
