import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startSimulator } from '../../simulator/simulator.ts';
import { idIn, startTestBed, type TestBed } from './test-bed.ts';

const FOLDER = resolve(import.meta.dirname, '../../simulator');

let bed: TestBed | undefined;
afterEach(async () => {
  await bed?.simulator.close();
  bed = undefined;
});

/** Every place that the modules of the simulator import from. */
function importedFrom(): readonly { readonly file: string; readonly source: string }[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((file) => {
    const sources = readFileSync(join(FOLDER, file), 'utf8').matchAll(/from '([^']+)'/g);
    return [...sources].map(([, source = '']) => ({ file, source }));
  });
}

describe('the simulator', () => {
  test('imports nothing from outside its own folder but packages', () => {
    const outside = importedFrom()
      .filter(({ source }) => source.startsWith('.'))
      .filter(({ file, source }) => !resolve(FOLDER, file, '..', source).startsWith(`${FOLDER}/`));
    expect(outside).toEqual([]);
    expect(importedFrom().length).toBeGreaterThan(50);
  });

  test('takes a free port of 127.0.0.1 and says which', async () => {
    bed = await startTestBed();
    expect(bed.simulator.port).toBeGreaterThan(0);
    expect(bed.simulator.url).toBe(`http://127.0.0.1:${bed.simulator.port}`);
  });

  test('names a port that is taken and keeps the code EADDRINUSE', async () => {
    bed = await startTestBed();
    const { port } = bed.simulator;
    await expect(startSimulator({ port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `The simulator cannot listen on 127.0.0.1:${port}: the port is taken. Choose another, or 0 for a free one.`,
    });
  });

  test('closes within a second although a client keeps its connection and another waits for an answer', async () => {
    bed = await startTestBed();
    const account = await bed.addAccount('ann');
    const container = idIn(await bed.createImage(account));
    await bed.control('/faults', { on: 'publish', answer: { kind: 'hang' } });
    await bed.control('/faults', { on: 'readContainer', delayMs: 60_000, answer: { kind: 'normal' } });
    const waiting = [bed.publish(account, container), bed.read(account, container)].map((call) =>
      call.catch(() => 'cut'),
    );
    await bed.until(({ faults }) => faults.length === 0);

    const start = performance.now();
    await bed.simulator.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await Promise.all(waiting)).toEqual(['cut', 'cut']);
    await expect(portIsFree(bed.simulator.port)).resolves.toBe(true);
  });

  test('can be closed twice', async () => {
    bed = await startTestBed();
    await bed.simulator.close();
    await expect(bed.simulator.close()).resolves.toBeUndefined();
  });
});

const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
