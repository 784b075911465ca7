import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@swc/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Installed or built. */
const NOT_OURS = new Set(['node_modules', 'dist']);
/** Made to look at the others from outside. */
const NOT_PRODUCTION = new Set(['test', 'bench', 'chaos']);

export interface SourceFile {
  /** From the root of the repository, as in `workflows/plan.ts`. */
  readonly path: string;
  /** Its syntax tree, as swc makes it. */
  readonly syntax: unknown;
}

/** Every file of code in the repository: what ships, what explains, tests and tools. */
export async function everyFile(): Promise<readonly SourceFile[]> {
  return await Promise.all((await codeIn('')).map(read));
}

/** Every file of code in the folders that ship or explain. */
export async function productionFiles(): Promise<readonly SourceFile[]> {
  const paths = (await codeIn('')).filter((path) => path.includes('/') && !NOT_PRODUCTION.has(folderOf(path)));
  return await Promise.all(paths.map(read));
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';

async function codeIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && CODE.test(entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && isOurs(entry.name));
  const below = await Promise.all(folders.map(({ name }) => codeIn(join(folder, name))));
  return [...files.map(({ name }) => join(folder, name)), ...below.flat()];
}

const CODE = /\.[cm]?[jt]s$/;
const isOurs = (name: string): boolean => !name.startsWith('.') && !NOT_OURS.has(name);

async function read(path: string): Promise<SourceFile> {
  return await parsed(path, await readFile(join(ROOT, path), 'utf8'));
}

export async function parsed(path: string, code: string): Promise<SourceFile> {
  return { path, syntax: await parse(code, { syntax: 'typescript', target: 'es2024' }) };
}

export interface SyntaxNode {
  readonly type: string;
  readonly [part: string]: unknown;
}

interface Place {
  readonly node: SyntaxNode;
  /** The name of the innermost named function around it; empty outside of all. */
  readonly within: string;
}

/** Every node of a syntax tree. Comments are none. */
export function* nodesOf(tree: unknown, within = ''): Generator<Place> {
  if (typeof tree !== 'object' || tree === null) return;
  const inner = isNode(tree) ? (functionName(tree) ?? within) : within;
  if (isNode(tree)) yield { node: tree, within: inner };
  for (const part of Object.values(tree)) yield* nodesOf(part, inner);
}

const isNode = (value: object): value is SyntaxNode => 'type' in value && typeof value.type === 'string';

function functionName(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'FunctionDeclaration':
      return textOf(node['identifier']);
    case 'ClassMethod':
    case 'MethodProperty':
      return textOf(node['key']);
    case 'VariableDeclarator':
      return /Function/.test(typeOf(node['init'])) ? textOf(node['id']) : undefined;
    default:
      return undefined;
  }
}

const typeOf = (part: unknown): string => (typeof part === 'object' && part !== null && isNode(part) ? part.type : '');

/** What an identifier or a piece of text says. */
export function textOf(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const value = 'value' in part ? part.value : 'raw' in part ? part.raw : undefined;
  return typeof value === 'string' ? value : undefined;
}
