import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnUnconfirmed } from '../contracts/reconcile.ts';
import { sampleVideo } from '../test/media/sample-video.ts';
import type { LiveAccount, LiveStack } from '../test/support/live-stack.ts';
import { type Account, accountFor } from './account.ts';
import { Crew, type RestartableServer } from './crew.ts';
import { People } from './people.ts';
import { readRecords } from './read-records.ts';
import type { Told } from './records.ts';
import type { Disturbance, Scenario } from './scenario.ts';
import { parseState } from './seen.ts';
import { Stage } from './stage.ts';
import { type Progress, watchPosts } from './watch-posts.ts';
import { RECONCILE_SECONDS, WINDOW_MS } from './windows.ts';

export interface RunOptions {
  readonly workers: number;
  /** Null when the server is not ours to restart. */
  readonly server: RestartableServer | null;
  /** How long to wait for what follows a publish, in milliseconds. */
  readonly afterwardsMs: number;
  readonly signal: AbortSignal;
  /** Called every second. */
  readonly tell: (progress: Progress) => void;
}

/** Once nobody may send any more: the time for finding out, a hanging answer, restarts and a busy machine. */
const SETTLE_MS = 90_000;
/** Long enough for an upload to be cut, short enough for hundreds of them. */
const VIDEO_BYTES = 300_000;

/** What the stack must be told for a scenario: two accounts make all the posts. */
export const simulatorOptions = ({ weather, posts }: Scenario) => ({
  ...weather,
  quotaTotal: posts.length * 10,
  containerTotal: posts.length * 100,
});

export const WORKER_ENVIRONMENT = { CARILLON_RECONCILE_SECONDS: RECONCILE_SECONDS.join() } as const;

/** Plays a scenario on the stack, and accounts for every post of it. */
export async function runScenario(stack: LiveStack, scenario: Scenario, options: RunOptions): Promise<Account> {
  const crew = new Crew(stack, options.server);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, options.signal]);
  try {
    await crew.startWorkers(options.workers);
    const video = sampleVideo({ paddingBytes: VIDEO_BYTES });
    const videoFile = join(stack.dataDir, 'chaos.mp4');
    await writeFile(videoFile, video);
    const videoDigest = createHash('sha256').update(video).digest('hex');
    const accounts = await addAccounts(stack);
    const stage = new Stage(stack, { scenario, accounts, video, videoDigest, videoFile, signal });
    const stories = await play({ stage, crew, scenario, tell: options.tell });
    const records = await readRecords(stage, stories, options.afterwardsMs);
    return accountFor(records, parseState(await stack.control('GET', 'state')), { videoDigest, windowMs: WINDOW_MS });
  } finally {
    over.abort();
    await crew.stop();
  }
}

async function addAccounts(stack: LiveStack): Promise<Readonly<Record<OnUnconfirmed, LiveAccount>>> {
  return {
    wait: await stack.addAccount({ onUnconfirmed: 'wait' }),
    'publish-again-same-container': await stack.addAccount({ onUnconfirmed: 'publish-again-same-container' }),
  };
}

interface Play extends Pick<RunOptions, 'tell'> {
  readonly stage: Stage;
  readonly crew: Crew;
  readonly scenario: Scenario;
}

/** Resolves when everything has happened and every post has come to rest, or had time enough for it. */
async function play({ stage, crew, scenario, tell }: Play): Promise<readonly Told[]> {
  let taken: number | undefined;
  const playing = Promise.all([
    Promise.all(scenario.posts.map((plan) => stage.play(plan))),
    disturb(stage, crew, scenario.disturbances),
  ]).then(([stories]) => {
    taken = stories.filter(({ queueing }) => queueing === 'accepted').length;
    return stories;
  });
  const people = new People(stage, scenario);
  const deadlineMs = scenario.lastSendAtMs + SETTLE_MS;
  const watching = watchPosts(stage, { posts: scenario.posts.length, people, taken: () => taken, deadlineMs, tell });
  const [stories] = await Promise.all([playing, watching]);
  people.leave();
  return stories.map((story) => ({ ...story, settledAs: people.settlements.get(story.plan.marker) ?? null }));
}

/** Restarts come one after the other; all else comes at its moment. */
async function disturb(stage: Stage, crew: Crew, disturbances: readonly Disturbance[]): Promise<void> {
  const workers: Promise<void>[] = [];
  const restart = async (): Promise<void> => {
    for (const { kind, atMs } of disturbances) {
      if (kind !== 'worker-kill' && kind !== 'server-restart' && kind !== 'simulator-restart') continue;
      await stage.until(atMs);
      if (kind === 'worker-kill') workers.push(crew.killWorker());
      else await (kind === 'server-restart' ? crew.restartServer() : crew.restartSimulator());
    }
  };
  await Promise.all([restart(), ...disturbances.map((one) => stage.disturb(one))]);
  await Promise.all(workers);
}
