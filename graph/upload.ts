import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AccessToken } from './access-token.ts';
import { answerOn, noAnswerWithin, onceOpen } from './exchange.ts';
import type { Unreachable } from './graph-answer.ts';
import { excerptOf, redactorFor } from './redact.ts';
import type { Transport } from './transport.ts';
import { readUploadAnswer, type UploadAnswer } from './upload-answer.ts';

/** An upload of bytes that we have: from an offset to the end, in one request. */
export interface BytesUpload {
  /** As Instagram gave it with the container. */
  readonly uri: string;
  /** The first byte of `body` in the whole video: what Instagram has already. */
  readonly offset: number;
  /** Of the whole video. */
  readonly totalBytes: number;
  /**
   * The bytes from the offset on; in chunks of 256 KiB and more, which go out fastest. Destroyed when the upload is over,
   * however it ends.
   */
  readonly body: Readable;
  /** Told after each write: how many bytes of this body have gone out so far. */
  readonly onSent: (bytesOnTheWire: number) => void;
  /** For as long as this nothing may move. @default 30000 */
  readonly idleTimeoutMs?: number;
}

/** An upload that Instagram fetches itself. */
export interface UrlUpload {
  /** As Instagram gave it with the container. */
  readonly uri: string;
  readonly url: string;
}

export interface UploadContext {
  readonly transport: Transport;
  /** The only origin that the token goes to. */
  readonly origin: string;
  readonly token: AccessToken;
  readonly signal: AbortSignal | undefined;
  /** Hears of every answer. */
  readonly onHeaders: (headers: IncomingHttpHeaders) => void;
}

/** `code` of the failure of an upload that would have sent the token to another host. */
export const FOREIGN_UPLOAD_HOST = 'FOREIGN_UPLOAD_HOST';
/** `code` of the failure of an upload whose body had fewer or more bytes than it was said to have. */
export const BODY_LENGTH = 'BODY_LENGTH';

/** https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads */
export async function uploadBytes(context: UploadContext, upload: BytesUpload): Promise<UploadAnswer> {
  const { offset, totalBytes, body } = upload;
  const bytes = totalBytes - offset;
  const headers = { offset: String(offset), file_size: String(totalBytes), 'content-length': String(bytes) };
  const idleMs = upload.idleTimeoutMs ?? context.transport.timeouts.uploadIdleMs;
  const write = (request: ClientRequest) => pipeline(body, wireOf(request, bytes, upload.onSent));
  // It may fail while the connection is being made, when nothing reads it yet. Whoever reads it then is told.
  body.on('error', () => {});
  try {
    const asked = { headers: { ...headers, ...ASKS_FIRST }, write: whereWanted(write), idleMs };
    const answer = await post(context, upload.uri, asked);
    const isNotUnderstood =
      answer.kind === 'refused' && answer.httpStatus === EXPECTATION_FAILED && !body.readableDidRead;
    return isNotUnderstood ? await post(context, upload.uri, { headers, write, idleMs }) : answer;
  } finally {
    body.destroy();
  }
}

/**
 * A host that refuses an upload by its headers hangs up on the body, and its answer (an offset that is not accepted, a throttle
 * and its end) is lost with the connection. So it is asked first: https://www.rfc-editor.org/rfc/rfc9110#field.expect
 */
const ASKS_FIRST = { expect: '100-continue' };
/** Of an intermediary that does not know the question. */
const EXPECTATION_FAILED = 417;
/** A host may leave the question unanswered, and wait for the body. As long as curl waits. */
const UNANSWERED_MS = 1_000;

type Write = (request: ClientRequest) => Promise<void>;

const whereWanted =
  (write: Write): Write =>
  async (request) => {
    if (await isBodyWanted(request)) await write(request);
  };

/** False when the answer has come, or the connection has gone. */
function isBodyWanted(request: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    let unanswered: NodeJS.Timeout | undefined;
    const settle = (isWanted: boolean) => () => {
      clearTimeout(unanswered);
      resolve(isWanted);
    };
    onceOpen(request, () => {
      unanswered = setTimeout(settle(true), UNANSWERED_MS);
    });
    request.once('continue', settle(true)).once('response', settle(false)).once('close', settle(false));
  });
}

/** @throws TypeError when `url` is not a URL. */
export const uploadFromUrl = (context: UploadContext, { uri, url }: UrlUpload): Promise<UploadAnswer> =>
  post(context, uri, {
    headers: { file_url: new URL(url).href, 'content-length': '0' },
    write: async (request) => void request.end(),
    idleMs: context.transport.timeouts.uploadIdleMs,
  });

interface Transfer {
  readonly headers: Readonly<Record<string, string>>;
  /** Resolves when all is written that the host wants. */
  readonly write: Write;
  readonly idleMs: number;
}

async function post(context: UploadContext, uri: string, transfer: Transfer): Promise<UploadAnswer> {
  const { transport, token, signal } = context;
  const foreign = foreignHost(uri, context);
  if (foreign !== undefined) return foreign;
  const stream = transport.alone.stream.post(uri, {
    headers: { authorization: `OAuth ${token.reveal()}`, ...transfer.headers },
    ...(signal && { signal }),
  });
  stream.once('request', (request: ClientRequest) => {
    send(request, transfer, transport.timeouts.uploadAnswerMs).catch((error) => stream.destroy(error));
  });
  const wire = await answerOn(stream, context);
  if (wire.kind !== 'response') return wire;
  context.onHeaders(wire.headers);
  return readUploadAnswer(wire, token);
}

/** However large the video is, only standing still ends the sending; the time to answer is counted from its end. */
async function send(request: ClientRequest, { write, idleMs }: Transfer, answerMs: number): Promise<void> {
  request.setTimeout(idleMs, () => request.destroy(stoodStillFor(idleMs)));
  await write(request);
  // The answer may have come first, and ended the request.
  if (request.destroyed) return;
  request.setTimeout(0);
  const timer = setTimeout(() => request.destroy(noAnswerWithin(answerMs)), answerMs);
  request.once('close', () => clearTimeout(timer));
}

/** Hands the chunks on as they are. One is done when the system has taken it, so the body is read no faster than that. */
function wireOf(request: ClientRequest, bytes: number, onSent: BytesUpload['onSent']): Writable {
  let taken = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      const soFar = taken;
      if (soFar > bytes) return done(wrongLength(`more than ${bytes}`));
      request.write(chunk, (error) => {
        if (!error) onSent(soFar);
        done(error);
      });
    },
    final(done) {
      if (taken < bytes) done(wrongLength(`${taken} instead of ${bytes}`));
      else request.end(() => done());
    },
  });
}

/** A hostile or mistaken answer of Instagram must never lead the token to somebody else. */
function foreignHost(uri: string, { origin, token }: UploadContext): Unreachable | undefined {
  const theirs = URL.canParse(uri) ? new URL(uri).origin : 'no host';
  if (theirs === origin) return undefined;
  const message = `Instagram gave an upload address on ${theirs}, but the access token may go to ${origin} only: check CARILLON_RUPLOAD_URL.`;
  return {
    kind: 'unreachable',
    sent: 'no',
    code: FOREIGN_UPLOAD_HOST,
    message: excerptOf(redactorFor(token)(message)),
  };
}

const stoodStillFor = (ms: number): Error =>
  Object.assign(new Error(`The upload stood still for ${ms} ms.`), { code: 'ETIMEDOUT' });

const wrongLength = (bytes: string): Error =>
  Object.assign(new Error(`The video gave ${bytes} bytes: it was changed while it was sent.`), { code: BODY_LENGTH });
