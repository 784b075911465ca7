import { table } from '../cli/output.ts';

export const titled = (title: string, head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  `${title}\n\n${table(head, rows)}`;

/** What stands beside an aim. */
export const met = (isMet: boolean): string => (isMet ? 'met' : 'missed');
