import type {
  CollaborativeMedia,
  CollaboratorsView,
  InviteDecision,
  InviteHistoryItem,
  InviteRules,
  InviteSettings,
  SweepReport,
} from '../client/index.ts';
import { sheet, table } from './output.ts';

/** The report of a sweep: a line of counts, then every decision. */
export function reportForPeople(report: SweepReport): string {
  const { accountId, isDryRun, seen, isWhole, nextAnswerAt, error, isCanceled } = report;
  const what = isDryRun ? 'dry run, nothing was answered' : `swept at ${report.startedAt}`;
  return [
    `Invites of ${accountId} (${what}): ${seen} pending${countsText(report)}.`,
    ...(isWhole ? [] : ['The list could not be read to its end.']),
    ...(isCanceled ? ['Somebody canceled it.'] : []),
    ...(nextAnswerAt === null ? [] : [`Instagram takes the next answer at ${nextAnswerAt}.`]),
    ...(error === null ? [] : [visible(`Ended by an error: ${error.message} ${error.nextAction}`)]),
    ...(report.decisions.length === 0 ? [] : ['', decisionsTable(report.decisions)]),
  ].join('\n');
}

const countsText = ({ counts }: SweepReport): string => {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.length === 0 ? '' : `; ${told.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
};

const decisionsTable = (decisions: readonly InviteDecision[]): string =>
  table(
    ['outcome', 'owner', 'caption', 'rule', 'why', 'first seen', 'media'],
    decisions.map(({ outcome, owner, caption, rule, reason, error, firstSeenAt, mediaId }) => [
      outcome,
      visible(owner),
      visible(caption),
      rule ?? '',
      visible(error === null ? reason : `${reason} ${error.message}`),
      firstSeenAt,
      mediaId,
    ]),
  );

/** Others write captions: what they hold must not move the cursor of a terminal, or turn what stands behind it. */
export const visible = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');

/** Each sweep with all that it decided. */
export const historyWithDecisions = (items: readonly InviteHistoryItem[]): string =>
  items.map((item) => (item.report === null ? historyForPeople([item]) : reportForPeople(item.report))).join('\n\n') ||
  'Nothing yet.';

export const historyForPeople = (items: readonly InviteHistoryItem[]): string =>
  items.length === 0
    ? 'Nothing yet.'
    : table(
        ['when', 'what', 'state', 'outcome'],
        items.map(({ startedAt, kind, state, ...item }) => [startedAt, kind, state, endText(item)]),
      );

function endText({ report, answer, error }: Pick<InviteHistoryItem, 'report' | 'answer' | 'error'>): string {
  if (error !== null) return visible(error.message);
  if (answer !== null) return `${answer.action} ${answer.mediaId}: ${answer.outcome}`;
  return report === null ? '' : `${report.seen} pending${countsText(report)}`;
}

const OTHERWISE: Readonly<Record<InviteRules['otherwise'], string>> = {
  accept: 'Every invite that no rule fits is accepted, whoever it is from.',
  decline: 'Every invite that no rule fits is declined.',
  leave: 'Every invite that no rule fits stays pending.',
  ask: 'Every invite that no rule fits stays pending, and waits for you.',
};

/** What a slip of the pen may have made of them. */
function warningsAbout({ rules, otherwise }: InviteRules): string[] {
  const open = rules.findIndex(
    ({ owner, captionWords, minAgeHours }) =>
      owner === undefined && captionWords === undefined && minAgeHours === undefined,
  );
  const rule = rules[open];
  if (rule === undefined) return [OTHERWISE[otherwise]];
  const name = rule.name ?? `rule ${open + 1}`;
  return [`"${name}" has no condition, so it fits every invite that no rule before it fits: ${rule.action}.`];
}

export const settingsForPeople = ({ accountId, time, isPaused, note, nextSweepAt, rules }: InviteSettings): string =>
  [
    sheet({
      account: accountId,
      'swept daily at': time === null ? 'times set from outside' : `${time.at} ${time.timeZone}`,
      paused: isPaused ? 'yes' : 'no',
      note,
      'next sweep': nextSweepAt,
      otherwise: rules.otherwise,
    }),
    ...warningsAbout(rules),
    ...(rules.rules.length === 0
      ? []
      : [
          table(
            ['rule', 'owner', 'caption words', 'pending for', 'action', 'a day'],
            rules.rules.map(({ name, owner, captionWords, minAgeHours, action, maxAcceptsPerDay }, index) => [
              name ?? `rule ${index + 1}`,
              owner?.join(' ') ?? '',
              captionWords?.join(' ') ?? '',
              minAgeHours === undefined ? '' : `${minAgeHours} h`,
              action,
              maxAcceptsPerDay === undefined ? '' : String(maxAcceptsPerDay),
            ]),
          ),
        ]),
  ].join('\n\n');

export const collaborativeMediaForPeople = (media: readonly CollaborativeMedia[]): string =>
  media.length === 0
    ? 'No media of others.'
    : table(
        ['media', 'owner', 'kind', 'published', 'likes', 'comments', 'views', 'permalink'],
        media.map(({ mediaId, owner, mediaType, publishedAt, permalink, ...counts }) => [
          mediaId,
          visible(owner ?? 'unknown'),
          visible(mediaType ?? 'unknown'),
          publishedAt ?? 'unknown',
          countText(counts.totalLikes ?? counts.likes),
          countText(counts.totalComments ?? counts.comments),
          countText(counts.views),
          visible(permalink ?? ''),
        ]),
      );

/** The owner of a media may hide its counts. */
const countText = (count: number | null): string => (count === null ? 'unknown' : String(count));

export const collaboratorsForPeople = ({ collaborators, lookedAt, nextLookAt, error }: CollaboratorsView): string =>
  [
    table(
      ['collaborator', 'status', 'since'],
      collaborators.map(({ username, status, since }) => [username, status, since ?? '']),
    ),
    '',
    `Asked ${lookedAt ?? 'never'}; ${nextLookAt === null ? 'nobody asks any more' : `asked again at ${nextLookAt}`}.`,
    ...(error === null ? [] : [visible(error.message)]),
  ].join('\n');
