import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphError } from './graph-error.ts';
import { refusals } from './refusals.ts';

export type Params = ReadonlyMap<string, string>;

/** What SDKs send along on any request and Graph does not take for a parameter of it. */
const IGNORED = new Set(['id', 'summary', 'format', 'pretty', 'locale', 'appsecret_proof']);
const TOKEN = 'access_token';
const TEXT = { parseAs: 'string' } as const;
const BYTES = { parseAs: 'buffer' } as const;
const AUTHORIZATION = /^(?:Bearer|OAuth)\s+(\S+)$/i;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists and objects travel as JSON text in a query and as themselves in a JSON body; here they are always text. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const entriesOf = (part: unknown): [string, string][] =>
  isObject(part) ? Object.entries(part).map(([name, value]) => [name, asText(value)]) : [];

/** A request's parameters and its token: query and body together, the body first where both name one. */
export function readParams(request: FastifyRequest): { readonly params: Params; readonly token: string | undefined } {
  const all = new Map([...entriesOf(request.query), ...entriesOf(request.body)]);
  const [, fromHeader] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  const params = new Map([...all].filter(([name]) => name !== TOKEN && !IGNORED.has(name)));
  return { params, token: all.get(TOKEN) ?? fromHeader };
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new GraphError(refusals.parameterInvalid('The body is not valid JSON'));
  }
}

async function parseMultipart(contentType: string, body: Buffer): Promise<unknown> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  } catch {
    throw new GraphError(refusals.parameterInvalid('The body is not valid multipart/form-data'));
  }
}

/** Makes `app` read the three kinds of body that Graph clients send. */
export function readGraphBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', TEXT, async (_request: FastifyRequest, body: string) => parseJson(body));
  app.addContentTypeParser('application/x-www-form-urlencoded', TEXT, async (_request: FastifyRequest, body: string) =>
    Object.fromEntries(new URLSearchParams(body)),
  );
  app.addContentTypeParser('multipart/form-data', BYTES, (request: FastifyRequest, body: Buffer) =>
    parseMultipart(request.headers['content-type'] ?? '', body),
  );
}
