import type { ContainerId, PostView } from '../client/index.ts';

/** An upload under way. */
export interface Upload {
  readonly containerId: ContainerId;
  /** The medium that it carries, counted from 0. */
  readonly medium: number | null;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Null until it has been seen twice. */
  readonly bytesPerSecond: number | null;
}

interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** A rate over less jumps about, a rate over more hides that an upload has stopped. */
const RATE_OVER_MS = 10_000;

/** Tells the uploads of a post, and how fast they go, from how far they were each time the post was looked at. */
export class UploadMeter {
  readonly #samples = new Map<ContainerId, readonly Sample[]>();

  /** The uploads under way, in the order of their media; `now` in epoch milliseconds. */
  look({ containers }: PostView, now: number): Upload[] {
    const uploads = containers.flatMap(({ id, medium, outcome, upload }) => {
      if (outcome !== 'uploading' || upload === null || id === null) return [];
      const samples = withSample(this.#samples.get(id) ?? [], { at: now, bytes: upload.bytes });
      this.#samples.set(id, samples);
      return [{ containerId: id, medium, ...upload, bytesPerSecond: rateOver(samples) }];
    });
    return uploads.sort((one, other) => (one.medium ?? 0) - (other.medium ?? 0));
  }
}

/** What is older than the span of the rate goes. So does what is ahead: an upload that was cut goes on from what Instagram has. */
const withSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] => [
  ...samples.filter(({ at, bytes }) => sample.at - at <= RATE_OVER_MS && bytes <= sample.bytes),
  sample,
];

function rateOver(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return null;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}
