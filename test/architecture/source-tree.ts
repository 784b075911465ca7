import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@swc/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Installed, built, or made to look at the others from outside. */
const NOT_PRODUCTION = new Set(['node_modules', 'dist', 'test', 'bench', 'chaos']);

export interface SourceFile {
  /** From the root of the repository, as in `workflows/plan.ts`. */
  readonly path: string;
  /** Its syntax tree, as swc makes it. */
  readonly syntax: unknown;
}

/** Every TypeScript file of the repository that ships or explains. */
export async function productionFiles(): Promise<readonly SourceFile[]> {
  const entries = await readdir(ROOT, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_PRODUCTION.has(entry.name))
    .map(({ name }) => name);
  const paths = await Promise.all(folders.map(typeScriptIn));
  return await Promise.all(paths.flat().map(read));
}

async function typeScriptIn(folder: string): Promise<string[]> {
  const files = await readdir(join(ROOT, folder), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

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
