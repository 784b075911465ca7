import { sheet, table } from '../cli/output.ts';
import type { LatenessFigures, LatenessReport } from './lateness.ts';
import type { Machine } from './machine.ts';
import type { ThroughputReport } from './throughput.ts';

export interface BenchReport {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly lateness: readonly LatenessReport[];
  readonly throughput: ThroughputReport;
  readonly historyEventsAim: number;
}

/** The report for people. An aim stands beside its figure; missing one is news, not an error. */
export function readable({ machine, lateness, throughput, historyEventsAim }: BenchReport): string {
  const { shape, ours, nothing, share, aimShare } = throughput;
  return [
    sheet({
      machine: `${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB, load before ${machine.loadBefore}`,
      Node: machine.node,
      server: machine.server,
    }),
    'Lateness in ms: from the due instant to the instant at which the simulator had the whole publish request.',
    'The twin sleeps in its workflow until the post is due, then creates, polls and publishes; media are processed at once.',
    table(
      ['posts', 'workers', 'rounds', 'who', 'p50', 'p99', 'max', 'published', 'aim for p99'],
      lateness.flatMap(latenessRows),
    ),
    `Posts due now, and runs of the same shape (${shape.activities} activities, ${shape.timers} timers) that do nothing.`,
    table(
      ['', 'figure', 'aim'],
      [
        ['posts/s', `${ours.perSecond} (${ours.ofEachRound.join(', ')})`, ''],
        ['runs/s that do nothing', `${nothing.perSecond} (${nothing.ofEachRound.join(', ')})`, ''],
        ['share', String(share), `at least ${aimShare}`],
      ],
    ),
    'Events in the history of a post that was queued ahead of its due time.',
    table(
      ['posts', 'usual', 'most', 'aim'],
      lateness.map((report) => eventsRow(report, historyEventsAim)),
    ),
  ].join('\n\n');
}

const nameOf = ({ posts, apartMs }: LatenessReport): string =>
  apartMs === 0 ? `${posts} at one instant` : `1, ${posts} times`;

const eventsRow = (report: LatenessReport, aim: number): string[] => [
  nameOf(report),
  String(report.historyEvents.usual),
  String(report.historyEvents.most),
  `at most ${aim}`,
];

function latenessRows(report: LatenessReport): string[][] {
  const { workers, rounds, aimP99Ms, ours, twin } = report;
  const row = (who: string, figures: LatenessFigures, aim: string) => [
    ...[nameOf(report), String(workers), String(rounds), who],
    ...[figures.p50, figures.p99, figures.max].map(String),
    `${figures.published} of ${figures.queued}`,
    aim,
  ];
  return [
    row('carillon', ours, aimP99Ms === null ? '' : `under ${aimP99Ms}: ${ours.p99 < aimP99Ms ? 'met' : 'missed'}`),
    row('twin', twin, ''),
  ];
}
