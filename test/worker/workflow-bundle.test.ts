import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../worker/log.ts';
import { workflowBundleIn } from '../../worker/workflow-bundle.ts';

const logger = createLogger('silent');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-bundles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bundle is made once for the same sources, then read, and only the newest are kept', async () => {
  for (let age = 1; age <= 6; age += 1) {
    const old = join(folder, `workflows-${age}.js`);
    await writeFile(old, 'old');
    await utimes(old, new Date(), new Date(Date.now() - age * 60_000));
  }
  const { code } = await workflowBundleIn(folder, logger);
  expect(code).toContain('publishPost');
  const kept = await readdir(folder);
  expect(kept).toHaveLength(5);
  const [name = ''] = kept.filter((each) => each.length > 'workflows-1.js'.length);
  expect(await readFile(join(folder, name), 'utf8')).toBe(code);
  await writeFile(join(folder, name), 'what is kept');
  expect(await workflowBundleIn(folder, logger)).toEqual({ code: 'what is kept' });
});

test('where nothing can be kept it is made each time', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const { code } = await workflowBundleIn(join(file, 'below'), logger);
  expect(code).toContain('publishPost');
});
