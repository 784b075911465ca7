import type { PostToCome } from '../contracts/account.ts';
import { postWorkflowId } from '../contracts/ids.ts';
import type { Medium, PostKind } from '../contracts/post.ts';
import { mediaKindsIn } from './fingerprint.ts';
import type { ExistingPost } from './forecast.ts';
import { isQueued, listItem } from './listing.ts';
import { MIN_CHILDREN } from './post-schema.ts';
import { leadMsOf } from './run-start.ts';
import { fingerprintIn, type RunRecord } from './view.ts';

/** What is known of a post that will go out. */
interface Known {
  readonly kind: PostKind;
  /** Of its media. Fewer than it has, or none, when nobody told. */
  readonly mediaKinds: readonly Medium['kind'][];
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A list of thousands takes seconds, in which posts begin to be staged. */
const LISTING_MS = 60_000;

/** What bears on every post of a forecast. */
export interface ForecastSetting {
  /** Undefined: as long as the media of a post usually need. */
  readonly leadMs: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a post will ask its account for, and when, if it has asked for nothing yet. */
export const postToCome = ({ kind, mediaKinds, dueAt }: Known, { leadMs, now }: ForecastSetting): PostToCome => ({
  dueAt,
  stageAt: Math.max(now, dueAt - leadMsOf(mediaKinds, leadMs)),
  containers: kind === 'carousel' ? Math.max(mediaKinds.length, MIN_CHILDREN) + 1 : 1,
});

/** A post as the list shows its run, with what it still needs, as far as its run has recorded that. Undefined for a run that is no post of ours. */
export function existingPost(run: RunRecord, setting: ForecastSetting): ExistingPost | undefined {
  const item = listItem(run);
  if (item === undefined) return undefined;
  const { kind, status, publishedAt } = item;
  const dueAt = Date.parse(item.dueAt);
  const workflowId = postWorkflowId(item);
  if (!isQueued(item)) return { workflowId, dueAt, publishedAt, toCome: null };
  const whole = postToCome({ kind, mediaKinds: mediaKindsIn(fingerprintIn(run)), dueAt }, setting);
  const toCome = status === 'ready' ? { ...whole, containers: 0 } : whole;
  // Until then it has asked for nothing, and the account is not told thousands of names.
  const mayHaveAsked = status !== 'scheduled' || toCome.stageAt <= setting.now + LISTING_MS;
  return { workflowId, dueAt, publishedAt, toCome: mayHaveAsked ? { ...toCome, workflowId } : toCome };
}
