import type { CollaborativeMedia } from '../contracts/collaborative-media.ts';
import type { ListedCollaborator } from '../contracts/collaborators.ts';
import type { ContainerId, IgUserId, MediaId } from '../contracts/ids.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import type { ToldUsage } from '../contracts/ledger.ts';
import type { AccessToken } from './access-token.ts';
import { listCollaborativeMedia, searchCollaborativeMedia } from './collaborative-media.ts';
import { listCollaborators } from './collaborators.ts';
import { addComment, listComments, type MediaComment } from './comments.ts';
import { CONTAINER_FIELDS, type ContainerReading, containerReading } from './container-reading.ts';
import { exchange } from './exchange.ts';
import { type FeedMedia, type FeedQuery, readFeed } from './feed.ts';
import type { GraphAnswer, Usage } from './graph-answer.ts';
import { type HeldPublish, holdPublish } from './held-publish.ts';
import { answerInvite, listInvites } from './invites.ts';
import type { Page } from './pages.ts';
import { PUBLISHING_LIMIT_FIELDS, publishingLimit } from './publishing-limit.ts';
import type { Ask } from './question.ts';
import { createdContainer, mediaChildren, mediaPermalink, readAnswer } from './read-answer.ts';
import { toldUsage } from './told-usage.ts';
import { createTransport, DEFAULT_TIMEOUTS, type GraphTimeouts } from './transport.ts';
import { type BytesUpload, type UploadContext, type UrlUpload, uploadBytes, uploadFromUrl } from './upload.ts';
import type { UploadAnswer } from './upload-answer.ts';
import { usageIn } from './usage.ts';

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
  /** For the bytes of videos, as in `https://rupload.facebook.com`. An upload address on any other origin is refused. */
  readonly ruploadUrl: string;
  /** As in `v25.0`. */
  readonly version: string;
  readonly timeouts?: Partial<GraphTimeouts>;
  /**
   * Told of every answer that says how much of the allowance of its account, or of the app, is used up: by a header, or by
   * refusing the call for want of it. Uploads and publishes included. Must not throw.
   */
  readonly onUsage?: (account: GraphAccount, usage: Usage) => void;
}

/**
 * Instagram's publishing API, one method per call. Each call is made once, never repeated here, and resolves to a
 * {@link GraphAnswer} whatever the network does. Aborting the signal gives `unreachable` with code `ABORTED`.
 */
export interface GraphClient {
  /**
   * Makes a container. It lives 24 hours.
   * @param params the form, as `containerParams` makes it
   * @returns `uploadUri` exactly as Instagram gave it; null when Instagram fetches the medium itself
   */
  createContainer(
    account: GraphAccount,
    params: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly containerId: ContainerId; readonly uploadUri: string | null }>>;
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
  /** How many publishes Instagram counts in the window that ends now, and how many it allows. */
  readPublishingLimit(account: GraphAccount, signal?: AbortSignal): Promise<GraphAnswer<ToldUsage>>;
  /** What the account has published since an instant, newest first; at most the newest 250. */
  readFeed(
    account: GraphAccount,
    query: FeedQuery,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly media: readonly FeedMedia[] }>>;
  /** Counts the media of a published carousel. */
  countChildren(
    account: GraphAccount,
    mediaId: MediaId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly children: number }>>;
  /** The comments on a media, newest first; at most the newest 250. */
  listComments(
    account: GraphAccount,
    mediaId: MediaId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly comments: readonly MediaComment[] }>>;
  /** Comments on a media. A failure does not prove that there is no comment: read them before a second attempt. */
  addComment(
    account: GraphAccount,
    mediaId: MediaId,
    text: string,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly commentId: string }>>;
  /** A page of the invites that wait for an answer. Each call is one of Instagram's 300 reads of the day. */
  listInvites(
    account: GraphAccount,
    after: string | null,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<Page<PendingInvite>>>;
  /** Accepts or declines an invite. Each call is one of Instagram's 50 answers of the day. A repeat changes nothing. */
  answerInvite(
    account: GraphAccount,
    invite: { readonly mediaId: MediaId; readonly accept: boolean },
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly isTaken: boolean }>>;
  /** Whether the account is an accepted collaborator of somebody else's media. */
  searchCollaborativeMedia(
    account: GraphAccount,
    mediaId: MediaId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly isCollaborator: boolean }>>;
  /** A page of the media of others on which the account is an accepted collaborator. */
  listCollaborativeMedia(
    account: GraphAccount,
    page: { readonly after: string | null; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<GraphAnswer<Page<CollaborativeMedia>>>;
  /** Who was invited to a media of the account, and has said what. */
  listCollaborators(
    account: GraphAccount,
    mediaId: MediaId,
    signal?: AbortSignal,
  ): Promise<GraphAnswer<{ readonly listed: readonly ListedCollaborator[] }>>;
  /** Has the upload host fetch a video into a container. */
  uploadFromUrl(account: GraphAccount, upload: UrlUpload, signal?: AbortSignal): Promise<UploadAnswer>;
  /**
   * Sends a video, or the rest of it, into a container: streamed, no faster than it is taken. A body that fails gives
   * `unreachable` with the code of its error.
   */
  uploadBytes(account: GraphAccount, upload: BytesUpload, signal?: AbortSignal): Promise<UploadAnswer>;
  /** Connects at once and sends when told. Every hold must be sent or discarded. */
  holdPublish(account: GraphAccount, containerId: ContainerId): HeldPublish;
  /** Closes every connection. Calls and holds under way end as `unreachable`. */
  close(): void;
}

/** @throws TypeError when one of the URLs is not a URL. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const transport = createTransport({ ...DEFAULT_TIMEOUTS, ...options.timeouts });
  const hosts = { facebook: rootOf(options.graphUrl, options), instagram: rootOf(options.instagramUrl, options) };
  const { origin } = new URL(options.ruploadUrl);
  const urlOf = (account: GraphAccount, path: string): URL => new URL(path, hosts[account.login]);

  const hear = (account: GraphAccount, usage: Usage): void => {
    if (usage.app !== null || usage.account !== null) options.onUsage?.(account, usage);
  };

  const askAs =
    (account: GraphAccount, signal: AbortSignal | undefined): Ask =>
    async ({ path, query = {}, form, expected }) => {
      const url = urlOf(account, path);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const wire = await exchange(transport.calls, { url, token: account.token, form, signal });
      if (wire.kind !== 'response') return wire;
      const answer = readAnswer(wire, expected, account.token);
      hear(account, toldUsage(answer));
      return answer;
    };

  const uploadAs = (account: GraphAccount, signal: AbortSignal | undefined): UploadContext => ({
    transport,
    origin,
    token: account.token,
    signal,
    onHeaders: (headers) => hear(account, usageIn(headers)),
  });

  return {
    createContainer: (account, params, signal) =>
      askAs(account, signal)({ path: `${account.igUserId}/media`, form: params, expected: createdContainer }),
    readContainer: (account, containerId, signal) =>
      askAs(account, signal)({ path: containerId, query: { fields: CONTAINER_FIELDS }, expected: containerReading }),
    readPermalink: (account, mediaId, signal) =>
      askAs(account, signal)({ path: mediaId, query: { fields: 'permalink' }, expected: mediaPermalink }),
    readPublishingLimit: (account, signal) =>
      askAs(
        account,
        signal,
      )({
        path: `${account.igUserId}/content_publishing_limit`,
        query: { fields: PUBLISHING_LIMIT_FIELDS },
        expected: publishingLimit,
      }),
    readFeed: (account, query, signal) => readFeed(askAs(account, signal), account.igUserId, query),
    countChildren: (account, mediaId, signal) =>
      askAs(account, signal)({ path: `${mediaId}/children`, query: { fields: 'id' }, expected: mediaChildren }),
    listComments: (account, mediaId, signal) => listComments(askAs(account, signal), mediaId),
    addComment: (account, mediaId, text, signal) => addComment(askAs(account, signal), mediaId, text),
    listInvites: (account, after, signal) => listInvites(askAs(account, signal), account.igUserId, after),
    answerInvite: (account, invite, signal) => answerInvite(askAs(account, signal), account.igUserId, invite),
    searchCollaborativeMedia: (account, mediaId, signal) =>
      searchCollaborativeMedia(askAs(account, signal), account.igUserId, mediaId),
    listCollaborativeMedia: (account, page, signal) =>
      listCollaborativeMedia(askAs(account, signal), account.igUserId, page),
    listCollaborators: (account, mediaId, signal) => listCollaborators(askAs(account, signal), mediaId),
    uploadFromUrl: (account, upload, signal) => uploadFromUrl(uploadAs(account, signal), upload),
    uploadBytes: (account, upload, signal) => uploadBytes(uploadAs(account, signal), upload),
    holdPublish: (account, containerId) =>
      holdPublish(transport, {
        accountUrl: urlOf(account, account.igUserId),
        containerId,
        token: account.token,
        onAnswer: (answer) => hear(account, toldUsage(answer)),
      }),
    close: () => transport.close(),
  };
}

const rootOf = (host: string, { version }: GraphClientOptions): URL =>
  new URL(`${version}/`, host.endsWith('/') ? host : `${host}/`);
