import type { InviteDecision, InviteOutcome, SweepReport } from '../contracts/sweep.ts';
import { bytesOf, excerptOf } from './foreign-text.ts';
import { plain } from './markdown.ts';

/** The server takes 20,000 bytes of details. */
const MOST_BYTES = 15_000;
/** Of each text that somebody else wrote. */
const MOST_CHARACTERS = 60;
const MOST_REASON_CHARACTERS = 300;

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
  const { accountId, isDryRun, seen, isWhole, counts, decisions, nextAnswerAt, error, isCanceled } = report;
  const shown = decisions.toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  const told = ORDER.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return [
    `### Invites of **${accountId}**: ${isOver ? 'swept' : 'being swept'}`,
    '',
    ...(isDryRun ? ['**A dry run: nothing is answered.**', ''] : []),
    `${seen} pending${told.length > 0 ? `: ${told.join(', ')}` : ''}.`,
    ...(isWhole || !isOver ? [] : ['', 'The list could not be read to its end.']),
    ...(nextAnswerAt === null ? [] : ['', `Instagram takes the next answer at ${nextAnswerAt}.`]),
    ...(isCanceled ? ['', '**Somebody canceled it.**'] : []),
    ...(error === null ? [] : ['', `**Ended by an error:** ${reasonText(`${error.message} ${error.nextAction}`)}`]),
    '',
    ...listOf(shown),
  ].join('\n');
}

/** As many as there is room for. */
function listOf(decisions: readonly InviteDecision[]): string[] {
  const items: string[] = [];
  let bytes = 0;
  for (const decision of decisions) {
    const item = itemOf(decision);
    bytes += bytesOf(item) + 1;
    if (bytes > MOST_BYTES) return [...items, '', `… and ${decisions.length - items.length} more, in the result.`];
    items.push(item);
  }
  return items;
}

function itemOf({ outcome, owner, caption, rule, reason, error, mediaId }: InviteDecision): string {
  const why = error === null ? reason : `${reason} ${error.message}`;
  const by = rule === null ? '' : ` Rule: ${foreign(rule)}.`;
  return `- **${outcome}** ${foreign(owner)}, \`${mediaId}\` “${foreign(caption)}”.${by} ${reasonText(why)}`;
}

const foreign = (text: string): string => plain(excerptOf(text, MOST_CHARACTERS));
const reasonText = (text: string): string => plain(excerptOf(text, MOST_REASON_CHARACTERS));
