import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createLogger } from '../../worker/log.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { type Import, importsOf, packageImportsFrom } from './imports.ts';
import { parsed, productionFiles } from './source-tree.ts';

/** What Temporal's sandbox is made for. Everything else costs time in every run, or does not answer the same twice. */
const SANDBOXED = ['@temporalio/common', '@temporalio/workflow'];
/** What those two bring along. */
const BROUGHT_ALONG = ['long', 'ms', 'nexus-rpc'];

/** A few percent above what the bundle has without its source map: some 600,000 bytes are the SDK's, the rest is ours. */
const BUDGET_BYTES = 930_000;

const bytesOf = (code: string): number => Buffer.byteLength(code.slice(0, code.lastIndexOf('//# sourceMappingURL=')));

/** The packages that a bundle holds. webpack names every module by its path. */
function packagesIn(code: string): string[] {
  const paths = code.matchAll(/^\/\*\*\*\/ "[^"]*node_modules\/((?:@[^/"]+\/)?[^/"]+)/gm);
  return [...new Set([...paths].map(([, name = '']) => name))].sort();
}

/** What is wrong with an import in code that workflows run; undefined when nothing is. */
const violationOf = ({ path, specifier }: Import): string | undefined =>
  SANDBOXED.includes(specifier) ? undefined : `${path} imports ${specifier}, which no workflow may run.`;

describe('the code that workflows run', () => {
  test("stays inside Temporal's sandbox", async () => {
    const imports = packageImportsFrom('workflows/index.ts', await productionFiles());
    expect(imports.map(violationOf).filter((violation) => violation !== undefined)).toEqual([]);
    expect(new Set(imports.map(({ path }) => path.split('/')[0]))).toEqual(new Set(['workflows', 'contracts']));
  });

  test('is followed through every file that it reaches', async () => {
    const files = await Promise.all([
      parsed('workflows/index.ts', "export { publish } from './publish.ts';"),
      parsed(
        'workflows/publish.ts',
        "import { read } from '../contracts/read.ts'; import { sleep } from '@temporalio/workflow';",
      ),
      parsed(
        'contracts/read.ts',
        "import { readFile } from 'node:fs/promises'; import type { DateTime } from 'luxon';",
      ),
      parsed('client/index.ts', "import { z } from 'zod';"),
    ]);
    expect(packageImportsFrom('workflows/index.ts', files).map(violationOf)).toEqual([
      undefined,
      'contracts/read.ts imports node:fs/promises, which no workflow may run.',
    ]);
  });

  test('takes not even types from packages outside of it', async () => {
    const files = (await productionFiles()).filter(({ path }) => path.startsWith('workflows/'));
    const packages = files.flatMap(importsOf).filter(({ specifier }) => !specifier.startsWith('.'));
    expect(packages.map(violationOf).filter((violation) => violation !== undefined)).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  test('builds, and holds neither zod nor luxon nor anything else that nobody counted on', async () => {
    const { code } = await workflowBundle(createLogger('silent'));
    expect(code).toContain('./workflows/publish-post.ts');
    expect(packagesIn(code)).toEqual([...SANDBOXED, ...BROUGHT_ALONG]);
  });

  test(`is smaller than ${BUDGET_BYTES} bytes`, async () => {
    const { code } = await workflowBundle(createLogger('silent'));
    expect(bytesOf(code)).toBeLessThan(BUDGET_BYTES);
  });

  test('would show zod and luxon if they were in it', async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./outside-the-sandbox.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR', () => undefined),
    });
    expect(packagesIn(code)).toEqual(expect.arrayContaining(['luxon', 'zod']));
    expect(bytesOf(code)).toBeGreaterThan(BUDGET_BYTES);
  });
});
