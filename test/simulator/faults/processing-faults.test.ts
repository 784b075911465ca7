import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

let bed: TestBed;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

describe('a fault on processing', () => {
  const newImage = async () => idIn(await bed.createImage(account));
  const status = async (id: string) => (await bed.read(account, id, 'status_code,status')).body;
  const order = (outcome: object) => bed.control('/faults', { on: 'processing', outcome });

  test.each([
    2207001, 2207003, 2207020, 2207026, 2207032, 2207052, 2207053, 2207076, 2207077, 2207082, 2207085, 2207089,
  ])('can end it in an error whose subcode %d only the text tells', async (subcode) => {
    await order({ kind: 'error', subcode });
    const id = await newImage();
    expect(await status(id)).toEqual({
      id,
      status_code: 'ERROR',
      status: `Error: Media upload has failed with error code ${subcode}`,
    });
  });

  test('can keep it IN_PROGRESS until the container expires', async () => {
    await order({ kind: 'stuck' });
    const id = await newImage();
    await bed.advance(86_400_000 - 60_000);
    expect(await status(id)).toMatchObject({ status_code: 'IN_PROGRESS' });
    await bed.advance(60_000);
    expect(await status(id)).toMatchObject({ status_code: 'EXPIRED' });
  });

  test('can make it take longer', async () => {
    await order({ kind: 'slow', extraMs: 600_000 });
    const id = await newImage();
    await bed.advance(590_000);
    expect(await status(id)).toMatchObject({ status_code: 'IN_PROGRESS' });
    await bed.advance(10_000);
    expect(await status(id)).toMatchObject({ status_code: 'FINISHED' });
  });
});
