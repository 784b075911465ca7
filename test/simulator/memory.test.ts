import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSimulator } from '../../simulator/simulator.ts';
import { idIn, startTestBed, TestBed } from './test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.simulator.close());

/** Stops the simulator and starts another with its memory on its port. */
async function restart(): Promise<void> {
  const { memory, port } = bed.simulator;
  await bed.simulator.close();
  bed = new TestBed(await startSimulator({ memory, port }));
  // The first request may still go into a connection that was kept alive and has just been cut.
  await bed.state().catch(() => bed.state());
}

describe('a simulator that is started again with its memory', () => {
  test('has kept accounts, tokens, containers, media, comments, settings, faults, its clock and what it has seen', async () => {
    const account = await bed.addAccount('ann');
    const [media, container] = [await bed.publishNew(account, 'hello'), idIn(await bed.createImage(account))];
    await bed.graph('POST', `/${media}/comments`, { access_token: account.token, message: 'First!' });
    await bed.control('/settings', { quotaTotal: 2, republish: 'sameId' });
    await bed.control('/faults', { on: 'readMedia', answer: { kind: 'reset' } });
    await bed.advance(3_600_000);
    const [before, url] = [await bed.state(), bed.simulator.url];

    await restart();
    const { now, ...after } = await bed.state();
    expect({ ...after, now: before.now }).toEqual(before);
    expect(now).toBeGreaterThanOrEqual(before.now);
    expect(bed.simulator.url).toBe(url);
    expect((await bed.publish(account, container)).status).toBe(200);
    expect(await bed.publishes()).toHaveLength(2);
  });

  test('has cut the connections that waited for an answer, and what they did is kept', async () => {
    const account = await bed.addAccount('ann');
    const container = idIn(await bed.createImage(account));
    await bed.control('/faults', { on: 'publish', commit: true, answer: { kind: 'hang' } });
    const waiting = bed.publish(account, container).catch(() => 'cut');
    await bed.until(({ media }) => media.length === 1);
    await restart();
    expect(await waiting).toBe('cut');
    expect((await bed.read(account, container, 'status_code')).body).toMatchObject({ status_code: 'PUBLISHED' });
  });

  test('takes settings that are given before those that it remembers', async () => {
    await bed.control('/settings', { quotaTotal: 2, quotaDurationSeconds: 60 });
    const { memory } = bed.simulator;
    await bed.simulator.close();
    bed = new TestBed(await startSimulator({ memory, quotaTotal: 3 }));
    expect((await bed.state()).settings).toMatchObject({ quotaTotal: 3, quotaDurationSeconds: 60 });
  });
});
