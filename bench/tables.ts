import { table } from '../cli/output.ts';
import type { CutsReport } from './cuts.ts';
import type { EventsReport } from './history-events.ts';
import type { LatenessReport } from './lateness.ts';
import type { LatenessFigures } from './round.ts';
import type { StagingReport } from './staging.ts';
import type { ThroughputReport } from './throughput.ts';
import { met, titled } from './titled-table.ts';
import type { UploadsReport } from './uploads.ts';

export function throughputTable({ shape, ours, nothing, share, aimShare }: ThroughputReport): string {
  return titled(
    `Posts due now, and runs of the same shape (${shape.activities} activities, ${shape.timers} timers) that do nothing.`,
    ['', 'figure', 'aim'],
    [
      ['posts/s', `${ours.perSecond} (${ours.ofEachRound.join(', ')})`, ''],
      ['runs/s that do nothing', `${nothing.perSecond} (${nothing.ofEachRound.join(', ')})`, ''],
      ['share', String(share), `at least ${aimShare}: ${met(share >= aimShare)}`],
    ],
  );
}

export function uploadsTable({
  megabytes,
  rounds,
  ours,
  curl,
  share,
  growth,
  aimShare,
  aimGrowth,
}: UploadsReport): string {
  const byCurl =
    curl === null
      ? [['curl --data-binary', 'not measured: there is no curl', '']]
      : [
          ['MB/s of curl --data-binary', rateCell(curl.transfer), ''],
          ['MB/s of its whole command, which reads the file first', rateCell(curl.command), ''],
          ['share', String(share), `at least ${aimShare}: ${met(share !== null && share >= aimShare)}`],
        ];
  const memory =
    growth === null
      ? [['memory', 'not measured: there is no /proc', '']]
      : [
          ['MiB that the worker grew by', `${growth.first}`, `under ${aimGrowth}: ${met(growth.first < aimGrowth)}`],
          [
            'the same, of the first one from a URL',
            `${growth.fromUrl}`,
            `under ${aimGrowth}: ${met(growth.fromUrl < aimGrowth)}`,
          ],
          ['the same, in later uploads', `at most ${Math.max(...growth.later)}`, ''],
        ];
  return titled(
    `A video of ${megabytes} MB from a file (and once from a URL), sent by a worker and by curl to the same simulator; ${rounds} rounds.`,
    ['', 'figure', 'aim'],
    [['MB/s', rateCell(ours), ''], ...byCurl, ...memory],
  );
}

const rateCell = ({ megabytesPerSecond, ofEachRound }: UploadsReport['ours']): string =>
  `${megabytesPerSecond} (${Math.min(...ofEachRound)} to ${Math.max(...ofEachRound)})`;

export function cutsTable({ megabytes, cuts, aimSentAgain, ofEachUpload }: CutsReport): string {
  const sentAgain = ofEachUpload.reduce((sum, upload) => sum + upload.sentAgain, 0);
  return titled(
    `Uploads of ${megabytes} MB, each cut at ${cuts} places at random.`,
    ['uploads', 'cuts', 'bytes that Instagram had and got again', 'aim'],
    [
      [
        ofEachUpload.length,
        ofEachUpload.length * cuts,
        sentAgain,
        `${aimSentAgain}: ${met(sentAgain <= aimSentAgain)}`,
      ].map(String),
    ],
  );
}

export const eventsTable = ({ ofEachKind }: EventsReport): string =>
  titled(
    'Events in the history of a post that was queued ahead of its due time.',
    ['kind', 'usual', 'most'],
    ofEachKind.map(({ kind, usual, most }) => [kind, String(usual), String(most)]),
  );

export function stagingTable({
  posts,
  reels,
  reelMegabytes,
  rounds,
  aimP99Ms,
  alone,
  beside,
  reelsThen,
}: StagingReport): string {
  const row = (what: string, { p50, p99, p99OfEachRound, max, published, queued }: LatenessFigures, aim: string) => [
    what,
    String(p50),
    `${p99} (${p99OfEachRound.join(', ')})`,
    String(max),
    `${published} of ${queued}`,
    aim,
  ];
  const stages = reelsThen.map(({ uploaded, uploading, waiting }) => `${uploaded} / ${uploading} / ${waiting}`);
  return [
    titled(
      `Lateness in ms of ${posts} posts due at one instant, alone and while ${reels} reels of ${reelMegabytes} MB are being staged; ${rounds} rounds.`,
      ['', 'p50', 'p99', 'max', 'published', 'aim for p99'],
      [row('alone', alone, ''), row('beside the reels', beside, `under ${aimP99Ms}: ${met(beside.p99 < aimP99Ms)}`)],
    ),
    `Of the reels, at the instant: uploaded and polled / uploading / waiting for their upload: ${stages.join('; ')}.`,
  ].join('\n');
}

export function latenessTables({
  ofEachPlan,
  historyEventsAim,
}: {
  ofEachPlan: readonly LatenessReport[];
  historyEventsAim: number;
}): string {
  return [
    'Lateness in ms: from the due instant to the instant at which the simulator had the whole publish request.',
    'The twin sleeps in its workflow until the post is due, then creates, polls and publishes; media are processed at once.',
    table(
      ['posts', 'workers', 'rounds', 'who', 'p50', 'p99', 'max', 'published', 'aim for p99'],
      ofEachPlan.flatMap(latenessRows),
    ),
    'Events in the history of a post that was queued ahead of its due time.',
    table(
      ['posts', 'usual', 'most', 'aim'],
      ofEachPlan.map((report) => eventsRow(report, historyEventsAim)),
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
    row('carillon', ours, aimP99Ms === null ? '' : `under ${aimP99Ms}: ${met(ours.p99 < aimP99Ms)}`),
    row('twin', twin, ''),
  ];
}
