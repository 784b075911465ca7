import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const HOUR = 3_600_000;

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed({ imageProcessingMs: 5_000, clock: { now: () => 1_795_212_000_000 } });
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const statusOf = async (id: string) => (await bed.read(account, id, 'status_code,status')).body;

describe('GET /{container}', () => {
  test('shows the id alone unless fields are asked for', async () => {
    const id = idIn(await bed.createImage(account));
    expect((await bed.read(account, id)).body).toEqual({ id });
  });

  test('shows an image go from IN_PROGRESS to FINISHED and, when nobody publishes it, to EXPIRED', async () => {
    const id = idIn(await bed.createImage(account));
    const seen = [await statusOf(id)];
    for (const wait of [5_000, 24 * HOUR - 5_001, 1]) {
      await bed.advance(wait);
      seen.push(await statusOf(id));
    }
    expect(seen).toEqual([
      { id, status_code: 'IN_PROGRESS', status: 'In Progress: Media is still being processed.' },
      { id, status_code: 'FINISHED', status: 'Finished: Media has been uploaded and it is ready to be published.' },
      { id, status_code: 'FINISHED', status: 'Finished: Media has been uploaded and it is ready to be published.' },
      {
        id,
        status_code: 'EXPIRED',
        status: 'Expired: The container was not published within 24 hours and has expired.',
      },
    ]);
  });

  test('shows PUBLISHED once it is published, and never which media it became', async () => {
    const id = idIn(await bed.createImage(account));
    await bed.advance(5_000);
    const mediaId = idIn(await bed.publish(account, id));
    await bed.advance(48 * HOUR);
    const answer = await bed.read(account, id, 'id,status,status_code,copyright_check_status');
    expect(answer.body).toEqual({
      id,
      status: 'Published: Media has been successfully published.',
      status_code: 'PUBLISHED',
    });
    expect(JSON.stringify(answer.body)).not.toContain(mediaId);
  });

  test('tells the subcode of a failed processing in the text of status alone', async () => {
    await bed.control('/faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
    const [failing, sound] = [idIn(await bed.createImage(account)), idIn(await bed.createImage(account))];
    expect(await statusOf(failing)).toMatchObject({ status_code: 'IN_PROGRESS' });
    await bed.advance(5_000);
    expect(await statusOf(failing)).toEqual({
      id: failing,
      status_code: 'ERROR',
      status: 'Error: Media upload has failed with error code 2207076',
    });
    expect(await statusOf(sound)).toMatchObject({ status_code: 'FINISHED' });
  });

  test('keeps the processing time that was set when the container was made', async () => {
    await bed.control('/settings', { imageProcessingMs: 60_000 });
    const id = idIn(await bed.createImage(account));
    await bed.control('/settings', { imageProcessingMs: 0 });
    await bed.advance(59_999);
    expect(await statusOf(id)).toMatchObject({ status_code: 'IN_PROGRESS' });
    await bed.advance(1);
    expect(await statusOf(id)).toMatchObject({ status_code: 'FINISHED' });
  });

  test('refuses a field that containers do not have', async () => {
    const id = idIn(await bed.createImage(account));
    expect(refusalIn(await bed.read(account, id, 'id,permalink'))).toEqual([400, 100, 2207065]);
  });
});
