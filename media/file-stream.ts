import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

export const CHUNK_BYTES = 256 * 1024;
const BUFFERS = 8;

/**
 * The bytes of an open file from an offset to its end, in chunks of {@link CHUNK_BYTES}. Closes the file when it is over,
 * however it ends.
 *
 * The chunks lie in a few buffers that are used again and again. Memory that is allocated for every chunk is given back only
 * when V8 marks its whole heap: a process grows by some 70 MB until then, and marking holds up the posts that are due.
 * Whoever takes a chunk may use it until four more have been taken. After that it is empty: it never shows other bytes.
 */
export class FileStream extends Readable {
  readonly #handle: FileHandle;
  readonly #buffers: ArrayBuffer[] = [];
  #position: number;
  #reading: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, offset: number) {
    // Reads ahead by one chunk, so that at most two buffers are in use before whoever takes them.
    super({ highWaterMark: 1 });
    this.#handle = handle;
    this.#position = offset;
  }

  override _read(): void {
    this.#reading = this.#nextChunk().then(
      (chunk) => void this.push(chunk),
      (error: Error) => void this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // Its number could belong to another file before a read that is under way has ended.
    this.#reading.then(() => this.#handle.close()).then(() => done(error), done);
  }

  /** Full but for the last one: streams count bytes, and small chunks would let more of them wait. */
  async #nextChunk(): Promise<Uint8Array | null> {
    const chunk = new Uint8Array(this.#nextBuffer());
    let filled = 0;
    while (filled < chunk.length) {
      const room = { offset: filled, position: this.#position + filled };
      const { bytesRead } = await this.#handle.read(chunk, room);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#position += filled;
    return filled === 0 ? null : chunk.subarray(0, filled);
  }

  /** The memory of the oldest chunk, taken away from it. */
  #nextBuffer(): ArrayBuffer {
    const oldest = this.#buffers.length < BUFFERS ? undefined : this.#buffers.shift();
    const buffer = oldest?.transfer() ?? new ArrayBuffer(CHUNK_BYTES);
    this.#buffers.push(buffer);
    return buffer;
  }
}
