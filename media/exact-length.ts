import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';

interface Expected {
  /** Left out at the start. @default 0 */
  readonly skip?: number;
  /** To be delivered after that. */
  readonly bytes: number;
  /** Told how many bytes were passed on, chunk by chunk. */
  readonly passed?: (bytes: number) => void;
  /** The error of a stream that is shorter or longer. */
  readonly otherwise: () => Error;
  /** The error of a stream that failed: those of libraries may hold more than anybody should read. */
  readonly failed: (error: unknown) => Error;
}

class ExactLength extends Transform {
  readonly #expected: Expected;
  #skip: number;
  #missing: number;

  constructor(expected: Expected) {
    super();
    this.#expected = expected;
    this.#skip = expected.skip ?? 0;
    this.#missing = expected.bytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const wanted = chunk.subarray(this.#skip);
    this.#skip -= chunk.length - wanted.length;
    this.#missing -= wanted.length;
    this.#expected.passed?.(chunk.length);
    if (this.#missing < 0) done(this.#expected.otherwise());
    else done(null, wanted);
  }

  override _flush(done: TransformCallback): void {
    done(this.#missing === 0 ? null : this.#expected.otherwise());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error === null ? null : this.#expected.failed(error));
  }
}

/** The bytes of a stream, but in an error where they are not exactly as many as expected. Destroying it destroys the stream. */
export function exactLength(from: Readable, expected: Expected): Readable {
  return pipeline(from, new ExactLength(expected), () => {});
}
