import type { z } from 'zod';
import type { ContainerId, IgUserId, MediaId } from '../contracts/ids.ts';
import type { AccessToken } from './access-token.ts';
import { CONTAINER_FIELDS, type ContainerReading, containerReading } from './container-reading.ts';
import { exchange } from './exchange.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { type HeldPublish, holdPublish } from './held-publish.ts';
import { createdContainer, mediaPermalink, readAnswer } from './read-answer.ts';
import { redactorFor } from './redact.ts';
import { createTransport, DEFAULT_TIMEOUTS, type GraphTimeouts } from './transport.ts';

/** An account as the Graph API needs it. */
export interface GraphAccount {
  readonly igUserId: IgUserId;
  /** Which of Meta's two logins issued the token: each has its own host. */
  readonly login: 'facebook' | 'instagram';
  readonly token: AccessToken;
}

export interface GraphClientOptions {
  /** For accounts of Facebook Login, as in `https://graph.facebook.com`. */
  readonly graphUrl: string;
  /** For accounts of Instagram Login, as in `https://graph.instagram.com`. */
  readonly instagramUrl: string;
  /** As in `v25.0`. */
  readonly version: string;
  readonly timeouts?: Partial<GraphTimeouts>;
}

export interface NewImage {
  /** Instagram fetches the picture from here. */
  readonly imageUrl: string;
  readonly caption?: string;
  readonly altText?: string;
}

/**
 * Instagram's publishing API, one method per call. Each call is made once, never repeated here, and resolves to a
 * {@link GraphAnswer} whatever the network does. Aborting the signal gives `unreachable` with code `ABORTED`.
 */
export interface GraphClient {
  /** Makes a container. It lives 24 hours. */
  createImageContainer(
    account: GraphAccount,
    image: NewImage,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly containerId: ContainerId }>>;
  readContainer(
    account: GraphAccount,
    containerId: ContainerId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<ContainerReading>>;
  readPermalink(
    account: GraphAccount,
    mediaId: MediaId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly permalink: string }>>;
  /** Connects at once and sends when told. Every hold must be sent or discarded. */
  holdPublish(account: GraphAccount, containerId: ContainerId): HeldPublish;
  /** Closes every connection. Calls and holds under way end as `unreachable`. */
  close(): void;
}

/** @throws TypeError when one of the URLs is not a URL. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const transport = createTransport({ ...DEFAULT_TIMEOUTS, ...options.timeouts });
  const hosts = { facebook: rootOf(options.graphUrl, options), instagram: rootOf(options.instagramUrl, options) };
  const urlOf = (account: GraphAccount, path: string): URL => new URL(path, hosts[account.login]);

  async function ask<T>(account: GraphAccount, question: Question<T>): Promise<GraphAnswer<T>> {
    const { path, fields, form, signal, expected } = question;
    const redact = redactorFor(account.token);
    const url = urlOf(account, path);
    if (fields !== undefined) url.searchParams.set('fields', fields);
    const wire = await exchange(transport.calls, { url, token: account.token, form, signal }, redact);
    return wire.kind === 'response' ? readAnswer(wire, expected, redact) : wire;
  }

  return {
    createImageContainer: (account, image, signal) =>
      ask(account, { path: `${account.igUserId}/media`, form: formOf(image), signal, expected: createdContainer }),
    readContainer: (account, containerId, signal) =>
      ask(account, { path: containerId, fields: CONTAINER_FIELDS, signal, expected: containerReading }),
    readPermalink: (account, mediaId, signal) =>
      ask(account, { path: mediaId, fields: 'permalink', signal, expected: mediaPermalink }),
    holdPublish: (account, containerId) =>
      holdPublish(transport, { accountUrl: urlOf(account, account.igUserId), containerId, token: account.token }),
    close: () => transport.close(),
  };
}

interface Question<T> {
  readonly path: string;
  /** What to read. */
  readonly fields?: string;
  /** What to write; makes the call a POST. */
  readonly form?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly expected: z.ZodType<T>;
}

const rootOf = (host: string, { version }: GraphClientOptions): URL =>
  new URL(`${version}/`, host.endsWith('/') ? host : `${host}/`);

/** `media_type` is left out: Instagram takes a container with an `image_url` for an image and documents no word for it. */
const formOf = ({ imageUrl, caption, altText }: NewImage): Record<string, string> => ({
  image_url: imageUrl,
  ...(caption !== undefined && { caption }),
  ...(altText !== undefined && { alt_text: altText }),
});
