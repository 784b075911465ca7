import { z } from 'zod';
import { must, shown } from './issues.ts';

interface ListRule<Item> {
  /** What an item is, as in "a list of usernames". */
  readonly of: string;
  readonly max: number;
  /** What two items may not share. Compared without regard to case. */
  readonly unique: (item: Item) => string;
  /** Where that stands in an item. Absent when the item itself is it. */
  readonly at?: keyof Item & string;
}

/** A list of at most so many different items. */
export function distinctList<Schema extends z.ZodType>(item: Schema, rule: ListRule<z.output<Schema>>) {
  const { of, max, unique, at } = rule;
  return z
    .array(item, must(`a list of ${of}`))
    .max(max, { error: ({ input }) => `has ${lengthOf(input)} ${of}, and Instagram takes at most ${max}: shorten it.` })
    .superRefine((items, context) => {
      for (const [index, value] of repeats(items.map(unique)))
        context.addIssue({
          code: 'custom',
          path: at === undefined ? [index] : [index, at],
          message: `repeats ${shown(value)}: leave it out.`,
        });
    });
}

const lengthOf = (input: unknown): number => (Array.isArray(input) ? input.length : 0);

/** The items that stood in the list before, by their place. */
function repeats(values: readonly string[]): [index: number, value: string][] {
  const seen = new Set<string>();
  return [...values.entries()].filter(([, value]) => {
    const comparable = value.toLowerCase();
    const isRepeat = seen.has(comparable);
    seen.add(comparable);
    return isRepeat;
  });
}
