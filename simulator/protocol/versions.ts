import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphError } from './graph-error.ts';
import { refusals } from './refusals.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The version of Graph that answers, as `v21.0`. */
    graphVersion: string;
  }
}

const OLDEST_LIVE = 21;
const NEWEST = 26;
const VERSION = /^\/+v(\d+(?:\.\d+)?)(?:\/|$)/;

/**
 * The version that answers at a path. Meta serves a version that has ended, and a path without one, from the oldest live
 * version (developers.facebook.com/docs/graph-api/guides/versioning).
 * @returns null for a version that does not exist.
 */
export function servedVersion(path: string): string | null {
  const asked = Number(VERSION.exec(path)?.[1] ?? OLDEST_LIVE);
  return Number.isInteger(asked) && asked <= NEWEST ? `v${Math.max(asked, OLDEST_LIVE)}.0` : null;
}

/** The path of a request without its query, which may hold a token. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

/** Makes every answer of `app` name the version it comes from, and refuses versions that do not exist. */
export function serveVersions(app: FastifyInstance): void {
  app.decorateRequest('graphVersion');
  app.addHook('onRequest', async (request, reply) => {
    const version = servedVersion(pathOf(request));
    if (version === null) throw new GraphError(refusals.pathUnknown(pathOf(request)));
    request.graphVersion = version;
    reply.header('facebook-api-version', version);
  });
}
