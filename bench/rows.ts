import { CommandError } from '../cli/command-errors.ts';
import { measureCosts } from './account-costs.ts';
import { measureReplay } from './account-replay.ts';
import { measureCuts } from './cuts.ts';
import { measureFairness } from './fairness.ts';
import { measureEvents } from './history-events.ts';
import { type LatenessReport, measureLateness } from './lateness.ts';
import { measureLedger } from './ledger.ts';
import {
  ACCOUNTS,
  CUTS,
  EVENTS,
  FAIRNESS,
  HISTORY_EVENTS_AIM,
  LATENESS,
  LEDGER,
  ROLL_OVER,
  SLOTS,
  STAGING,
  THROUGHPUT,
  UPLOADS,
} from './plan.ts';
import { type AccountsReport, accountsTables, fairnessTable, ledgerTable, slotsTable } from './quota-tables.ts';
import type { Rig } from './rig.ts';
import { measureSlots } from './slots.ts';
import { measureStaging } from './staging.ts';
import { cutsTable, eventsTable, latenessTables, stagingTable, throughputTable, uploadsTable } from './tables.ts';
import { measureThroughput } from './throughput.ts';
import { measureUploads } from './uploads.ts';

/** Something that the bench measures. */
export interface Row {
  /** As `--only` takes it. */
  readonly name: string;
  measure(rig: Rig): Promise<MeasuredRow>;
}

export interface MeasuredRow {
  readonly name: string;
  /** For programs. */
  readonly figures: unknown;
  /** For people. An aim stands beside its figure; missing one is news, not an error. */
  readonly text: string;
}

function row<Figures>(
  name: string,
  measure: (rig: Rig) => Promise<Figures>,
  readable: (figures: Figures) => string,
): Row {
  return {
    name,
    measure: async (rig) => {
      const figures = await measure(rig);
      return { name, figures, text: readable(figures) };
    },
  };
}

/** In the order in which they are measured: memory while the worker is young, more workers at the end. */
export const ROWS: readonly Row[] = [
  row('uploads', (rig) => measureUploads(rig, UPLOADS), uploadsTable),
  row('cuts', (rig) => measureCuts(rig, CUTS), cutsTable),
  row('events', (rig) => measureEvents(rig, EVENTS), eventsTable),
  row('staging', (rig) => measureStaging(rig, STAGING), stagingTable),
  row('throughput', (rig) => measureThroughput(rig, THROUGHPUT), throughputTable),
  row('ledger', (rig) => measureLedger(rig, LEDGER), ledgerTable),
  row('roll-over', (rig) => measureLedger(rig, ROLL_OVER), ledgerTable),
  row('accounts', measureAccounts, accountsTables),
  row('slots', (rig) => measureSlots(rig, SLOTS), slotsTable),
  row('fairness', (rig) => measureFairness(rig, FAIRNESS), fairnessTable),
  row('lateness', measureAllLateness, latenessTables),
];

/** @throws CommandError naming those that there are, when there is none of a name */
export function rowsNamed(names: readonly string[] | undefined): readonly Row[] {
  const unknown = names?.find((name) => ROWS.every((each) => each.name !== name));
  if (unknown !== undefined) {
    const known = ROWS.map(({ name }) => name).join(', ');
    throw new CommandError('usage', {
      message: `The bench has no row "${unknown}".`,
      nextAction: `Give --only one of ${known}, and again for more of them.`,
    });
  }
  return ROWS.filter(({ name }) => names?.includes(name) ?? true);
}

async function measureAllLateness(rig: Rig) {
  const ofEachPlan: LatenessReport[] = [];
  for (const plan of LATENESS) ofEachPlan.push(await measureLateness(rig, plan));
  return { ofEachPlan, historyEventsAim: HISTORY_EVENTS_AIM };
}

/** On workers that have seen no account yet. */
function measureAccounts(rig: Rig): Promise<AccountsReport> {
  return rig.beside({ name: 'accounts' }, async (fresh) => {
    const costs = await measureCosts(fresh, ACCOUNTS);
    return { ...ACCOUNTS, costs, replay: await measureReplay(fresh, ACCOUNTS) };
  });
}
