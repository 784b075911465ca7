import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got } from 'got';

/** How long each phase of a call may take, in milliseconds. */
export interface GraphTimeouts {
  /** DNS. @default 5000 */
  readonly lookupMs: number;
  /** TCP. @default 5000 */
  readonly connectMs: number;
  /** TLS. @default 5000 */
  readonly secureConnectMs: number;
  /** Writing the request. @default 10000 */
  readonly sendMs: number;
  /** From the request being written to the headers of the answer. @default 30000 */
  readonly responseMs: number;
  /** From there to the end of the answer. @default 10000 */
  readonly readMs: number;
  /** For as long as this an upload may stand still: neither the video nor the connection moves. @default 30000 */
  readonly uploadIdleMs: number;
  /** From the last byte of an upload to the end of its answer: Instagram may fetch a hosted video first. @default 120000 */
  readonly uploadAnswerMs: number;
}

export const DEFAULT_TIMEOUTS: GraphTimeouts = {
  lookupMs: 5_000,
  connectMs: 5_000,
  secureConnectMs: 5_000,
  sendMs: 10_000,
  responseMs: 30_000,
  readMs: 10_000,
  uploadIdleMs: 30_000,
  uploadAnswerMs: 120_000,
};

/** The connections of one Graph client. */
export interface Transport {
  /** For calls that are sent at once: they share kept-alive connections. */
  readonly calls: Got;
  /**
   * For requests that are held, and for uploads: each gets a new connection of its own, which nothing else can use or use
   * up. Their owners count the time to send and to answer.
   */
  readonly alone: Got;
  readonly timeouts: GraphTimeouts;
  /** Closes every connection, those in use included. */
  close(): void;
}

/**
 * A reused connection may have been closed by the other side a moment ago, which shows only when something is written to
 * it, and then nobody knows whether Instagram received it. A held request has the time for a connection of its own, so it
 * never takes that risk.
 */
export function createTransport(timeouts: GraphTimeouts): Transport {
  const keptAlive = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const separate = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };
  const connecting = {
    lookup: timeouts.lookupMs,
    connect: timeouts.connectMs,
    secureConnect: timeouts.secureConnectMs,
  };
  const sending = { send: timeouts.sendMs, response: timeouts.responseMs, read: timeouts.readMs };
  return {
    calls: base.extend({ agent: keptAlive, timeout: { ...connecting, ...sending } }),
    // got counts `send` from the connection on, which for a held request is the time of holding.
    alone: base.extend({ agent: separate, timeout: connecting }),
    timeouts,
    close: () => {
      for (const agent of [keptAlive.http, keptAlive.https, separate.http, separate.https]) agent.destroy();
    },
  };
}

/** Repeating a request is Temporal's decision. got follows no redirect: it would take the token somewhere else. */
const base = got.extend({
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  headers: { 'user-agent': 'carillon', accept: 'application/json' },
});
