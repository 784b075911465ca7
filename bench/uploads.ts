import { readFile } from 'node:fs/promises';
import { say } from '../cli/output.ts';
import { uploadTaskQueue } from '../contracts/publish-post.ts';
import { UPLOAD_ACTIVITY } from '../contracts/staging.ts';
import { startMediaHost } from '../test/media/media-host.ts';
import { activitySpan } from './activity-span.ts';
import { queueOurs } from './contenders.ts';
import { type CurlTimes, curlVersion, uploadByCurl } from './curl.ts';
import { endedRuns } from './ended-runs.ts';
import { processOn } from './parts.ts';
import { forgetPeak, residentMemory } from './resident-memory.ts';
import type { Rig } from './rig.ts';
import { median, shareOf, tenths } from './statistics.ts';
import { MEGABYTE, type Video, writeVideo } from './videos.ts';

/** One large video, sent again and again. */
export interface UploadsPlan {
  readonly megabytes: number;
  /** Of us and of curl, in turns. */
  readonly rounds: number;
  /** What our rate should at least be, as a share of curl's. */
  readonly aimShare: number;
  /** What the resident memory of a worker should grow by less than, in MiB. */
  readonly aimGrowth: number;
}

export interface UploadsReport extends UploadsPlan {
  /** Megabytes a second, from the start of the activity to its end. */
  readonly ours: UploadRate;
  /** Its transfer alone, and the whole command. Null without curl. */
  readonly curl: { readonly version: string; readonly transfer: UploadRate; readonly command: UploadRate } | null;
  /** Of our rate and that of curl's transfer. */
  readonly share: number | null;
  /** Of the worker's resident memory during each upload, in MiB. Null where there is no /proc. */
  readonly growth: UploadGrowth | null;
}

interface UploadGrowth {
  /** The first large upload of the process, from a file. */
  readonly first: number;
  /** The one after it, the first from a URL. */
  readonly fromUrl: number;
  readonly later: readonly number[];
}

interface UploadRate {
  readonly megabytesPerSecond: number;
  readonly ofEachRound: readonly number[];
}

const END_DEADLINE_MS = 120_000;
const SMALL_MEGABYTES = 1;

/** Our uploads and curl's to the same simulator, in turns, after one of ours in which only the memory counts. */
export async function measureUploads(rig: Rig, plan: UploadsPlan): Promise<UploadsReport> {
  await rig.needWorkers(1);
  const video = await writeVideo(rig, 'large', plan.megabytes);
  await upload(rig, 'upload-warm-up', await writeVideo(rig, 'small', SMALL_MEGABYTES));
  const first = await upload(rig, 'upload-first', video);
  const fromUrl = await uploadHosted(rig, video);
  const version = await curlVersion();
  const ours: Uploaded[] = [];
  const curl: CurlTimes[] = [];
  for (let number = 1; number <= plan.rounds; number += 1) {
    ours.push(await upload(rig, `upload-${number}`, video));
    if (version !== null) curl.push(await uploadByHand(rig, video));
    tell(video, ours.at(-1)?.rate, curl.at(-1)?.transferMs);
  }
  const rate = rateOver(ours.map((each) => each.rate));
  const transfer = curl.map(({ transferMs }) => rateOf(video, transferMs));
  const command = curl.map(({ commandMs }) => rateOf(video, commandMs));
  return {
    ...plan,
    ours: rate,
    curl: version === null ? null : { version, transfer: rateOver(transfer), command: rateOver(command) },
    share: version === null ? null : shareOf(rate.megabytesPerSecond, median(transfer)),
    growth:
      first.growth === null || fromUrl.growth === null
        ? null
        : { first: first.growth, fromUrl: fromUrl.growth, later: ours.flatMap(({ growth }) => growth ?? []) },
  };
}

interface Uploaded {
  readonly rate: number;
  /** MiB; null where there is no /proc. */
  readonly growth: number | null;
}

/** The worker reads the video from a host, and sends its bytes on. */
async function uploadHosted(rig: Rig, video: Video): Promise<Uploaded> {
  const host = await startMediaHost();
  try {
    const url = host.serve('/large.mp4', { body: await readFile(video.file), headers: { etag: '"large"' } });
    return await upload(rig, 'upload-hosted', { ...video, medium: { kind: 'video', url, upload: 'bytes' } });
  } finally {
    await host.close();
  }
}

type Medium = { readonly kind: 'video' } & (
  | { readonly file: string }
  | { readonly url: string; readonly upload: 'bytes' }
);

async function upload(rig: Rig, source: string, video: Video & { readonly medium?: Medium }): Promise<Uploaded> {
  const [account] = rig.ourAccounts;
  if (account === undefined) throw new Error('There is no account.');
  const grown = await watchMemory(rig);
  const content = { kind: 'reel', media: [video.medium ?? { kind: 'video', file: video.file }] } as const;
  await queueOurs(rig, source, { posts: [{ account, dueAt: 'now', content }] });
  const [run] = await endedRuns(rig.client, source, { count: 1, deadline: Date.now() + END_DEADLINE_MS });
  if (run?.completed !== true) throw new Error(`The reel of ${source} was not published.`);
  const { startedAt, endedAt } = await activitySpan(rig.client, run.workflowId, UPLOAD_ACTIVITY);
  return { rate: rateOf(video, endedAt - startedAt), growth: await grown() };
}

/** Resolves with what tells by how much the worker's memory has grown at most since then; null where there is no /proc. */
async function watchMemory({ connection, taskQueue }: Rig): Promise<() => Promise<number | null>> {
  if (process.platform !== 'linux') return async () => null;
  const pid = await processOn(connection, { name: uploadTaskQueue(taskQueue), type: 'activity' });
  await forgetPeak(pid);
  const before = await residentMemory(pid);
  return async () => tenths((await residentMemory(pid)).peak - before.now);
}

async function uploadByHand(rig: Rig, video: Video): Promise<CurlTimes> {
  const [account] = rig.ourAccounts;
  if (account === undefined) throw new Error('There is no account.');
  return await uploadByCurl(await rig.simulator.beginUpload(account), video);
}

function tell(video: Video, ours: number | undefined, transferMs: number | undefined): void {
  const beside = transferMs === undefined ? 'without curl' : `beside ${rateOf(video, transferMs)} MB/s of curl`;
  say(`carillon ${ours} MB/s ${beside}`);
}

const rateOf = ({ bytes }: Video, milliseconds: number): number => tenths(bytes / MEGABYTE / (milliseconds / 1_000));

const rateOver = (ofEachRound: readonly number[]): UploadRate => ({
  megabytesPerSecond: tenths(median(ofEachRound)),
  ofEachRound,
});
