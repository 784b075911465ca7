import { sheet } from '../cli/output.ts';
import type { Machine } from './machine.ts';
import type { MeasuredRow } from './rows.ts';

export interface BenchReport {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly rows: readonly MeasuredRow[];
}

/** The report for people. */
export function readable({ machine, rows }: BenchReport): string {
  const { cores, processor, memoryGib, loadBefore, node, server } = machine;
  const facts = {
    machine: `${cores} cores (${processor}), ${memoryGib} GiB, load before ${loadBefore}`,
    Node: node,
    server,
  };
  return [sheet(facts), ...rows.map(({ text }) => text)].join('\n\n');
}

/** The report for programs: figures by the names of their rows. */
export const figuresOfRows = ({ measuredAt, machine, rows }: BenchReport): object => ({
  measuredAt,
  machine,
  ...Object.fromEntries(rows.map(({ name, figures }) => [name, figures])),
});
