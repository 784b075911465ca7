import { dirname, join } from 'node:path/posix';
import { nodesOf, type SourceFile, type SyntaxNode, textOf } from './source-tree.ts';

/** The specifier of an `import()` that is not written out: it can be anything, and no rule allows that. */
export const COMPUTED = 'something computed';

export interface Import {
  /** The importing file, from the root of the repository. */
  readonly path: string;
  /** As it is written there. */
  readonly specifier: string;
  /** Whether it is erased at run time. */
  readonly typeOnly: boolean;
}

/** Everything that a file imports or exports from elsewhere, `import()` included. */
export function importsOf({ path, syntax }: SourceFile): Import[] {
  return [...nodesOf(syntax)].flatMap(({ node }) => {
    const specifier = specifierOf(node);
    return specifier === undefined ? [] : [{ path, specifier, typeOnly: isErased(node) }];
  });
}

/** What the files that are reached from `entry` at run time import from elsewhere: packages, and Node's own modules. */
export function packageImportsFrom(entry: string, files: readonly SourceFile[]): Import[] {
  const reached = new Set([entry]);
  const fromElsewhere: Import[] = [];
  for (const path of reached) {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) throw new Error(`There is no file ${path}.`);
    for (const used of importsOf(file).filter(({ typeOnly }) => !typeOnly)) {
      if (used.specifier.startsWith('.')) reached.add(join(dirname(path), used.specifier));
      else fromElsewhere.push(used);
    }
  }
  return fromElsewhere;
}

function specifierOf(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return textOf(node['source']);
    case 'TsImportType':
      return textOf(node['argument']);
    case 'CallExpression':
      return isImport(node['callee']) ? dynamicSpecifier(node['arguments']) : undefined;
    default:
      return undefined;
  }
}

/** `import { type A }` is not: such a statement is kept, without its names. */
const isErased = (node: SyntaxNode): boolean => node.type === 'TsImportType' || node['typeOnly'] === true;

const isImport = (callee: unknown): boolean => [...nodesOf(callee)][0]?.node.type === 'Import';

function dynamicSpecifier(callArguments: unknown): string {
  const [first] = [...nodesOf(callArguments)];
  return (first?.node.type === 'StringLiteral' && textOf(first.node)) || COMPUTED;
}
