import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Field, FieldsSyntaxError, parseFields, writeFields } from '../../../simulator/protocol/fields.ts';

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, arguments: new Map(), fields: [], ...more });

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
const { tree } = fc.letrec<{ tree: Field }>((tie) => ({
  tree: fc.record({
    name,
    arguments: fc.dictionary(name, fc.stringMatching(/^[a-z0-9]{0,5}$/)).map((given) => new Map(Object.entries(given))),
    fields: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
  }),
}));

describe('the fields parameter', () => {
  test.each<[string, readonly Field[]]>([
    ['', []],
    ['id', [field('id')]],
    [' id , caption ', [field('id'), field('caption')]],
    ['children{id,media_type}', [field('children', { fields: [field('id'), field('media_type')] })]],
    ['a{b{c}},d', [field('a', { fields: [field('b', { fields: [field('c')] })] }), field('d')]],
    ['media.limit(2){id}', [field('media', { arguments: new Map([['limit', '2']]), fields: [field('id')] })]],
    [
      'm.limit(2).after(x)',
      [
        field('m', {
          arguments: new Map([
            ['limit', '2'],
            ['after', 'x'],
          ]),
        }),
      ],
    ],
  ])('%j is read with its arguments and its fields', (text, expected) => {
    expect(parseFields(text)).toEqual(expected);
  });

  test.each([
    ['id,', 3],
    [',id', 0],
    ['a{b', 3],
    ['a}', 1],
    ['a{}', 2],
    ['a b', 2],
    ['a.limit(', 1],
  ])('%j is refused at character %d', (text, position) => {
    expect(() => parseFields(text)).toThrow(FieldsSyntaxError);
    expect(() => parseFields(text)).toThrow(expect.objectContaining({ position }));
  });

  test('whatever can be written is read back as it was', () => {
    fc.assert(fc.property(fc.array(tree), (fields) => expect(parseFields(writeFields(fields))).toEqual(fields)));
  });

  test('any text is either read or refused with a position within it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFields(text);
        } catch (error) {
          if (!(error instanceof FieldsSyntaxError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
