import type { Invite } from './collaboration/invite.ts';
import { sameUsername } from './collaboration/usernames.ts';
import {
  accessToken,
  type CommentId,
  type ContainerId,
  type IdMaker,
  type IgUserId,
  idMaker,
  type Login,
  type MediaId,
  shortcode,
} from './ids.ts';

export interface Token {
  readonly text: string;
  /** Epoch milliseconds by the simulator's clock; null for a token without an end. */
  readonly expiresAt: number | null;
}

/** What an account's calls to Graph have used up of its allowance. */
export interface CallUse {
  /** In percent, beyond what the settings say that it has used from the start. */
  risenBy: number;
  /** Until when its calls are refused, in epoch milliseconds by the simulator's clock; null while they are not. */
  throttledUntil: number | null;
}

/** When an account's calls about its invites came, those that were refused for their number left out. Epoch milliseconds. */
export interface InviteCalls {
  readonly read: number[];
  readonly answer: number[];
}

/** How many calls of an account each limit has refused. */
export interface RefusedCalls {
  publish: number;
  container: number;
  inviteRead: number;
  inviteAnswer: number;
}

export interface Account {
  readonly igUserId: IgUserId;
  readonly username: string;
  readonly login: Login;
  readonly tokens: Token[];
  /** What was published for the account, stories too, in the order in which it came: a carousel once. */
  readonly media: Media[];
  readonly callUse: CallUse;
  readonly inviteCalls: InviteCalls;
  readonly refusedCalls: RefusedCalls;
}

export interface TokenHolder {
  readonly account: Account;
  readonly token: Token;
}

/** When a container's processing ends, and how: null for well, or the subcode of its failure. */
export interface Processing {
  readonly endsAt: number;
  readonly failure: number | null;
}

/** How far the bytes of a resumable upload have come. */
export interface Upload {
  /** How many bytes from the start of the file Instagram has. */
  received: number;
  /** Null until a request has told it. */
  fileSize: number | null;
  phase: 'not_started' | 'in_progress' | 'complete' | 'error';
  error: { readonly code: number; readonly message: string } | null;
  /** SHA-256 of the file in hex, once it is complete. */
  digest: string | null;
  /** All bytes that came over the wire, those sent again too, but for those that a fault read away. */
  postedBytes: number;
}

/** `video` is the part of a carousel: any other video is a reel or a story. An image may be either. */
export type ContainerKind = 'image' | 'reel' | 'video' | 'story-image' | 'story-video' | 'carousel';

export interface Container {
  readonly id: ContainerId;
  readonly igUserId: IgUserId;
  readonly kind: ContainerKind;
  readonly isCarouselItem: boolean;
  /** The parts of a carousel, in their order. */
  readonly children: readonly Container[];
  /** What the create request asked for, as it came. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly createdAt: number;
  /** Null while a resumable upload is not complete. */
  processing: Processing | null;
  /** Null when Instagram fetches the medium by itself. */
  readonly upload: Upload | null;
  /** How many bytes the video has that Instagram fetched by itself; null for other containers. */
  readonly fetchedBytes: number | null;
  /** What its first publish made. Instagram keeps this to itself: no field of a container tells it. */
  publishedAs: MediaId | null;
  /** When that was. */
  publishedAt: number | null;
  /** How many parts a carousel loses from its end when it is published, as one was seen to go live with 6 of 7. */
  dropChildren?: number | undefined;
}

export interface Comment {
  readonly id: CommentId;
  readonly text: string;
  readonly createdAt: number;
  readonly from: Pick<Account, 'igUserId' | 'username'>;
}

export interface Media {
  readonly id: MediaId;
  readonly kind: ContainerKind;
  readonly owner: Account;
  /** Null for a foreign one. */
  readonly container: Container | null;
  /** Made by somebody else, not by publishing a container. */
  readonly foreign: boolean;
  /** Only what was published through the API counts for the quota. */
  readonly through: 'app' | 'api';
  readonly caption: string | null;
  readonly shortcode: string;
  readonly publishedAt: number;
  /** From when on the lists of the account show it: epoch milliseconds. */
  readonly isVisibleAt: number;
  readonly children: readonly Media[];
  /** Oldest first. */
  readonly comments: Comment[];
  /** Whether its owner keeps likes, comments and the like from its collaborators. */
  readonly hidesCounts: boolean;
}

/** One `media_publish` request as it was seen. The two arrival times are the machine's, not the simulator's clock. */
export interface PublishRecord {
  /** When its headers were read: epoch milliseconds with a fraction. */
  readonly receivedAt: number;
  /** When the whole request was there: epoch milliseconds with a fraction. */
  readonly bodyReceivedAt: number;
  /** As the path named the account: its id, or `me`. */
  readonly igUserId: string;
  readonly creationId: string | null;
  /** null until, or unless, a whole answer was sent. */
  httpStatus: number | null;
  /** What the request published, or in the mode `sameId` had published before, whatever it was answered. */
  mediaId: MediaId | null;
  /** Whether this request published something. */
  committed: boolean;
}

export interface NewAccount {
  readonly username: string;
  readonly igUserId?: IgUserId | undefined;
  /** @default 'facebook' */
  readonly login?: Login | undefined;
  readonly token?: string | undefined;
  readonly tokenExpiresAt: number | null;
}

/** Made up when it has no text. */
interface NewToken {
  readonly text: string | undefined;
  readonly expiresAt: number | null;
}

type NewContainer = Omit<Container, 'id' | 'publishedAs' | 'publishedAt' | 'dropChildren'>;

/** Both in epoch milliseconds. */
interface Appearance {
  readonly publishedAt: number;
  readonly isVisibleAt: number;
}

export interface ForeignMedia {
  readonly kind: Exclude<ContainerKind, 'video'>;
  readonly through: Media['through'];
  readonly caption: string | null;
  readonly publishedAt: number;
  /** @default false */
  readonly hidesCounts?: boolean | undefined;
}

/** Who is invited to be a collaborator of a media, and when. */
interface NewInvite {
  readonly username: string;
  /** The account of that name, if there is one. */
  readonly account: Account | undefined;
  readonly invitedAt: number;
}

/** Instagram ignores the caption of a story and of a part of a carousel. */
const showsCaption = ({ kind, isCarouselItem }: Container): boolean =>
  !isCarouselItem && kind !== 'story-image' && kind !== 'story-video';

/** Everything that the simulator remembers. */
export class State {
  readonly accounts = new Map<string, Account>();
  readonly containers = new Map<string, Container>();
  /** What stands in feeds and stories, by its id: a carousel once. */
  readonly media = new Map<string, Media>();
  /** The parts of published carousels, by their ids. */
  readonly childMedia = new Map<string, Media>();
  readonly publishes: PublishRecord[] = [];
  /** Usernames that cannot be tagged or invited: private, missing, or not allowing it. */
  readonly untaggable = new Set<string>();
  /** Every invite that was ever made, in the order in which it came. */
  readonly invites: Invite[] = [];
  /** Usernames that the list of a media's collaborators leaves out: people who do not allow to be tagged as one. */
  readonly unlisted = new Set<string>();
  /** Ids of Pages without location data. */
  readonly invalidLocations = new Set<string>();
  readonly #holders = new Map<string, TokenHolder>();
  readonly #ids: IdMaker = idMaker();

  addAccount({ username, igUserId = this.#ids.igUser(), login = 'facebook', token, tokenExpiresAt }: NewAccount) {
    const callUse: CallUse = { risenBy: 0, throttledUntil: null };
    const inviteCalls: InviteCalls = { read: [], answer: [] };
    const refusedCalls: RefusedCalls = { publish: 0, container: 0, inviteRead: 0, inviteAnswer: 0 };
    const account: Account = { igUserId, username, login, tokens: [], media: [], callUse, inviteCalls, refusedCalls };
    this.accounts.set(igUserId, account);
    this.#handOver(account);
    return {
      account,
      token: this.giveToken(account, { text: token, expiresAt: tokenExpiresAt }),
    } satisfies TokenHolder;
  }

  giveToken(account: Account, { text = accessToken(account.login), expiresAt }: NewToken): Token {
    const token: Token = { text, expiresAt };
    account.tokens.push(token);
    this.#holders.set(text, { account, token });
    return token;
  }

  accountNamed(username: string): Account | undefined {
    return [...this.accounts.values()].find((account) => sameUsername(account.username, username));
  }

  holderOf(token: string): TokenHolder | undefined {
    return this.#holders.get(token);
  }

  addContainer(made: NewContainer): Container {
    const container: Container = { ...made, id: this.#ids.container(), publishedAs: null, publishedAt: null };
    this.containers.set(container.id, container);
    return container;
  }

  /** Publishes a container, and with a carousel the parts of it that are not dropped. */
  addMedia(owner: Account, container: Container, appearance: Appearance): Media {
    const kept = container.children.slice(0, container.children.length - (container.dropChildren ?? 0));
    const children = kept.map((child) => this.#mediaOf(owner, child, { ...appearance, children: [] }));
    for (const child of children) this.childMedia.set(child.id, child);
    return this.#list(this.#mediaOf(owner, container, { ...appearance, children }));
  }

  /** Adds what somebody has posted in the app or with another tool. It is seen at once. */
  addForeignMedia(owner: Account, { hidesCounts = false, ...shown }: ForeignMedia): Media {
    const made = { id: this.#ids.media(), shortcode: shortcode(), owner, container: null, foreign: true };
    return this.#list({ ...made, ...shown, isVisibleAt: shown.publishedAt, children: [], comments: [], hidesCounts });
  }

  addComment(media: Media, comment: Omit<Comment, 'id'>): Comment {
    const made: Comment = { ...comment, id: this.#ids.comment() };
    media.comments.push(made);
    return made;
  }

  addInvite(media: Media, { username, account, invitedAt }: NewInvite): Invite {
    const igUserId = account?.igUserId ?? null;
    const unanswered = { status: 'pending', answeredAt: null, answeredThrough: null, effectiveAnswers: 0 } as const;
    const made: Invite = { media, username, igUserId, strangerId: this.#ids.igUser(), invitedAt, ...unanswered };
    this.invites.push(made);
    return made;
  }

  /** Gives a new account the invites that were made to its name before there was one. */
  #handOver({ igUserId, username }: Account): void {
    for (const invite of this.invites)
      if (invite.igUserId === null && sameUsername(invite.username, username)) invite.igUserId = igUserId;
  }

  #mediaOf(owner: Account, container: Container, shown: Appearance & { readonly children: Media[] }): Media {
    const { kind, parameters } = container;
    const made = { id: this.#ids.media(), shortcode: shortcode(), owner, container, kind, foreign: false };
    const caption = showsCaption(container) ? (parameters.get('caption') ?? null) : null;
    container.publishedAs ??= made.id;
    container.publishedAt ??= shown.publishedAt;
    return { ...made, ...shown, through: 'api', caption, comments: [], hidesCounts: false };
  }

  #list(media: Media): Media {
    this.media.set(media.id, media);
    media.owner.media.push(media);
    return media;
  }
}
