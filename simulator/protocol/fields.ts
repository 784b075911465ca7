/** One entry of a `fields` parameter: `media.limit(2){id,caption}` has a name, arguments and fields of its own. */
export interface Field {
  readonly name: string;
  readonly arguments: ReadonlyMap<string, string>;
  readonly fields: readonly Field[];
}

/** A `fields` parameter that cannot be read. */
export class FieldsSyntaxError extends Error {
  override readonly name = 'FieldsSyntaxError';
  /** Where, counted in characters from 0. */
  readonly position: number;

  constructor(position: number) {
    super(`The parameter fields cannot be read from character ${position} on.`);
    this.position = position;
  }
}

const NAME = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*/y;
const ARGUMENT = /\.([A-Za-z_][A-Za-z0-9_]*)\(([^()]*)\)\s*/y;

/** Reads the text of a `fields` parameter from the left; each method takes what it names, or throws where it is missing. */
class FieldsReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Field[] {
    const fields = this.#list();
    if (this.#position < this.#text.length) throw new FieldsSyntaxError(this.#position);
    return fields;
  }

  #list(): Field[] {
    const fields = [this.#field()];
    while (this.#skip(/,/y)) fields.push(this.#field());
    return fields;
  }

  #field(): Field {
    const [, name = ''] = this.#match(NAME) ?? this.#fail();
    return { name, arguments: this.#arguments(), fields: this.#nested() };
  }

  #arguments(): Map<string, string> {
    const found = new Map<string, string>();
    for (let match = this.#match(ARGUMENT); match !== null; match = this.#match(ARGUMENT)) {
      const [, name = '', value = ''] = match;
      found.set(name, value);
    }
    return found;
  }

  #nested(): Field[] {
    if (!this.#skip(/\{/y)) return [];
    const fields = this.#list();
    if (!this.#skip(/\}\s*/y)) this.#fail();
    return fields;
  }

  #skip(pattern: RegExp): boolean {
    return this.#match(pattern) !== null;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#position = pattern.lastIndex;
    return match;
  }

  #fail(): never {
    throw new FieldsSyntaxError(this.#position);
  }
}

/**
 * Reads a `fields` parameter: names with commas between, each with arguments (`.limit(2)`) and fields (`{id}`) of its own.
 * @throws FieldsSyntaxError where the text stops making sense.
 */
export const parseFields = (text: string): readonly Field[] =>
  text.trim() === '' ? [] : new FieldsReader(text).whole();

/** The text that {@link parseFields} reads as these fields. */
export const writeFields = (fields: readonly Field[]): string => fields.map(writeField).join(',');

function writeField({ name, arguments: given, fields }: Field): string {
  const written = [...given].map(([argument, value]) => `.${argument}(${value})`).join('');
  return `${name}${written}${fields.length === 0 ? '' : `{${writeFields(fields)}}`}`;
}
