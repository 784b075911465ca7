import type { NewAccount } from '../accounts/account.ts';
import { Carillon, type CarouselPostRequest, type ImagePostRequest, type ReelPostRequest } from '../client/index.ts';
import { IG_SOURCE } from '../contracts/search-attributes.ts';
import { inParallel } from './parallel.ts';
import type { Rig } from './rig.ts';
import type { Shape, TwinPost } from './twin/contract.ts';
import { doNothing, publishWhenDue } from './twin/workflows.ts';

/** Callers that start runs side by side, as a few busy apps would. */
const CALLERS = 16;
/** Longer than any post is queued ahead. */
const LEAD_SECONDS = 600;

/** What is published. */
export type Content =
  | Pick<ImagePostRequest, 'kind' | 'media'>
  | Pick<ReelPostRequest, 'kind' | 'media' | 'caption'>
  | Pick<CarouselPostRequest, 'kind' | 'media'>;

export interface BenchPost {
  readonly account: NewAccount;
  /** Epoch milliseconds. */
  readonly dueAt: number | 'now';
  /** @default one picture */
  readonly content?: Content;
}

/** Arming is spread between these two distances from the due instant, in seconds. */
export interface ArmSeconds {
  readonly earliest: number;
  readonly latest: number;
}

export interface Queueing {
  readonly posts: readonly BenchPost[];
  readonly armSeconds?: ArmSeconds;
  /** @default so long that every post is staged as soon as it is queued */
  readonly leadSeconds?: number;
}

/** Queues posts through our client, as an app does. Their runs are found by `source`. */
export async function queueOurs(
  { connection, simulator, taskQueue }: Rig,
  source: string,
  { posts, armSeconds, leadSeconds = LEAD_SECONDS }: Queueing,
): Promise<void> {
  await using carillon = await Carillon.connect({
    connection,
    taskQueue,
    source,
    leadSeconds,
    armSeconds,
  });
  const picture: Content = { kind: 'image', media: [{ kind: 'image', url: simulator.pictureUrl }] };
  await inParallel(posts, CALLERS, ({ account: { accountId }, dueAt, content = picture }) =>
    carillon.posts.schedule({
      ...content,
      accountId,
      ...(dueAt === 'now' ? { publishNow: true } : { scheduledAt: new Date(dueAt).toISOString() }),
    }),
  );
}

/** Starts the twin's runs for posts. */
export async function queueTwins(rig: Rig, source: string, posts: ReadonlyArray<BenchPost & { dueAt: number }>) {
  const imageUrl = rig.simulator.pictureUrl;
  await inParallel(posts, CALLERS, ({ account: { igUserId }, dueAt }, index) => {
    const post: TwinPost = { igUserId, imageUrl, dueAt };
    return rig.client.workflow.start(publishWhenDue, { ...twinRun(rig, source, index), args: [post] });
  });
}

/** Starts runs that do nothing, in the shape of a post. */
export async function queueNothings(rig: Rig, source: string, { count, shape }: { count: number; shape: Shape }) {
  await inParallel(Array<Shape>(count).fill(shape), CALLERS, (each, index) =>
    rig.client.workflow.start(doNothing, { ...twinRun(rig, source, index), args: [each] }),
  );
}

const twinRun = ({ twinTaskQueue }: Rig, source: string, index: number) => ({
  workflowId: `${source}.${index}`,
  taskQueue: twinTaskQueue,
  typedSearchAttributes: [{ key: IG_SOURCE, value: source }],
});
