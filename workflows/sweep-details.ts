import type { InviteDecision, InviteOutcome, SweepReport } from '../contracts/sweep.ts';
import { plain } from './markdown.ts';

/** The server takes 20,000 bytes of details. */
const MOST_ROWS = 60;

/** What a person wants to see first. */
const ORDER: readonly InviteOutcome[] = [
  'failed',
  'asked',
  'accepted',
  'declined',
  'would-accept',
  'would-decline',
  'gone',
  'deferred',
  'left',
];

/** The page of a sweep in the Temporal UI. Markdown; nothing in it that others wrote is interpreted. */
export function detailsOfSweep(report: SweepReport, isOver: boolean): string {
  const { accountId, isDryRun, seen, isWhole, counts, decisions, nextAnswerAt, error } = report;
  const shown = decisions.toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  const told = ORDER.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return [
    `### Invites of **${accountId}**: ${isOver ? 'swept' : 'being swept'}`,
    '',
    ...(isDryRun ? ['**A dry run: nothing is answered.**', ''] : []),
    `${seen} pending${told.length > 0 ? `: ${told.join(', ')}` : ''}.`,
    ...(isWhole || !isOver ? [] : ['', 'The list could not be read to its end today.']),
    ...(nextAnswerAt === null ? [] : ['', `Instagram takes the next answer at ${nextAnswerAt}.`]),
    ...(error === null ? [] : ['', `**Ended by an error:** ${plain(error.message)} ${plain(error.nextAction)}`]),
    ...(shown.length > 0 ? ['', ...tableOf(shown)] : []),
  ].join('\n');
}

function tableOf(decisions: readonly InviteDecision[]): string[] {
  const left = decisions.length - MOST_ROWS;
  return [
    '| outcome | owner | caption | rule | why | media |',
    '| --- | --- | --- | --- | --- | --- |',
    ...decisions.slice(0, MOST_ROWS).map(rowOf),
    ...(left > 0 ? ['', `… and ${left} more, in the result.`] : []),
  ];
}

/** Bytes: a row of 60 characters of each text stays below 300. */
const CELL_CHARACTERS = 60;
const cell = (text: string): string => plain([...text].slice(0, CELL_CHARACTERS).join(''));

function rowOf({ outcome, owner, caption, rule, reason, error, mediaId }: InviteDecision): string {
  const why = error === null ? reason : `${reason} ${error.message}`;
  return `| ${outcome} | ${cell(owner)} | ${cell(caption)} | ${rule === null ? '' : cell(rule)} | ${plain(why.slice(0, 120))} | ${mediaId} |`;
}
