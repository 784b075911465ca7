import { accessToken, type ContainerId, type IdMaker, type IgUserId, idMaker, type MediaId, shortcode } from './ids.ts';

export interface Token {
  readonly text: string;
  /** Epoch milliseconds by the simulator's clock; null for a token without an end. */
  readonly expiresAt: number | null;
}

export interface Account {
  readonly igUserId: IgUserId;
  readonly username: string;
  readonly tokens: Token[];
  /** What the account has published, oldest first. */
  readonly media: Media[];
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

export interface Container {
  readonly id: ContainerId;
  readonly igUserId: IgUserId;
  readonly kind: 'image';
  /** What the create request asked for, as it came. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly createdAt: number;
  readonly processing: Processing;
  /** What its first publish made. Instagram keeps this to itself: no field of a container tells it. */
  publishedAs: MediaId | null;
}

export interface Media {
  readonly id: MediaId;
  readonly container: Container;
  readonly owner: Account;
  readonly shortcode: string;
  readonly publishedAt: number;
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
  readonly token?: string | undefined;
  readonly tokenExpiresAt: number | null;
}

/** Everything that the simulator remembers. */
/** Made up when it has no text. */
interface NewToken {
  readonly text: string | undefined;
  readonly expiresAt: number | null;
}

export class State {
  readonly accounts = new Map<string, Account>();
  readonly containers = new Map<string, Container>();
  readonly media = new Map<string, Media>();
  readonly publishes: PublishRecord[] = [];
  readonly #holders = new Map<string, TokenHolder>();
  readonly #ids: IdMaker = idMaker();

  addAccount({
    username,
    igUserId = this.#ids.igUser(),
    token: text = accessToken(),
    tokenExpiresAt,
  }: NewAccount): TokenHolder {
    const account: Account = { igUserId, username, tokens: [], media: [] };
    this.accounts.set(igUserId, account);
    return { account, token: this.giveToken(account, { text, expiresAt: tokenExpiresAt }) };
  }

  giveToken(account: Account, { text = accessToken(), expiresAt }: NewToken): Token {
    const token: Token = { text, expiresAt };
    account.tokens.push(token);
    this.#holders.set(text, { account, token });
    return token;
  }

  holderOf(token: string): TokenHolder | undefined {
    return this.#holders.get(token);
  }

  addContainer(made: Omit<Container, 'id' | 'publishedAs'>): Container {
    const container: Container = { ...made, id: this.#ids.container(), publishedAs: null };
    this.containers.set(container.id, container);
    return container;
  }

  addMedia(owner: Account, container: Container, publishedAt: number): Media {
    const media: Media = { id: this.#ids.media(), container, owner, shortcode: shortcode(), publishedAt };
    this.media.set(media.id, media);
    owner.media.push(media);
    container.publishedAs ??= media.id;
    return media;
  }
}
