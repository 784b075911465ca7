import { InvalidArgumentError } from 'commander';
import { nearestName } from '../contracts/nearest-name.ts';

/** Parses an option's value for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Parses an option's value for commander, and names the nearest of what is allowed. */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    const near = nearestName(text, names);
    throw new InvalidArgumentError(
      near === undefined ? `It must be one of ${names.join(', ')}.` : `Did you mean ${near}?`,
    );
  };
}
