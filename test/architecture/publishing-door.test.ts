import { beforeAll, describe, expect, test } from '@jest/globals';
import { everyFile, nodesOf, parsed, type SourceFile, type SyntaxNode, textOf } from './source-tree.ts';

// A post goes live by one request. Whoever reads the code must find it in one place, and who may make it in another.

const PUBLISH_PATH = 'media_publish';

type Exceptions = readonly (readonly [place: string, reason: string])[];

/** What else may say the address, and why. A folder ends in "/". */
const MAY_SAY_IT: Exceptions = [
  ['simulator/', 'it takes the request'],
  ['bench/twin/', 'the twin does what others do, so that its lateness can be compared; it knows the simulator only'],
  ['test/simulator/', 'these tests ask the simulator as any app would'],
  ['test/graph/held-publish.test.ts', 'it reads the bytes of the request'],
  ['test/architecture/publishing-door.test.ts', 'it searches for it'],
];

/** What else may name the preparation, and why. */
const MAY_NAME_IT: Exceptions = [
  ['graph/', 'it is made there'],
  ['test/graph/', 'these tests send to a stand-in of their own'],
];

let files: readonly SourceFile[];
beforeAll(async () => {
  files = await everyFile();
});

/** Text in the code, comments left out. */
const says = (text: string) => (node: SyntaxNode) =>
  (node.type === 'StringLiteral' || node.type === 'TemplateElement') && textOf(node)?.includes(text) === true;

const names = (name: string) => (node: SyntaxNode) => node.type === 'Identifier' && textOf(node) === name;

const placesIn = ({ path, syntax }: SourceFile, fits: (node: SyntaxNode) => boolean): string[] =>
  [...nodesOf(syntax)].filter(({ node }) => fits(node)).map(({ within }) => `${path}: ${within}`);

const lies = (path: string, place: string): boolean => (place.endsWith('/') ? path.startsWith(place) : path === place);

const placesOutside = (exceptions: Exceptions, fits: (node: SyntaxNode) => boolean): string[] =>
  files.filter(({ path }) => !exceptions.some(([place]) => lies(path, place))).flatMap((file) => placesIn(file, fits));

test('one function knows the address of publishing', () => {
  expect(placesOutside(MAY_SAY_IT, says(PUBLISH_PATH))).toEqual(['graph/held-publish.ts: holdPublish']);
});

test('one place outside the Graph client prepares a publish', () => {
  expect(placesOutside(MAY_NAME_IT, names('holdPublish'))).toEqual(['activities/ready-request.ts: readyRequestMaker']);
});

test('every folder is searched, and the files of the root', () => {
  const folders = new Set(files.map(({ path }) => (path.includes('/') ? path.split('/')[0] : '')));
  expect([...folders]).toEqual(
    expect.arrayContaining(['', 'bench', 'chaos', 'cli', 'docs', 'test', 'tools', 'workflows']),
  );
});

describe('an exception is still needed', () => {
  test.each(MAY_SAY_IT)('%s, because %s', (place) => {
    const within = files.filter(({ path }) => lies(path, place));
    expect(within.flatMap((file) => placesIn(file, says(PUBLISH_PATH)))).not.toEqual([]);
  });

  test.each(MAY_NAME_IT)('%s, because %s', (place) => {
    const within = files.filter(({ path }) => lies(path, place));
    expect(within.flatMap((file) => placesIn(file, names('holdPublish')))).not.toEqual([]);
  });
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
