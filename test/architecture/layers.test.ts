import { describe, expect, test } from '@jest/globals';
import { importsOf } from './imports.ts';
import { LAYERS, violationOf } from './layers.ts';
import { parsed, productionFiles } from './source-tree.ts';

const defined = <T>(value: T | undefined): value is T => value !== undefined;

test('every import between folders follows the arrows of the architecture', async () => {
  const imports = (await productionFiles()).flatMap(importsOf);
  expect(imports.map(violationOf).filter(defined)).toEqual([]);
});

test('every folder of the architecture is looked at', async () => {
  const folders = (await productionFiles()).map(({ path }) => path.split('/')[0]);
  expect(folders).toEqual(expect.arrayContaining(Object.keys(LAYERS)));
});

describe('an import', () => {
  test.each([
    ['within a folder', 'workflows/plan.ts', "import { iso } from './journal.ts';"],
    ['within a folder of folders', 'cli/commands/demo.ts', "import { startStack } from '../embedded/stack.ts';"],
    ['along an arrow', 'activities/staging.ts', "import { toPostError } from '../graph/outcomes.ts';"],
    ['along an arrow, from deep below', 'cli/commands/dev.ts', "import { Carillon } from '../../client/index.ts';"],
    [
      'of a type along a dotted arrow',
      'workflows/sending.ts',
      "import type { Activities } from '../activities/index.ts';",
    ],
    ['of a package', 'graph/transport.ts', "import got from 'got';"],
  ])('%s is allowed', async (_case, path, code) => {
    expect(importsOf(await parsed(path, code)).map(violationOf)).toEqual([undefined]);
  });

  test.each([
    [
      'against an arrow',
      'contracts/post.ts',
      "import { viewOf } from '../workflows/journal.ts';",
      'contracts/post.ts imports ../workflows/journal.ts: contracts may import nothing of ours.',
    ],
    [
      'of more than types along a dotted arrow',
      'workflows/sending.ts',
      "import { type Activities } from '../activities/index.ts';",
      'workflows/sending.ts imports ../activities/index.ts: workflows may import only contracts, types of activities.',
    ],
    [
      'of a type where there is no arrow at all',
      'client/posts.ts',
      "import type { Journal } from '../workflows/journal.ts';",
      'client/posts.ts imports ../workflows/journal.ts: client may import only media, contracts.',
    ],
    [
      'out of the simulator',
      'simulator/nodes/media-node.ts',
      "export { isMediaId } from '../../contracts/ids.ts';",
      'simulator/nodes/media-node.ts imports ../../contracts/ids.ts: simulator may import nothing of ours.',
    ],
    [
      'that exports everything',
      'graph/index.ts',
      "export * from '../accounts/account.ts';",
      'graph/index.ts imports ../accounts/account.ts: graph may import only contracts.',
    ],
    [
      'at run time',
      'graph/client.ts',
      "const store = await import('../accounts/account-store.ts');",
      'graph/client.ts imports ../accounts/account-store.ts: graph may import only contracts.',
    ],
    [
      'of a type by its path',
      'accounts/account.ts',
      "type Graph = import('../graph/graph-client.ts').GraphClient;",
      'accounts/account.ts imports ../graph/graph-client.ts: accounts may import only contracts.',
    ],
    ['that is computed', 'cli/run.ts', 'const part = await import(name);', 'cli/run.ts imports something computed.'],
    [
      'of a test',
      'worker/workers.ts',
      "import { POST } from '../test/contracts/samples.ts';",
      'worker/workers.ts imports ../test/contracts/samples.ts: worker may import only workflows, activities, accounts, graph, contracts.',
    ],
    [
      'in a folder that nobody knows',
      'http/server.ts',
      "import fastify from 'fastify';",
      'http/server.ts lies in "http", of which nobody has said what it may import.',
    ],
  ])('%s is told by file and import', async (_case, path, code, sentence) => {
    expect(importsOf(await parsed(path, code)).map(violationOf)).toEqual([sentence]);
  });
});
