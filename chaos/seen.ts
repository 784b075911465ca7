import { z } from 'zod';
import { MARKER_PARAMETER } from './requests.ts';

const container = z.object({
  id: z.string(),
  parameters: z.record(z.string(), z.string()),
  children: z.array(z.string()),
  statusCode: z.string(),
  upload: z.object({ digest: z.string().nullable() }).nullable(),
});

const media = z.object({
  id: z.string(),
  kind: z.string(),
  creationId: z.string().nullable(),
  caption: z.string().nullable(),
  children: z.number(),
  comments: z.array(z.object({ text: z.string() })),
  publishedAt: z.number(),
});

const publish = z.object({
  creationId: z.string().nullable(),
  mediaId: z.string().nullable(),
  committed: z.boolean(),
  bodyReceivedAt: z.number(),
});

const state = z.object({
  now: z.number(),
  settings: z.object({ finishedLagMs: z.number() }),
  containers: z.array(container),
  media: z.array(media),
  publishes: z.array(publish),
});

/** What the simulator knows, as `GET /_control/state` shows it. */
export type SimulatorState = z.infer<typeof state>;
export type SeenMedia = z.infer<typeof media>;
export type SeenContainer = z.infer<typeof container>;
export type SeenPublish = z.infer<typeof publish>;

/** @throws ZodError when the simulator's page is not as it is known here */
export const parseState = (json: unknown): SimulatorState => state.parse(json);

/** What the simulator knows of one of our posts. It is found by the marker that we sent, and not by what we say of our containers. */
export interface SeenPost {
  /** Those that can be published: parts of carousels are not among them. */
  readonly containers: readonly SeenContainer[];
  /** The media that went live from them: one at most, if all is well. */
  readonly live: readonly SeenMedia[];
  readonly publishes: readonly SeenPublish[];
  /** Whether a video that was uploaded for what is live is another file than the one of the run. */
  readonly isGarbled: boolean;
}

/**
 * What the simulator knows of each post, by its marker.
 * @param videoDigest SHA-256 in hex of the one video that all posts have
 */
export function seenPosts(
  { containers, media, publishes }: SimulatorState,
  videoDigest: string,
): (marker: string) => SeenPost {
  const byId = new Map(containers.map((one) => [one.id, one]));
  const byMarker = Map.groupBy(containers, ({ parameters }) => parameters[MARKER_PARAMETER]);
  const mediaOf = Map.groupBy(media, ({ creationId }) => creationId);
  const publishesOf = Map.groupBy(publishes, ({ creationId }) => creationId);
  return (marker) => {
    const own = byMarker.get(marker) ?? [];
    const published = own.filter(({ id }) => mediaOf.has(id));
    const parts = published.flatMap((one) => [one, ...one.children.flatMap((id) => byId.get(id) ?? [])]);
    return {
      containers: own,
      live: own.flatMap(({ id }) => mediaOf.get(id) ?? []),
      publishes: own.flatMap(({ id }) => publishesOf.get(id) ?? []),
      isGarbled: parts.some(({ upload }) => upload !== null && upload.digest !== videoDigest),
    };
  };
}
