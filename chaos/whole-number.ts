import { CommandError } from '../cli/command-errors.ts';
import { EXIT } from '../cli/exit-codes.ts';

/**
 * The number that an option was given; undefined when it was not.
 * @throws CommandError when it is none, or not within its bounds
 */
export function wholeNumber(name: string, value: string | undefined, { from, to }: { from: number; to: number }) {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  throw new CommandError('usage', {
    message: `${name} must be a whole number from ${from} to ${to}, and not ${JSON.stringify(value)}.`,
    nextAction: 'Correct the option, then give the command again.',
    exitCode: EXIT.usage,
  });
}
