import { setTimeout as sleep } from 'node:timers/promises';
import type { NewAccount } from '../accounts/account.ts';
import { say } from '../cli/output.ts';
import { QUOTA_QUERY, type QuotaQueryResult } from '../contracts/account.ts';
import { type AccountId, accountWorkflowId } from '../contracts/ids.ts';
import { INSTAGRAM_LIMITS } from '../contracts/ledger.ts';
import { type ArmSeconds, queueOurs } from './contenders.ts';
import type { Rig } from './rig.ts';
import { type DuePost, duePosts, figuresOf, type LatenessFigures, measureRound, type Round } from './round.ts';

const LOOK_AGAIN_MS = 2_000;
/** A small machine stages two or three posts a second. */
const SETTLED_DEADLINE_MS = 400_000;

/** Posts of many accounts, due at one instant, beside a crowd of posts of one account that has published all that it may. */
export interface FairnessPlan {
  readonly posts: number;
  readonly crowd: number;
  /** From the start of queueing to the due instant, in milliseconds. */
  readonly aheadMs: number;
  /** The same where the crowd is queued first, for the same instant. */
  readonly crowdAheadMs: number;
  /** How long before its due instant the crowd is staged. */
  readonly crowdLeadSeconds: number;
  readonly armSeconds: ArmSeconds;
}

export interface FairnessReport extends FairnessPlan {
  readonly alone: LatenessFigures;
  /** Beside the crowd, which is due at the same instant. */
  readonly asking: LatenessFigures;
  /** Beside the crowd, which has been put off until others have left the window. */
  readonly waiting: LatenessFigures;
  /** At the two instants. */
  readonly crowdThen: { readonly asking: CrowdThen; readonly waiting: CrowdThen };
}

/** How many of the crowd stand in the account's lines. Instagram's limit of containers lets no more than 400 of it be staged. */
interface CrowdThen {
  readonly forPublish: number;
  readonly forContainer: number;
}

/** The lateness of posts of many accounts: alone, then while a crowd asks for publishes, then while it waits for them. */
export const measureFairness = (rig: Rig, plan: FairnessPlan): Promise<FairnessReport> =>
  rig.beside({ name: 'fairness' }, async (other) => {
    await other.needWorkers(1);
    const [crowded, ...accounts] = other.ourAccounts;
    if (crowded === undefined) throw new Error('There is no account.');
    const postsIn = (aheadMs: number) => duePosts(accounts, { posts: plan.posts, apartMs: 0 }, aheadMs);
    const alone = await publish(other, plan, { name: 'alone', posts: postsIn(plan.aheadMs) });
    await other.simulator.publishElsewhere(crowded, INSTAGRAM_LIMITS.publish);
    const asked = postsIn(plan.crowdAheadMs);
    await queueCrowd(other, plan, { account: crowded, dueAt: asked[0]?.dueAt ?? Number.NaN });
    const asking = await publishBeside(other, plan, { name: 'asking', posts: asked, crowded });
    await untilItWaits(other, crowded, plan);
    const waiting = await publishBeside(other, plan, { name: 'waiting', posts: postsIn(plan.aheadMs), crowded });
    return {
      ...plan,
      alone: figuresOf([alone]),
      asking: figuresOf([asking.round]),
      waiting: figuresOf([waiting.round]),
      crowdThen: { asking: asking.crowdThen, waiting: waiting.crowdThen },
    };
  });

/** Until it is staged as far as it may be, and all of it stands in one line or the other. */
async function untilItWaits(rig: Rig, { accountId }: NewAccount, { crowd }: FairnessPlan): Promise<void> {
  const deadline = Date.now() + SETTLED_DEADLINE_MS;
  for (;;) {
    const { forPublish, forContainer } = await linesOf(rig, accountId);
    if (forPublish + forContainer >= crowd) return;
    if (Date.now() > deadline) throw new Error(`Of ${crowd} posts ${forPublish} and ${forContainer} stand in line.`);
    await sleep(LOOK_AGAIN_MS);
  }
}

async function linesOf(rig: Rig, accountId: AccountId): Promise<CrowdThen> {
  const ledger = rig.client.workflow.getHandle(accountWorkflowId(accountId));
  const { publish, container } = await ledger.query<QuotaQueryResult>(QUOTA_QUERY);
  return { forPublish: publish.waiting, forContainer: container.waiting };
}

function queueCrowd(
  rig: Rig,
  { crowd, armSeconds, crowdLeadSeconds: leadSeconds }: FairnessPlan,
  post: DuePost,
): Promise<void> {
  const posts = Array.from({ length: crowd }, () => post);
  return queueOurs(rig, 'fairness-crowd', { posts, armSeconds, leadSeconds });
}

interface Others {
  readonly name: 'alone' | 'asking' | 'waiting';
  readonly posts: readonly DuePost[];
}

async function publish(rig: Rig, { armSeconds, crowd }: FairnessPlan, { name, posts }: Others): Promise<Round> {
  const queue = (source: string, due: readonly DuePost[]) => queueOurs(rig, source, { posts: due, armSeconds });
  const round = await measureRound(rig, `fairness-${name}`, { posts, queue, others: name === 'alone' ? 0 : crowd });
  const { p50, p99, max } = figuresOf([round]);
  say(`carillon ${posts.length} posts at one instant, ${name}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
  return round;
}

async function publishBeside(
  rig: Rig,
  plan: FairnessPlan,
  others: Others & { readonly crowded: NewAccount },
): Promise<{ round: Round; crowdThen: CrowdThen }> {
  const countCrowd = async (): Promise<CrowdThen> => {
    await sleep((others.posts[0]?.dueAt ?? Number.NaN) - Date.now());
    return await linesOf(rig, others.crowded.accountId);
  };
  const [round, crowdThen] = await Promise.all([publish(rig, plan, others), countCrowd()]);
  return { round, crowdThen };
}
