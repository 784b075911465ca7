import { nodesOf, type SourceFile, type SyntaxNode, textOf } from '../architecture/source-tree.ts';

/** Where the sources make an error or a warning of a post. */
export interface MadeCode {
  /** `path: function` */
  readonly place: string;
  /** Null when it is not written out there. */
  readonly code: string | null;
}

/**
 * By their shape: an error has a `code` and a `category`, or a `code` of its own beside the rest of another one; only workflows warn,
 * with a `code` and a `message`.
 */
export function madeCodesIn({ path, syntax }: SourceFile): MadeCode[] {
  return [...nodesOf(syntax)].flatMap(({ node, within }) => {
    if (node.type !== 'ObjectExpression') return [];
    const parts = partsOf(node);
    if (!parts.has('code')) return [];
    const code = writtenOut(parts.get('code'));
    const isWarning = parts.has('message') && path.startsWith('workflows/');
    const isOfAnother = parts.has(REST) && code !== null;
    return parts.has('category') || isWarning || isOfAnother ? [{ place: `${path}: ${within}`, code }] : [];
  });
}

const REST = '...';

/** The keys of an object with their values; a shorthand has none. */
function partsOf(object: SyntaxNode): Map<string, unknown> {
  const properties = Array.isArray(object['properties']) ? object['properties'] : [];
  return new Map(
    properties.flatMap((property: SyntaxNode): [string, unknown][] => {
      const name = property.type === 'SpreadElement' ? REST : textOf(property['key'] ?? property);
      return name === undefined ? [] : [[name, property['value']]];
    }),
  );
}

const writtenOut = (value: unknown): string | null =>
  [...nodesOf(value)][0]?.node.type === 'StringLiteral' ? (textOf(value) ?? null) : null;
