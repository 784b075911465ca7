import { say } from '../cli/output.ts';
import { startMediaHost } from '../test/media/media-host.ts';
import { sampleVideo } from '../test/media/sample-video.ts';
import { type ArmSeconds, type Content, queueOurs } from './contenders.ts';
import { endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { median, percentile } from './statistics.ts';
import { writeVideo } from './videos.ts';

/** Posts whose histories are counted. */
export interface EventsPlan {
  /** Of each kind. */
  readonly posts: number;
  /** From queueing to the due instant, in milliseconds. */
  readonly aheadMs: number;
  readonly armSeconds: ArmSeconds;
}

export interface EventsReport extends EventsPlan {
  readonly ofEachKind: readonly KindEvents[];
}

interface KindEvents {
  readonly kind: string;
  /** Events in the history of one post: the median and the most that any had. */
  readonly usual: number;
  readonly most: number;
}

const END_DEADLINE_MS = 120_000;

/** Counts the events in the histories of posts of several kinds that are queued ahead. */
export async function measureEvents(rig: Rig, plan: EventsPlan): Promise<EventsReport> {
  await rig.needWorkers(1);
  const host = await startMediaHost();
  try {
    const url = host.serve('/reel.mp4', { body: sampleVideo() });
    const { file } = await writeVideo(rig, 'reel', 1);
    const ofEachKind: KindEvents[] = [];
    for (const [kind, content] of contents({ url, file, pictureUrl: rig.simulator.pictureUrl })) {
      ofEachKind.push(await countEvents(rig, plan, { kind, content }));
    }
    return { ...plan, ofEachKind };
  } finally {
    await host.close();
  }
}

function contents(at: { url: string; file: string; pictureUrl: string }): readonly (readonly [string, Content])[] {
  const picture = { kind: 'image', url: at.pictureUrl } as const;
  const video = { kind: 'video', url: at.url } as const;
  const five = Array.from({ length: 5 });
  return [
    ['reel by URL', { kind: 'reel', media: [video] }],
    ['reel by bytes', { kind: 'reel', media: [{ kind: 'video', file: at.file }] }],
    ['carousel of 5 pictures and 5 videos', { kind: 'carousel', media: five.flatMap(() => [picture, video]) }],
  ];
}

async function countEvents(
  rig: Rig,
  { posts, aheadMs, armSeconds }: EventsPlan,
  { kind, content }: { kind: string; content: Content },
): Promise<KindEvents> {
  const source = `events-${kind.replaceAll(' ', '-')}`;
  const dueAt = Date.now() + aheadMs;
  const ofAccounts = rig.ourAccounts.slice(0, posts).map((account) => ({ account, dueAt, content }));
  await queueOurs(rig, source, { posts: ofAccounts, armSeconds });
  const runs = await endedRuns(rig.client, source, { count: posts, deadline: dueAt + END_DEADLINE_MS });
  const unpublished = runs.filter(({ completed }) => !completed).length;
  if (unpublished > 0) throw new Error(`${unpublished} of ${posts} posts were not published: ${kind}.`);
  const events = runs.map(({ historyEvents }) => historyEvents);
  const counted = { kind, usual: median(events), most: percentile(events, 100) };
  say(`carillon ${kind}: ${counted.usual} events, at most ${counted.most}`);
  return counted;
}
