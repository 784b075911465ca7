import { type Field, FieldsSyntaxError, parseFields } from '../protocol/fields.ts';
import { GraphError, type Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';

/** What can be asked of one kind of node, and what it answers; undefined where this node has no such thing to show. */
export interface NodeType<Subject> {
  readonly fields: Readonly<Record<string, (subject: Subject, field: Field) => unknown>>;
  readonly unknownField: (name: string) => Refusal;
}

const ID: Field = { name: 'id', arguments: new Map(), fields: [] };

/**
 * The fields that a request asks for.
 * @throws GraphError 2500 when the parameter cannot be read.
 */
export function requestedFields(text: string | undefined): readonly Field[] {
  try {
    return parseFields(text ?? '');
  } catch (error) {
    if (error instanceof FieldsSyntaxError) throw new GraphError(refusals.fieldsMalformed(error.position));
    throw error;
  }
}

/**
 * What a node shows of itself: the fields asked for and always its id.
 * @throws GraphError when the node has no field of that name.
 */
export function selectFields<Subject>(type: NodeType<Subject>, subject: Subject, fields: readonly Field[]) {
  const asked = fields.some(({ name }) => name === 'id') ? fields : [...fields, ID];
  return Object.fromEntries(asked.map((field) => [field.name, resolve(type, subject, field)]));
}

function resolve<Subject>(type: NodeType<Subject>, subject: Subject, field: Field): unknown {
  const resolver = Object.hasOwn(type.fields, field.name) ? type.fields[field.name] : undefined;
  if (resolver === undefined) throw new GraphError(type.unknownField(field.name));
  return resolver(subject, field);
}
