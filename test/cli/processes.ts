import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LOOK_AGAIN_MS = 100;

export interface ProcessLine {
  readonly pid: number;
  readonly command: string;
}

/** The processes of this machine whose command line holds the text. */
export async function processesWith(text: string): Promise<ProcessLine[]> {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,args='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid !== undefined && command?.includes(text) ? [{ pid: Number(pid), command }] : [];
  });
}

/** Resolves when no process is left whose command line holds the text. */
export async function untilNoneWith(text: string, deadlineMs: number): Promise<void> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const left = await processesWith(text);
    if (left.length === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`Left behind: ${JSON.stringify(left)}`);
    await sleep(LOOK_AGAIN_MS);
  }
}
