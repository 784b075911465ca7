/** A person to tag. */
export interface UserTagRequest {
  /** With or without @. 1 to 30 of A-Z, a-z, 0-9, "." and "_". */
  readonly username: string;
  /** From 0 (left) to 1 (right). Needed in a photo of an image post or a carousel, optional in a story, refused in a reel. */
  readonly x?: number | undefined;
  /** From 0 (top) to 1 (bottom). Goes with `x`. */
  readonly y?: number | undefined;
}

/** A product of the account's catalog to tag. Accounts of Facebook Login only. */
export interface ProductTagRequest {
  /** Digits. */
  readonly productId: string;
  /** From 0 (left) to 1 (right). Needed in a photo, refused in a video. */
  readonly x?: number | undefined;
  /** From 0 (top) to 1 (bottom). Goes with `x`. */
  readonly y?: number | undefined;
}

interface AnyMediaRequest {
  /** At most 20 people. Not in a video of a carousel. */
  readonly userTags?: readonly UserTagRequest[] | undefined;
  /** At most 20 products in an image post, 30 in a reel, 5 in each item of a carousel and 20 in all of it. Not in a story. */
  readonly productTags?: readonly ProductTagRequest[] | undefined;
}

/** One picture of a post. */
export interface ImageRequest extends AnyMediaRequest {
  readonly kind: 'image';
  /** Where Instagram fetches it when the post is staged: public, http or https, US-ASCII. */
  readonly url: string;
  /** At most 1000 characters. Not in a story. */
  readonly altText?: string | undefined;
}

/** One video of a post that lies on the web. */
export interface VideoByUrlRequest extends AnyMediaRequest {
  readonly kind: 'video';
  readonly url: string;
  readonly file?: undefined;
  /**
   * How it gets to Instagram: `url`, Instagram fetches it; `hosted-url`, Instagram's upload host fetches it; `bytes`, an upload worker
   * reads it and sends it, and goes on where it stopped. The last two for accounts of Facebook Login only. @default auto: `url`
   */
  readonly upload?: 'auto' | 'url' | 'hosted-url' | 'bytes' | undefined;
}

/** One video of a post that lies in a file. Accounts of Facebook Login only. */
export interface VideoByFileRequest extends AnyMediaRequest {
  readonly kind: 'video';
  readonly url?: undefined;
  /** A path that the upload workers can read. A relative one starts at the working directory of the caller. */
  readonly file: string;
  /** An upload worker sends it, and goes on where it stopped. @default auto: `bytes` */
  readonly upload?: 'auto' | 'bytes' | undefined;
}

export type VideoRequest = VideoByUrlRequest | VideoByFileRequest;

/** One picture or video of a post. */
export type MediaRequest = ImageRequest | VideoRequest;
