import type { MediaProblem } from './media-problem.ts';

/** Where a medium lies. */
export type MediaLocation = { readonly file: string } | { readonly url: string };

/** A medium of which any part can be read, so that its facts cost a few small reads. */
export interface MediaBytes {
  /** The whole length. */
  readonly bytes: number;
  /** What was noticed about the host. */
  readonly problems: readonly MediaProblem[];
  /** Fewer bytes than asked for only at the end. @throws MediaAccessError */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}
