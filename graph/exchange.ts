import type { ClientRequest } from 'node:http';
import type { Got, Request } from 'got';
import type { AccessToken } from './access-token.ts';
import type { Unreachable } from './graph-answer.ts';
import type { WireResponse } from './read-answer.ts';
import { excerptOf, type Redact, redactorFor } from './redact.ts';

/** The largest page of a media list is well under this. */
const MAX_BODY_BYTES = 1_048_576;

/** The connection, or the answer on it, was lost. */
export interface Lost {
  readonly kind: 'lost';
  readonly code: string;
  readonly message: string;
}

export interface Call {
  readonly url: URL;
  readonly token: AccessToken;
  /** The body; makes the call a POST. */
  readonly form: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal | undefined;
}

export const authorizationOf = (token: AccessToken): string => `Bearer ${token.reveal()}`;

/** Makes one call. Never rejects for anything the network does. */
export function exchange(got: Got, call: Call): Promise<WireResponse | Unreachable> {
  const { url, form, signal } = call;
  const stream = got.stream(url, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: authorizationOf(call.token) },
    ...(form && { form }),
    ...(signal && { signal }),
  });
  return answerOn(stream, call);
}

/** The answer to a request that was just made, or how far it got. Never rejects. */
export async function answerOn(
  stream: Request,
  { token, signal }: Pick<Call, 'token' | 'signal'>,
): Promise<WireResponse | Unreachable> {
  let sent: Unreachable['sent'] = 'no';
  stream.once('request', (request: ClientRequest) => {
    onceOpen(request, () => {
      sent = 'maybe';
    });
  });
  const received = await receive(stream, redactorFor(token));
  if (received.kind === 'response') return received;
  return { ...received, kind: 'unreachable', sent, code: signal?.aborted ? 'ABORTED' : received.code };
}

/** Calls back when the connection can carry bytes: on https that is after the handshake. */
export function onceOpen(request: ClientRequest, opened: () => void): void {
  request.once('socket', (socket) => {
    if (request.reusedSocket) opened();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', opened);
  });
}

/** What ends a request whose owner counts the time itself. */
export const noAnswerWithin = (ms: number): Error =>
  Object.assign(new Error(`No complete answer within ${ms} ms of sending.`), { code: 'ETIMEDOUT' });

/** Waits for the answer to a request that is under way and reads it, to a bound. Never rejects. */
export async function receive(stream: Request, redact: Redact): Promise<WireResponse | Lost> {
  // What goes wrong before the end is thrown into the loop below; what goes wrong after it concerns nobody.
  stream.on('error', () => {});
  try {
    const body = await boundedText(stream);
    const { statusCode = 0, headers = {} } = stream.response ?? {};
    return { kind: 'response', httpStatus: statusCode, headers, body };
  } catch (error) {
    return lostBy(error, redact);
  } finally {
    stream.destroy();
  }
}

/** A longer body is cut, which makes it unreadable as JSON: nobody has to hold it. */
async function boundedText(stream: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** got's error holds the whole request, token included, so nothing of it is kept but its code and its sentence. */
function lostBy(error: unknown, redact: Redact): Lost {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { kind: 'lost', code, message: excerptOf(redact(message)) };
}
