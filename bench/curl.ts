import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { UploadAddress } from './simulator-control.ts';
import type { Video } from './videos.ts';

const run = promisify(execFile);
const DEADLINE_MS = 120_000;

/** The first line that `curl --version` says; null without curl. */
export async function curlVersion(): Promise<string | null> {
  try {
    return (await run('curl', ['--version'])).stdout.split('\n')[0] ?? null;
  } catch {
    return null;
  }
}

export interface CurlTimes {
  /** What curl counts for the transfer, in milliseconds: before it, it has read the whole file to its memory. */
  readonly transferMs: number;
  /** From the start of the command to its end. */
  readonly commandMs: number;
}

/** Sends a video as a person would by hand. */
export async function uploadByCurl({ uri, token }: UploadAddress, { file, bytes }: Video): Promise<CurlTimes> {
  const headers = [
    `Authorization: OAuth ${token}`,
    'offset: 0',
    `file_size: ${bytes}`,
    'Content-Type: application/octet-stream',
    'Transfer-Encoding:',
    'Expect:',
  ].flatMap((header) => ['--header', header]);
  const told = ['--silent', '--show-error', '--output', '/dev/null', '--write-out', '%{http_code} %{time_total}'];
  const from = performance.now();
  const { stdout } = await run('curl', [...told, ...headers, '--data-binary', `@${file}`, uri], {
    timeout: DEADLINE_MS,
  });
  const commandMs = performance.now() - from;
  const [status, seconds] = stdout.split(' ').map(Number);
  if (status !== 200 || seconds === undefined) throw new Error(`curl was answered ${stdout}.`);
  return { transferMs: seconds * 1_000, commandMs };
}
