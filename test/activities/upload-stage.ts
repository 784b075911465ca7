import { createHash, type Hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import * as z from 'zod';
import { createStagingActivities } from '../../activities/staging.ts';
import { createUploadActivities } from '../../activities/upload-video.ts';
import type { AccountId, ContainerId } from '../../contracts/ids.ts';
import type { ReelPost, VideoSource } from '../../contracts/post.ts';
import type { UploadBeat, UploadOrder } from '../../contracts/staging.ts';
import { postId } from '../contracts/samples.ts';
import { ActivityBed, attempt, chargeFor, resultOf } from './activity-bed.ts';

const PIECE_BYTES = 1024 * 1024;

/** An upload as the simulator shows it to tests. */
const seenUpload = z.object({
  id: z.string(),
  upload: z.object({
    received: z.number(),
    phase: z.string(),
    digest: z.string().nullable(),
    /** All bytes that came over the wire, those sent again too. */
    postedBytes: z.number(),
  }),
});

export interface VideoFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly digest: string;
  readonly source: VideoSource;
}

/** An account with videos to upload, before a simulator. */
export class UploadStage {
  readonly bed: ActivityBed;
  readonly accountId: AccountId;
  readonly activities;
  readonly #dir: string;

  static async open(): Promise<UploadStage> {
    const bed = await ActivityBed.start();
    const { id } = await bed.addAccount();
    return new UploadStage(bed, id, await mkdtemp(join(tmpdir(), 'carillon-upload-')));
  }

  private constructor(bed: ActivityBed, accountId: AccountId, dir: string) {
    this.bed = bed;
    this.accountId = accountId;
    this.activities = {
      ...createStagingActivities(bed),
      ...createUploadActivities({ ...bed, allowPrivateMedia: true }),
    };
    this.#dir = dir;
  }

  async video(bytes: number): Promise<VideoFile> {
    const path = join(this.#dir, `${randomBytes(6).toString('hex')}.mp4`);
    const hash = createHash('sha256');
    await writeFile(path, content(bytes, hash));
    return { path, bytes, digest: hash.digest('hex'), source: { file: path, upload: 'bytes' } };
  }

  /** A new container that waits for the video, and the order to upload it. */
  async order(source: VideoSource): Promise<UploadOrder> {
    const post: ReelPost = {
      accountId: this.accountId,
      id: postId('p1'),
      kind: 'reel',
      media: [{ kind: 'video', source }],
      publishWithinSeconds: 3_600,
    };
    const order = { post, part: { kind: 'medium', index: 0 }, without: [], charge: chargeFor(post) } as const;
    const { containerId, uploadUri } = resultOf(await attempt(this.activities.createContainer, order));
    if (uploadUri === null) throw new Error('The container takes no upload.');
    return { accountId: post.accountId, postId: post.id, containerId, uploadUri, source };
  }

  /** Starts an attempt of the upload; `earlier` is what the one before it said last. */
  upload(order: UploadOrder, earlier?: UploadBeat): RunningUpload {
    return new RunningUpload(this.activities.uploadVideo, order, earlier);
  }

  /** Orders a fault for the next requests of uploads. */
  async fault(outcome: object, times = 1): Promise<void> {
    const { status, body } = await this.bed.instagram.control('/faults', { on: 'upload', times, outcome });
    if (status !== 201) throw new Error(`The simulator refuses the fault: ${JSON.stringify(body)}`);
  }

  async seen({ containerId }: { readonly containerId: ContainerId }) {
    const { containers } = await this.bed.instagram.state();
    return seenUpload.parse(containers.find(({ id }) => id === containerId)).upload;
  }

  async close(): Promise<void> {
    await this.bed.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

/** One attempt, with what it tells and how it ends. */
export class RunningUpload {
  readonly beats: UploadBeat[] = [];
  readonly ended: Promise<{ readonly bytes: number }>;
  readonly #environment: MockActivityEnvironment;

  constructor(upload: UploadStage['activities']['uploadVideo'], order: UploadOrder, heartbeatDetails?: UploadBeat) {
    this.#environment = new MockActivityEnvironment({ heartbeatDetails }, { logger: new DefaultLogger('ERROR') });
    this.#environment.on('heartbeat', (beat?: UploadBeat) => beat && this.beats.push(beat));
    this.ended = this.#environment.run(upload, order);
    // Whoever awaits it hears of a failure; a test that stops it may look elsewhere first.
    this.ended.catch(() => undefined);
  }

  stop(reason: 'CANCELLED' | 'WORKER_SHUTDOWN'): void {
    this.#environment.cancel(reason);
  }

  get lastBeat(): UploadBeat | undefined {
    return this.beats.at(-1);
  }
}

/** A piece at a time, so that a test of memory starts with none in use. */
function* content(bytes: number, hash: Hash): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE_BYTES) {
    const piece = randomBytes(Math.min(left, PIECE_BYTES));
    hash.update(piece);
    yield piece;
  }
}
