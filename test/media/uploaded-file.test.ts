import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ContainerId } from '../../contracts/ids.ts';
import type { GraphClient } from '../../graph/graph-client.ts';
import type { UploadAnswer } from '../../graph/upload-answer.ts';
import { openFileSource } from '../../media/file-source.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { clientOf, facebookAccount, IG_USER_ID, startStreamStandIn, TOKEN } from '../graph/graph-stand-in.ts';
import { mediaFile } from './media-directory.ts';

// A file's chunks lie in buffers that are used again: here they go through all that stands between a file and the network.

const MB = 1_000_000;
const BYTES = randomBytes(20 * MB);
const DIGEST = createHash('sha256').update(BYTES).digest('hex');

let file: string;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  file = mediaFile(BYTES);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Destination {
  readonly client: GraphClient;
  readonly uri: string;
}

async function send({ client, uri }: Destination, offset = 0, until = new AbortController()): Promise<UploadAnswer> {
  const body = await (await openFileSource(file)).open(offset, until.signal);
  const order = { uri, offset, totalBytes: BYTES.length, body, onSent: () => {} };
  return await client.uploadBytes(facebookAccount, order, until.signal);
}

/** Reads so many bytes at a time, with pauses that make the sender wait. */
async function digestHaltingly(request: IncomingMessage, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  let untilPause = bytes;
  for await (const chunk of request) {
    hash.update(chunk);
    untilPause -= chunk.length;
    if (untilPause > 0) continue;
    untilPause = bytes;
    await sleep(2);
  }
  return hash.digest('hex');
}

test.each([1, 300_000, 3 * MB])('a file arrives as it is at a host that pauses after every %d bytes', async (bytes) => {
  const digests: string[] = [];
  const server = await startStreamStandIn(async (request, response) => {
    digests.push(await digestHaltingly(request, bytes));
    response.end(JSON.stringify({ success: true }));
  });
  const client = clientOf(server.url);
  closers.push(client.close, server.close);
  const destination = { client, uri: `${server.url}/upload` };
  const answers = await Promise.all([send(destination), send(destination), send(destination)]);
  expect(answers).toEqual(Array(3).fill({ kind: 'ok' }));
  expect(digests).toEqual(Array(3).fill(DIGEST));
});

describe('a file that is sent to Instagram', () => {
  interface SeenUpload {
    readonly received: number;
    readonly digest: string | null;
  }

  async function startInstagram(faults: readonly object[]) {
    const simulator = await startSimulator();
    closers.push(() => simulator.close());
    const control = async (route: string, body?: object) => {
      const request = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
      const response = await fetch(`${simulator.url}/_control/${route}`, request);
      expect(response.ok).toBe(true);
      return (await response.json()) as { containers: { id: ContainerId; upload: SeenUpload }[] };
    };
    await control('accounts', { username: 'brand', igUserId: IG_USER_ID, token: TOKEN });
    await control('faults', faults);
    const client = clientOf(simulator.url);
    closers.push(client.close);
    const made = await client.createContainer(facebookAccount, { media_type: 'REELS', upload_type: 'resumable' });
    if (made.kind !== 'ok' || made.value.uploadUri === null) throw new Error(`No container: ${JSON.stringify(made)}`);
    const upload = async () => (await control('state')).containers[0]?.upload;
    return { destination: { client, uri: made.value.uploadUri }, upload };
  }

  const fault = (outcome: object) => ({ on: 'upload', outcome });
  const CUTS = [700_001, 5 * MB, 3 * MB].map((afterBytes) => fault({ kind: 'cut', afterBytes }));

  test('arrives as it is when the connection is cut again and again, and the reading stops', async () => {
    const stall = fault({ kind: 'stall', afterBytes: 2 * MB, ms: 300 });
    const { destination, upload } = await startInstagram([...CUTS, stall]);
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'ok' && kinds.length < 10) {
      kinds.push((await send(destination, (await upload())?.received)).kind);
    }
    expect(kinds).toEqual(['unreachable', 'unreachable', 'unreachable', 'ok']);
    expect(await upload()).toMatchObject({ received: BYTES.length, digest: DIGEST });
  });

  test('arrives as it is when the upload is given up in the middle, while the host is not reading, and goes on', async () => {
    const stalls = [1 * MB, 3 * MB, 4 * MB].map((afterBytes) => fault({ kind: 'stall', afterBytes, ms: 60_000 }));
    const { destination, upload } = await startInstagram(stalls);
    for (const _ of stalls) {
      const from = (await upload())?.received ?? 0;
      const until = new AbortController();
      const answer = send(destination, from, until);
      while (((await upload())?.received ?? 0) <= from) await sleep(10);
      // Long enough for everything between the file and the host to fill.
      await sleep(100);
      until.abort();
      expect(await answer).toMatchObject({ kind: 'unreachable', code: 'ABORTED' });
    }
    // The host may still be taking in what arrived before the connection was cut, and refuse the offset, or hang up on the
    // body before its answer is read: then the offset is read again.
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'ok' && kinds.length < 10) {
      kinds.push((await send(destination, (await upload())?.received)).kind);
    }
    expect(kinds.at(-1)).toBe('ok');
    expect(await upload()).toMatchObject({ received: BYTES.length, digest: DIGEST });
  });
});
