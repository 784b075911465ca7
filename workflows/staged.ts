import type { ContainerId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { ContainerPart } from '../contracts/staging.ts';

/** A container and how far it is. Plain JSON. */
export interface StagedContainer {
  readonly id: ContainerId;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Where its bytes are uploaded to. Null when Instagram fetches the medium itself. */
  readonly uploadUri: string | null;
  readonly progress: 'uploading' | 'processing' | 'finished';
}

/** What Instagram holds of a post: a place for each medium, and one for the carousel that holds them. */
export interface Staged {
  readonly media: readonly (StagedContainer | null)[];
  readonly carousel: StagedContainer | null;
}

/** A place of {@link Staged}: that of a medium, counted from 0, or that of the carousel. */
export type Slot = number | 'carousel';

export const nothingStaged = (post: Post): Staged => ({ media: post.media.map(() => null), carousel: null });

/** The place of the container that is published, which is the last one to be made. */
export const publishedSlot = (post: Post): Slot => (post.kind === 'carousel' ? 'carousel' : 0);

/** All places of a post, in the order in which they are filled. */
export const slotsOf = (post: Post): Slot[] => [
  ...post.media.keys(),
  ...(post.kind === 'carousel' ? (['carousel'] as const) : []),
];

export const containerAt = (staged: Staged, slot: Slot): StagedContainer | null =>
  (slot === 'carousel' ? staged.carousel : staged.media[slot]) ?? null;

/** The same with another container, or none, in one place. Without one of its media a carousel is of no use. */
export function withContainer(staged: Staged, slot: Slot, container: StagedContainer | null): Staged {
  if (slot === 'carousel') return { ...staged, carousel: container };
  const media = staged.media.map((before, index) => (index === slot ? container : before));
  return { media, carousel: container === null ? null : staged.carousel };
}

/** The finished container to publish; undefined while anything is missing. */
export function publishable(post: Post, staged: Staged): StagedContainer | undefined {
  const container = containerAt(staged, publishedSlot(post));
  return container?.progress === 'finished' ? container : undefined;
}

/** When the first of the containers was made, which is the first to expire. Undefined when there is none. */
export function oldestOf({ media, carousel }: Staged): number | undefined {
  const made = [...media, carousel].flatMap((container) => container?.createdAt ?? []);
  return made.length === 0 ? undefined : Math.min(...made);
}

/** What to ask Instagram for. */
export function partOf(staged: Staged, slot: Slot): ContainerPart {
  if (slot !== 'carousel') return { kind: 'medium', index: slot };
  return { kind: 'carousel', children: staged.media.flatMap((container) => container?.id ?? []) };
}

/** The places whose containers would be made differently after an edit; a carousel also when any of its media would. */
export function changedSlots(before: Post, after: Post): Slot[] {
  const media = [...after.media.keys()].filter((index) => contentOf(before, index) !== contentOf(after, index));
  if (after.kind !== 'carousel') return media;
  const isOther =
    media.length > 0 ||
    before.media.length !== after.media.length ||
    contentOf(before, 'carousel') !== contentOf(after, 'carousel');
  return isOther ? [...media, 'carousel'] : media;
}

/** What is left of it after an edit that changed some places. */
export const keptAfterEdit = (staged: Staged, after: Post, changed: readonly Slot[]): Staged => ({
  media: after.media.map((_, index) => (changed.includes(index) ? null : (staged.media[index] ?? null))),
  carousel: changed.includes('carousel') ? null : staged.carousel,
});

/** Everything that goes into the request for one container, as text to compare. */
function contentOf(post: Post, slot: Slot): string {
  const { media, accountId, id, publishWithinSeconds, dropUnavailableCollaborators, ...rest } = post;
  const { firstComment, collaboratorPolicy, ...whole } = {
    firstComment: undefined,
    collaboratorPolicy: undefined,
    ...rest,
  };
  const medium = slot === 'carousel' ? null : media[slot];
  return stableText(slot === publishedSlot(post) ? { medium, whole } : { medium });
}

/** JSON in which the order of keys says nothing. */
const stableText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
