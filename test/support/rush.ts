import { defaultPayloadConverter } from '@temporalio/common';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import type { PostRequest, PostView } from '../../client/index.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { ledgerRules } from '../../contracts/ledger-rules.ts';
import type { GrantAnswer } from '../../contracts/publish-grant.ts';
import type { LiveAccount, LiveOptions, LiveStack } from './live-stack.ts';

// More posts than an account may publish, due at about the same time: what a day holds, in a window of seconds.

/** Instagram's window and limits, for a rush. */
export interface ShortWindow {
  readonly seconds: number;
  readonly publish: number;
  readonly container: number;
}

/** What simulator and workers have to know of it. */
export const stackOf = ({ seconds, publish, container }: ShortWindow): LiveOptions => ({
  // All can be staged before the first is due: a post that is not ready is passed by those who are.
  leadSeconds: 120,
  // A post that is armed late is sent late, and then passed by the next one.
  armSeconds: { earliest: 4, latest: 3 },
  simulator: { quotaTotal: publish, containerTotal: container, quotaDurationSeconds: seconds },
  environment: {
    CARILLON_WINDOW_SECONDS: `${seconds}`,
    CARILLON_LIMITS: `publish=${publish},container=${container}`,
  },
});

/** How far apart the ledger keeps calls that would be one too many. Milliseconds. */
export function spanOf({ seconds, ...limits }: ShortWindow): number {
  const { windowMs, sendWithinMs, clockSkewMs } = ledgerRules({ ...INSTAGRAM_LIMITS, ...limits }, seconds * 1_000);
  return windowMs + sendWithinMs + clockSkewMs;
}

/**
 * Posts of mixed kinds. Five of them need seven containers.
 * @param dueInMs when each is due, the first one first
 */
export const rushOf = (stack: LiveStack, { accountId }: LiveAccount, dueInMs: readonly number[]): PostRequest[] =>
  dueInMs.map((dueInMs, index) => {
    const more = { accountId, id: `p${String(index).padStart(4, '0')}` };
    switch (index % 5) {
      case 0:
        return stack.carousel(dueInMs, { ...more, media: [stack.picture, stack.picture] });
      case 1:
        return stack.reel(dueInMs, more);
      case 2:
        return stack.story(dueInMs, more);
      default:
        return stack.image(dueInMs, more);
    }
  });

export async function publishAll(
  stack: LiveStack,
  requests: readonly PostRequest[],
  timeoutMs: number,
): Promise<PostView[]> {
  const queued = await Promise.all(requests.map((request) => stack.carillon.posts.schedule(request)));
  return await Promise.all(
    queued.map(async ({ post }) => {
      try {
        return await stack.carillon.posts.wait(post, { timeoutMs });
      } catch (error) {
        const left = JSON.stringify(await stack.carillon.posts.get(post));
        throw new Error(`A post of the rush has not ended: ${left}`, { cause: error });
      }
    }),
  );
}

/** The posts as Instagram published them, the first one first. One that was published twice is there twice. */
export async function asPublished(stack: LiveStack, posts: readonly PostView[]): Promise<PostView[]> {
  const published = (await stack.seenPublishes()).filter(({ committed }) => committed);
  return published.flatMap(({ creationId }) =>
    posts.filter(({ containers }) => containers.some(({ id }) => id === creationId)),
  );
}

/** Those that were published after a post that was due later. */
export const passedAmong = (published: readonly PostView[]): PostView[] =>
  published.filter(({ dueAt }, index) => published.slice(0, index).some((earlier) => earlier.dueAt > dueAt));

/** Epoch milliseconds; not a number for a post that was never sent. */
export const sentAtOf = ({ attempts }: PostView): number => Date.parse(attempts.at(-1)?.sentAt ?? '');

/**
 * The instant that a post was granted for its publish at first, by its own run: one that comes late for it is granted another. Epoch
 * milliseconds; not a number for one that never was.
 */
export async function grantedAt(stack: LiveStack, post: PostView): Promise<number> {
  const { events } = await stack.historyOf(post);
  const answers = (events ?? []).flatMap(({ activityTaskCompletedEventAttributes: completed }) => {
    const asked = events?.find(({ eventId }) => eventId?.equals(completed?.scheduledEventId ?? -1) === true);
    const isGrant = asked?.activityTaskScheduledEventAttributes?.activityType?.name === 'reservePublish';
    const [payload] = isGrant ? (completed?.result?.payloads ?? []) : [];
    return payload === undefined ? [] : [defaultPayloadConverter.fromPayload<GrantAnswer>(payload)];
  });
  const granted = answers.find(({ outcome }) => outcome === 'granted');
  return granted?.outcome === 'granted' ? granted.at : Number.NaN;
}

/** When a post that was staged set out to ask for its publish. Epoch milliseconds. */
export async function askedAt(stack: LiveStack, post: PostView): Promise<number> {
  const { events } = await stack.historyOf(post);
  const asked = events?.find(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'reservePublish',
  );
  return requiredTsToMs(asked?.eventTime, `the question of post ${post.id}`);
}

/**
 * When the last of a rush can be sent at the earliest, each in its turn, so that no window ever holds one too many. Epoch milliseconds.
 * @param elsewhere when others publish on the account
 */
export function earliestEnd(dueAts: readonly number[], window: ShortWindow, elsewhere: readonly number[] = []): number {
  const spanMs = spanOf(window);
  const fits = (calls: readonly number[]) =>
    calls.every((at, index) => (calls[index + window.publish] ?? Number.POSITIVE_INFINITY) - at >= spanMs);
  let calls = [...elsewhere];
  let end = Number.NaN;
  for (const dueAt of dueAts) {
    const instants = [dueAt, ...calls.map((at) => at + spanMs).filter((at) => at > dueAt)];
    end = instants.toSorted(byInstant).find((at) => fits([...calls, at].toSorted(byInstant))) ?? Number.NaN;
    calls = [...calls, end];
  }
  return end;
}

const byInstant = (one: number, other: number): number => one - other;

/**
 * Another tool publishes on the account.
 * @returns false when the window is full already: then it was we, or others, who filled it
 */
export async function publishElsewhere(stack: LiveStack, { igUserId }: LiveAccount): Promise<boolean> {
  try {
    await stack.control('POST', 'media', { igUserId, through: 'api' });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes(': 409 ')) return false;
    throw error;
  }
}
