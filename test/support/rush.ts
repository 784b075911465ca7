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

export interface RushPlan {
  readonly count: number;
  readonly firstDueInMs: number;
  /** From the first due instant to the last. */
  readonly withinMs: number;
}

/** Posts of mixed kinds, in the order in which they are due. Five of them need seven containers. */
export const rushOf = (stack: LiveStack, { accountId }: LiveAccount, plan: RushPlan): PostRequest[] =>
  Array.from({ length: plan.count }, (_, index) => {
    const dueInMs = plan.firstDueInMs + (index * plan.withinMs) / plan.count;
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
  return await Promise.all(queued.map(({ post }) => stack.carillon.posts.wait(post, { timeoutMs })));
}

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
 * When the last of a rush can be sent at the earliest: the one after the last of a full window when the first of that has left it,
 * and so on. Epoch milliseconds.
 */
export function earliestEnd(dueAts: readonly number[], window: ShortWindow): number {
  const spanMs = spanOf(window);
  const sent: number[] = [];
  for (const dueAt of dueAts) {
    sent.push(Math.max(dueAt, (sent.at(-window.publish) ?? Number.NEGATIVE_INFINITY) + spanMs));
  }
  return sent.at(-1) ?? Number.NaN;
}

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

interface WorstWindow {
  readonly worst: number;
  readonly limit: number;
}

/** The fullest windows that the simulator has seen of an account. */
export async function worstWindows(
  stack: LiveStack,
  { igUserId }: LiveAccount,
): Promise<{ readonly publish: WorstWindow; readonly container: WorstWindow }> {
  const windows = (await stack.control('GET', 'windows')) as {
    igUserId: string;
    publish: WorstWindow;
    container: WorstWindow;
  }[];
  const found = windows.find((each) => each.igUserId === igUserId);
  if (found === undefined) throw new Error(`The simulator knows no account ${igUserId}.`);
  return { publish: found.publish, container: found.container };
}
