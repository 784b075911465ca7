import type { CostsPlan, CostsReport } from './account-costs.ts';
import type { ReplayPlan, ReplayReport } from './account-replay.ts';
import type { FairnessReport } from './fairness.ts';
import type { LedgerReport } from './ledger.ts';
import type { LatenessFigures } from './round.ts';
import type { SlotsReport, WaitFigures } from './slots.ts';
import { met, titled } from './titled-table.ts';

export function ledgerTable({ grants, rounds, processes, ours, nothing, share, aimShare }: LedgerReport): string {
  const rate = ({ perSecond, ofEachRound }: LedgerReport['ours']) => `${perSecond} (${ofEachRound.join(', ')})`;
  return titled(
    `Grants of one account, asked for as ${processes} worker processes do over one connection, and updates of an entity that do nothing; ${rounds} rounds of ${grants}, each from the start of the run that answers.`,
    ['', 'figure', 'aim'],
    [
      ['grants/s', rate(ours), ''],
      ['updates/s that do nothing', rate(nothing), ''],
      ['share', String(share), `at least ${aimShare}: ${met(share >= aimShare)}`],
      ['events of the account for each grant', String(ours.eventsEach), ''],
      ['events of the entity for each update', String(nothing.eventsEach), ''],
    ],
  );
}

/** All that an account costs. */
export interface AccountsReport extends ReplayPlan, CostsPlan {
  readonly replay: ReplayReport;
  /** Null where there is no /proc. */
  readonly costs: CostsReport | null;
}

export function accountsTables({ grants, carried, replays, replay, costs }: AccountsReport): string {
  const { full, fresh, nothing } = replay;
  const row = (what: string, { events, medianMs, ofEachReplay }: ReplayReport['full']) => [
    what,
    String(events),
    `${medianMs} (${Math.min(...ofEachReplay)} to ${Math.max(...ofEachReplay)})`,
  ];
  return [
    titled(
      `Replay of one run in ms, with what a worker takes to be made for it; ${replays} replays of each, in turns.`,
      ['', 'events', 'ms'],
      [
        row(`account with ${grants} grants, and ${carried} containers of the run before`, full),
        row('account with 1 grant', fresh),
        row(`entity with ${grants} updates that do nothing`, nothing),
      ],
    ),
    costsTable(costs),
  ].join('\n\n');
}

function costsTable(costs: CostsReport | null): string {
  const title = 'Accounts that each ask once, and as many entities that are asked for nothing.';
  if (costs === null) return `${title}\n\nnot measured: there is no /proc`;
  const { before, ofEachCount } = costs;
  return titled(
    title,
    ['accounts', "worker's MiB", 'CPU ms each', "twin's MiB", 'CPU ms each'],
    [
      ['none yet', String(before.ours), '', String(before.nothing), ''],
      ...ofEachCount.map(({ accounts, ours, nothing }) =>
        [`${accounts} more`, ours.resident, ours.processorMs, nothing.resident, nothing.processorMs].map(String),
      ),
    ],
  );
}

export function slotsTable({ posts, publishes, windowSeconds, spanMs, waits, first, aimP99Ms }: SlotsReport): string {
  const row = (what: string, { count, p50, p99, max }: WaitFigures, aim: string) => [
    what,
    ...[count, p50, p99, max].map(String),
    aim,
  ];
  return titled(
    `${posts} posts of one account due at one instant, ${publishes} allowed in ${windowSeconds} s, kept ${spanMs / 1_000} s apart by the ledger. In ms:`,
    ['', 'posts', 'p50', 'p99', 'max', 'aim for p99'],
    [
      row('from a free slot to its use', waits, `under ${aimP99Ms}: ${met(waits.p99 < aimP99Ms)}`),
      row('from the due instant, for those that had a slot', first, ''),
    ],
  );
}

export function fairnessTable({ posts, crowd, alone, asking, waiting, crowdThen }: FairnessReport): string {
  const row = (what: string, { p50, p99, max, published, queued }: LatenessFigures) => [
    what,
    ...[p50, p99, max].map(String),
    `${published} of ${queued}`,
  ];
  const lines = [crowdThen.asking, crowdThen.waiting].map(
    ({ forPublish, forContainer }) => `${forPublish} / ${forContainer}`,
  );
  return [
    titled(
      `Lateness in ms of ${posts} posts of as many accounts due at one instant, alone and beside ${crowd} posts of one account that has no publish left.`,
      ['', 'p50', 'p99', 'max', 'published'],
      [
        row('alone', alone),
        row('while the others are due too, and ask', asking),
        row('while the others wait', waiting),
      ],
    ),
    `In the lines of that account at the two instants, for a publish / for a container: ${lines.join('; ')}.`,
  ].join('\n');
}
