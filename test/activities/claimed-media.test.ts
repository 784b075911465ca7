import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { claimedMedia } from '../../activities/claimed-media.ts';
import { createReconcileActivities } from '../../activities/reconcile.ts';
import type { AccountId, MediaId } from '../../contracts/ids.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import { PUBLISH_POST } from '../../contracts/publish-post.ts';
import { IG_ACCOUNT, IG_MEDIA_ID } from '../../contracts/search-attributes.ts';
import { mediaId, postId } from '../contracts/samples.ts';
import { idIn } from '../simulator/test-bed.ts';
import { ActivityBed, attempt, resultOf } from './activity-bed.ts';
import { CAPTION, trace } from './reconcile-samples.ts';

let bed: ActivityBed;

beforeAll(async () => {
  bed = await ActivityBed.start();
});
afterAll(() => bed.stop());

/** Every call of it fails at once. */
async function deadClient(): Promise<Client> {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  await connection.close();
  return new Client({ connection });
}

const OURS = postId('ours');

/** A run of which no worker knows, with what the list shows of it. */
async function startRun(accountId: AccountId, run: { id: string; mediaId: MediaId; type?: string }): Promise<void> {
  await bed.client.workflow.start(run.type ?? PUBLISH_POST, {
    taskQueue: 'nobody-listens',
    workflowId: run.id,
    workflowExecutionTimeout: '1 minute',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: IG_ACCOUNT, value: accountId },
      { key: IG_MEDIA_ID, value: run.mediaId },
    ]),
  });
}

const startPost = (accountId: AccountId, id: string, media: MediaId) =>
  startRun(accountId, { id: postWorkflowId({ accountId, id: postId(id) }), mediaId: media });

/** Visibility is a moment late. */
async function untilListed(accountId: AccountId, runs: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  const query = `${IG_ACCOUNT.name} = '${accountId}'`;
  while ((await bed.client.workflow.count(query)).count < runs) {
    if (Date.now() > deadline) throw new Error(`The server lists fewer than ${runs} runs after 10 s.`);
  }
}

test('a media is claimed by the posts of its account that recorded it, and by nothing else', async () => {
  const [{ id: brand }, { id: other }] = [await bed.addAccount(), await bed.addAccount()];
  await startPost(brand, 'asked-about', mediaId('1'));
  await startPost(brand, 'not-asked-about', mediaId('2'));
  await startPost(brand, OURS, mediaId('3'));
  await startPost(other, 'elsewhere', mediaId('4'));
  await startRun(brand, { id: `tracking.${brand}`, mediaId: mediaId('5'), type: 'trackCollaborators' });
  await untilListed(brand, 4);
  await untilListed(other, 1);
  const asked = ['1', '3', '4', '5', '6'].map(mediaId);
  expect(await claimedMedia(bed.client, { accountId: brand, id: OURS }, asked)).toEqual(new Set([mediaId('1')]));
});

test('nothing is asked when there is nothing to ask about', async () => {
  const dead = await deadClient();
  expect(await claimedMedia(dead, { accountId: trace().accountId, id: OURS }, [])).toEqual(new Set());
});

test('a media that another post of ours has claimed is never taken', async () => {
  const account = await bed.addAccount();
  const { instagram } = bed;
  const sentAt = Date.now();
  const theirs = mediaId(await instagram.publishNew(account, CAPTION));
  await startPost(account.id, 'theirs', theirs);
  await untilListed(account.id, 1);
  const containerId = await bed.container(account, CAPTION);
  const ours = mediaId(idIn(await instagram.publish(account, containerId)));
  const of = trace({ accountId: account.id, postId: OURS, containerId, sentAt });
  // Without windows the first look comes at once.
  const { findMedia } = createReconcileActivities({ ...bed, reconcileWindowsMs: [] });
  expect(resultOf(await attempt(findMedia, { trace: of }))).toMatchObject({ media: { mediaId: ours } });
});

test('a container that is published is found although nobody tells which media are claimed', async () => {
  const account = await bed.addAccount();
  const containerId = await bed.container(account, CAPTION);
  await bed.instagram.publish(account, containerId);
  const dead = await deadClient();
  const { graph, accounts, usageWatch } = bed;
  const { reconcile } = createReconcileActivities({ graph, accounts, usageWatch, client: dead });
  const of = trace({ accountId: account.id, containerId, sentAt: Date.now() });
  expect(resultOf(await attempt(reconcile, { trace: of, pace: 'window' }))).toEqual({ found: 'published' });
});
