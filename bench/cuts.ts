import { randomInt } from 'node:crypto';
import { say } from '../cli/output.ts';
import { queueOurs } from './contenders.ts';
import { endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { type Video, writeVideo } from './videos.ts';

/** Uploads whose connections are cut. */
export interface CutsPlan {
  readonly megabytes: number;
  readonly uploads: number;
  /** Of each upload. */
  readonly cuts: number;
  /** Bytes that should be sent again, beyond those that Instagram had not got. */
  readonly aimSentAgain: number;
}

export interface CutsReport extends CutsPlan {
  readonly ofEachUpload: readonly CutUpload[];
}

interface CutUpload {
  /** After how many bytes of the video the connections were cut: places at random. */
  readonly cutAt: readonly number[];
  /** Bytes that came in more than once. */
  readonly sentAgain: number;
}

const END_DEADLINE_MS = 120_000;

/** Cuts uploads at random places, and counts what comes in more than once. */
export async function measureCuts(rig: Rig, plan: CutsPlan): Promise<CutsReport> {
  await rig.needWorkers(1);
  const video = await writeVideo(rig, 'cut', plan.megabytes);
  const ofEachUpload: CutUpload[] = [];
  for (let number = 1; number <= plan.uploads; number += 1) {
    const cutAt = placesIn(video, plan.cuts);
    const sentAgain = await uploadCutAt(rig, cutAt, { video, caption: `cut-upload-${number}` });
    say(`carillon sent ${sentAgain} bytes again after cuts at ${cutAt.join(', ')} of ${video.bytes} bytes`);
    ofEachUpload.push({ cutAt, sentAgain });
  }
  return { ...plan, ofEachUpload };
}

const placesIn = ({ bytes }: Video, count: number): number[] =>
  Array.from({ length: count }, () => randomInt(1, bytes)).toSorted((a, b) => a - b);

async function uploadCutAt(
  rig: Rig,
  cutAt: readonly number[],
  { video: { file, bytes }, caption }: { video: Video; caption: string },
): Promise<number> {
  const [account] = rig.ourAccounts;
  if (account === undefined) throw new Error('There is no account.');
  // Each counts the bytes of its own request, which begins where the one before it was cut.
  await rig.simulator.cutUploads(
    caption,
    cutAt.map((place, index) => place - (cutAt[index - 1] ?? 0)),
  );
  const content = { kind: 'reel', caption, media: [{ kind: 'video', file }] } as const;
  await queueOurs(rig, caption, { posts: [{ account, dueAt: 'now', content }] });
  await endedRuns(rig.client, caption, { count: 1, deadline: Date.now() + END_DEADLINE_MS });
  const upload = await rig.simulator.uploadOf(caption);
  if (upload.received !== bytes || upload.faultsLeft > 0)
    throw new Error(`The upload of ${caption} was not cut and ended.`);
  return upload.postedBytes - bytes;
}
