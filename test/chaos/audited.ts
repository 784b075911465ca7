import { accountFor } from '../../chaos/account.ts';
import type { PostRecord } from '../../chaos/records.ts';
import { MARKER_PARAMETER } from '../../chaos/requests.ts';
import type { PlannedPost } from '../../chaos/scenario.ts';
import type { SeenContainer, SeenMedia, SeenPublish, SimulatorState } from '../../chaos/seen.ts';
import type { PostView } from '../../client/index.ts';
import { accountId, DUE_AT, ERROR, mediaId, postId } from '../contracts/samples.ts';

export const VIDEO_DIGEST = 'd1';
export const WINDOW_MS = 8_000;
const MARKER = 'chaos-0001';

/** What is to be audited, told by what differs from a post that is published as it was planned. */
export interface Case {
  readonly plan?: Partial<PlannedPost>;
  readonly answers?: Partial<Omit<PostRecord, 'plan' | 'view'>>;
  /** Null: the post could not be read. */
  readonly view?: Partial<PostView> | null;
  /** The media that went live from the post's container. */
  readonly live?: readonly Partial<SeenMedia>[];
  readonly container?: Partial<SeenContainer>;
  readonly publish?: Partial<SeenPublish>;
  readonly finishedLagMs?: number;
  /** From the due time to the end of the run. */
  readonly endMs?: number;
}

const PLAN = {
  marker: MARKER,
  account: 'wait',
  kind: 'image',
  media: [{ kind: 'image' }],
  caption: 'A caption',
  firstComment: 'First!',
  queuedAtMs: 0,
  dueAtMs: 5_000,
  command: null,
  isRetried: false,
  isSettled: false,
  faults: [],
} as const satisfies PlannedPost;

const VIEW: PostView = {
  accountId: accountId('brand'),
  id: postId(MARKER),
  kind: 'image',
  status: 'published',
  dueAt: new Date(DUE_AT).toISOString(),
  waitingFor: null,
  attempts: [],
  containers: [],
  mediaId: mediaId('901'),
  permalink: null,
  publishedAt: new Date(DUE_AT).toISOString(),
  latenessMs: 0,
  error: null,
  warnings: [],
  firstComment: { status: 'posted', commentId: '1' },
  collaborators: [],
};

export const LIVE: SeenMedia = {
  id: '901',
  kind: 'image',
  creationId: '801',
  caption: 'A caption',
  children: 0,
  comments: [{ text: 'First!' }],
  publishedAt: DUE_AT + 100,
};

/** The unhappy ends of a view. */
export const ended = (status: PostView['status']): Partial<PostView> => ({
  ...{ status, mediaId: null, publishedAt: null, latenessMs: null, firstComment: { status: 'waiting' } },
  error: status === 'published' || status === 'canceled' ? null : ERROR,
});

const recordOf = ({ plan, answers, view = {} }: Case): PostRecord => ({
  // The cases give whole contents or none.
  plan: { ...PLAN, ...plan } as PlannedPost,
  accountId: 'brand',
  queueing: 'accepted',
  command: null,
  settledAs: null,
  ...answers,
  view: view === null ? null : { ...VIEW, ...view },
});

function stateOf({ live = [{}], container, publish, finishedLagMs = 0, endMs = 60_000 }: Case): SimulatorState {
  const own: SeenContainer = {
    id: '801',
    parameters: { [MARKER_PARAMETER]: MARKER, caption: 'A caption' },
    children: [],
    statusCode: live.length > 0 ? 'PUBLISHED' : 'FINISHED',
    upload: null,
    ...container,
  };
  const media = live.map((one) => ({ ...LIVE, ...one }));
  const sent = { creationId: '801', mediaId: media[0]?.id ?? null, committed: live.length > 0 };
  return {
    now: DUE_AT + endMs,
    settings: { finishedLagMs },
    containers: [own],
    // Somebody else's stands beside them, with our caption.
    media: [...media, { ...LIVE, id: '999', creationId: null, comments: [] }],
    publishes: [{ ...sent, bodyReceivedAt: DUE_AT + 50, ...publish }],
  };
}

export const audited = (one: Case) =>
  accountFor([recordOf(one)], stateOf(one), { videoDigest: VIDEO_DIGEST, windowMs: WINDOW_MS });
