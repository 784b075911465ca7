import { createHash } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type Answer, idIn, type TestAccount, type TestBed } from '../test-bed.ts';

/** How an upload request ended. */
export type End = { readonly status: number; readonly body: unknown } | 'broken';

export interface Piece {
  readonly offset: number;
  readonly fileSize: number;
  readonly bytes: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const created = z.object({ id: z.string(), uri: z.string() });
const phases = z.object({
  status_code: z.string(),
  video_status: z.object({
    uploading_phase: z.looseObject({ status: z.string(), bytes_transferred: z.number() }),
    processing_phase: z.object({ status: z.string() }),
  }),
});
const uploads = z.array(
  z.object({
    id: z.string(),
    upload: z
      .object({
        received: z.number(),
        fileSize: z.number().nullable(),
        phase: z.string(),
        digest: z.string().nullable(),
        postedBytes: z.number(),
      })
      .nullable(),
  }),
);

/** As many bytes as asked for, no two neighbours alike. */
export const fileOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => index % 251);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A reel that waits for its bytes, and the ways in which a test sends them. */
export class Uploading {
  readonly bed: TestBed;
  readonly account: TestAccount;
  readonly id: string;
  readonly uri: string;

  constructor(bed: TestBed, account: TestAccount, answer: Answer) {
    this.bed = bed;
    this.account = account;
    ({ id: this.id, uri: this.uri } = created.parse(answer.body));
  }

  get headers(): Record<string, string> {
    return { authorization: `OAuth ${this.account.token}` };
  }

  /** Sends bytes from an offset on, and as headers whatever a test wants other than usual. */
  async post({ offset, fileSize, bytes }: Piece, headers: Record<string, string> = {}): Promise<End> {
    const all = { ...this.headers, offset: `${offset}`, file_size: `${fileSize}`, ...headers };
    return send(request(this.uri, { method: 'POST', headers: all }), bytes);
  }

  /** Sends the whole file in one request. */
  postWhole(bytes: Uint8Array, headers: Record<string, string> = {}): Promise<End> {
    return this.post({ offset: 0, fileSize: bytes.length, bytes }, headers);
  }

  /** Sends the rest of the file from an offset on. */
  postFrom(offset: number, file: Uint8Array): Promise<End> {
    return this.post({ offset, fileSize: file.length, bytes: file.subarray(offset) });
  }

  /** Sends so many bytes of the file and breaks the connection once they have been taken in. */
  async postAndBreak(file: Uint8Array, count: number): Promise<void> {
    const headers = { ...this.headers, offset: '0', file_size: `${file.length}`, 'content-length': file.length };
    const post = request(this.uri, { method: 'POST', headers });
    post.on('error', () => undefined).write(file.subarray(0, count));
    await this.untilReceived(count);
    post.destroy();
  }

  /** A request without a body. */
  ask(method: 'GET' | 'POST', headers: Record<string, string> = {}): Promise<Answer> {
    return this.bed.send(this.uri, { method, headers: { ...this.headers, ...headers } });
  }

  /** What the container says of itself to its own token. */
  async phases(): Promise<z.infer<typeof phases>> {
    return phases.parse((await this.bed.read(this.account, this.id, 'status_code,video_status')).body);
  }

  /** What the simulator knows of the upload. */
  async seen(): Promise<z.infer<typeof uploads>[number]['upload']> {
    return uploads.parse((await this.bed.state()).containers).find(({ id }) => id === this.id)?.upload ?? null;
  }

  async untilReceived(count: number): Promise<void> {
    const deadline = performance.now() + 3_000;
    while ((await this.seen())?.received !== count)
      if (performance.now() > deadline) throw new Error(`The simulator has not received ${count} bytes in 3 s.`);
  }
}

async function send(post: ClientRequest, bytes: Piece['bytes']): Promise<End> {
  const answered = new Promise<End>((resolve) => {
    post.once('error', () => resolve('broken'));
    post.once('response', async (response) => {
      const text = await response.setEncoding('utf8').toArray();
      const isJson = response.headers['content-type']?.startsWith('application/json') === true;
      const body = text.join('');
      resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(body) : body });
    });
  });
  const source = bytes instanceof Uint8Array ? [bytes] : bytes;
  await pipeline(Readable.from(source, { objectMode: false }), post).catch(() => undefined);
  return answered;
}

/** Makes a reel whose bytes are still to be uploaded. */
export const startUpload = async (
  bed: TestBed,
  account: TestAccount,
  params: Record<string, string> = {},
): Promise<Uploading> => {
  const all = { access_token: account.token, media_type: 'REELS', upload_type: 'resumable', ...params };
  return new Uploading(bed, account, await bed.graph('POST', `/v25.0/${account.igUserId}/media`, all));
};

/** The type of a failure in the answer of an upload. */
export const failureIn = (end: End): unknown =>
  end === 'broken' ? end : [end.status, failure.parse(end.body).debug_info.type];

const failure = z.object({ debug_info: z.object({ type: z.string(), retriable: z.boolean(), message: z.string() }) });

export const publishUpload = async ({ bed, account, id }: Uploading): Promise<string> =>
  idIn(await bed.publish(account, id));
