import { expect, test } from '@jest/globals';
import { nodesOf, parsed, productionFiles, type SourceFile, type SyntaxNode, textOf } from './source-tree.ts';

// A post goes live by one request. Whoever reads the code must find it in one place, and who may make it in another.

const PUBLISH_PATH = 'media_publish';

/** Text in the code, comments left out. */
const says = (text: string) => (node: SyntaxNode) =>
  (node.type === 'StringLiteral' || node.type === 'TemplateElement') && textOf(node)?.includes(text) === true;

const names = (name: string) => (node: SyntaxNode) => node.type === 'Identifier' && textOf(node) === name;

const placesIn = ({ path, syntax }: SourceFile, fits: (node: SyntaxNode) => boolean): string[] =>
  [...nodesOf(syntax)].filter(({ node }) => fits(node)).map(({ within }) => `${path}: ${within}`);

async function places(fits: (node: SyntaxNode) => boolean, except: string): Promise<string[]> {
  const files = (await productionFiles()).filter(({ path }) => !path.startsWith(except));
  return files.flatMap((file) => placesIn(file, fits));
}

test('one function outside the simulator knows the address of publishing', async () => {
  expect(await places(says(PUBLISH_PATH), 'simulator/')).toEqual(['graph/held-publish.ts: holdPublish']);
});

test('one place outside the Graph client prepares a publish', async () => {
  expect(await places(names('holdPublish'), 'graph/')).toEqual(['activities/ready-request.ts: readyRequestMaker']);
});

test.each([
  ['text', "const path = 'media_publish';", 'x.ts: '],
  ['a template', 'function f() { return `/v25.0/1/media_publish?x=1`; }', 'x.ts: f'],
  ['an arrow in a function', "const make = () => () => 'media_publish';", 'x.ts: make'],
  ['a method', "class Call { path() { return 'media_publish'; } }", 'x.ts: path'],
])('the address is found in %s', async (_case, code, place) => {
  expect(placesIn(await parsed('x.ts', code), says(PUBLISH_PATH))).toEqual([place]);
});

test('the address is not found in a comment', async () => {
  expect(placesIn(await parsed('x.ts', '// media_publish\n/** media_publish */ f();'), says(PUBLISH_PATH))).toEqual([]);
});

test.each([
  ['a call', 'function f() { return holdPublish(target); }'],
  ['a method call', 'const f = () => graph.holdPublish(account, id);'],
  ['a name for later', 'function f(graph) { const { holdPublish: later } = graph; }'],
])('a preparation is found in %s', async (_case, code) => {
  expect(placesIn(await parsed('x.ts', code), names('holdPublish'))).toEqual(['x.ts: f']);
});
