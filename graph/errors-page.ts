import { ALL_OUTCOMES, type Outcome } from './outcome.ts';
import type { OutcomeCode } from './outcome-catalogue.ts';
import { OUTCOME_CLASSES, type OutcomeClass } from './outcome-classes.ts';
import { ENDPOINTS, type Endpoint, OUTCOME_TABLE, type OutcomeRow, PERMISSION_CODES } from './outcome-table.ts';
import { UPLOAD_TABLE, type UploadRow } from './upload-outcome.ts';

const INTRODUCTION = `# Errors that come from Instagram

<!-- Written by errorsPage() in graph/errors-page.ts from the tables that the code decides by. Do not edit. -->

A post that is not where it should be has an \`error\`: our \`code\`, its \`category\`, a sentence (\`message\`), whether it is
\`retryable\` without a change by a person, what to do (\`nextAction\`), and Meta's own words and numbers (\`meta\`). This page
lists every code that an answer of Instagram can lead to, under what Carillon does about it.

Meta's numbers are written \`code/subcode\`, with \`*\` for any and \`-\` for none, and where they were met: at **create** (a
container is made), **container** (one is read), **publish**, **read** (anything else is read), **comment** (one is made), or
**upload** (a video is sent). The first line that fits decides. A number that is not listed is a \`refusal-unknown\` at create,
\`publish-unconfirmed\` at publish, \`comment-unconfirmed\` at comment, \`upload-refused\` at upload and \`read-refused\` elsewhere.

At publish only \`9007\` and \`9/2207042\` are believed to mean that nothing was published, because Instagram has answered with
an error while the post was live. Every other answer there is \`publish-unconfirmed\`, whatever its line says.
`;

const CLASSES: Readonly<Record<OutcomeClass, readonly [title: string, words: string]>> = {
  retry: ['Tried again', 'The same request is sent again after a pause.'],
  rate: ['Throttled', 'The same request is sent again once Instagram lets calls through.'],
  waitForQuota: ['Waits for the quota', 'The same container is published when the window frees.'],
  waitSameContainer: ['Waits for the container', 'The same container is tried again a little later.'],
  newContainer: ['Staged anew', 'A new container is made, up to three times for a medium.'],
  usersUnavailable: [
    'People who cannot be named',
    'The post is blocked, or goes without them when it says `dropUnavailableCollaborators`.',
  ],
  fixInput: ['The post must be changed', 'The post fails: no repetition of it can succeed.'],
  person: ['A person must act', 'The post is blocked and keeps what is staged.'],
  ambiguous: ['May have happened', 'Carillon finds out by reading, and sends nothing again before it knows.'],
};

/** What leads to an outcome where Meta gives no number. */
const WITHOUT_NUMBER: Readonly<Partial<Record<OutcomeCode, string>>> = {
  'instagram-unreachable': 'no complete answer',
  'answer-unreadable': 'an answer that is not one of the API',
  'instagram-error': '`is_transient`, or HTTP 5xx',
  'read-refused': 'any other number at container, read',
  'refusal-unknown': 'any other number at create',
  'container-expired': '`status_code` EXPIRED',
  'upload-failed': '`uploading_phase` error',
  'processing-failed': '`status_code` ERROR or `processing_phase` error, with any other number',
  'upload-refused': 'anything else at upload',
  'upload-interrupted': '`retriable` at upload',
  'upload-host-unexpected': 'an upload `uri` on another host',
  'publish-unconfirmed': 'any other answer at publish, or none',
  'comment-unconfirmed': 'any other answer at comment, or none',
};

/** `docs/errors.md`, as Markdown. */
export function errorsPage(): string {
  return [INTRODUCTION, ...OUTCOME_CLASSES.map(section)].join('\n');
}

function section(kind: OutcomeClass): string {
  const [title, words] = CLASSES[kind];
  const rows = ALL_OUTCOMES.filter((outcome) => outcome.class === kind).map(lineOf);
  return `## ${title}

${words}

| code | category | retryable | what it means | what to do | Meta's code/subcode |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

const lineOf = ({ code, category, retryable, sentence, nextAction }: Outcome): string =>
  `| \`${code}\` | ${category} | ${retryable ? 'yes' : 'no'} | ${sentence} | ${nextAction} | ${causesOf(code)} |`;

function causesOf(code: OutcomeCode): string {
  const numbers = OUTCOME_TABLE.filter(({ means }) => means === code).map(numbersOf);
  const uploads = UPLOAD_TABLE.filter(({ means }) => means === code).map(uploadCause);
  return [...numbers, ...uploads, WITHOUT_NUMBER[code] ?? []].flat().join('<br>');
}

function numbersOf({ at, codes, subcodes, says }: OutcomeRow): string {
  const pairs = listed(codes).flatMap((code) => listed(subcodes).map((subcode) => `\`${code}/${subcode}\``));
  const words = says === undefined ? '' : ` saying "${says}"`;
  return `${pairs.join(' ')}${words} ${placesOf(at)}`;
}

function listed(numbers: OutcomeRow['subcodes']): readonly string[] {
  if (numbers === 'any') return ['*'];
  if (numbers === 'none') return ['-'];
  const single = numbers.filter((number) => !isPermission(numbers) || !PERMISSION_CODES.includes(number));
  return [...single.map(String), ...(isPermission(numbers) ? ['200-299'] : [])];
}

const isPermission = (numbers: readonly number[]): boolean => PERMISSION_CODES.every((code) => numbers.includes(code));

const placesOf = (at: readonly Endpoint[]): string =>
  at.length === ENDPOINTS.length ? 'anywhere' : `at ${at.join(', ')}`;

function uploadCause({ types, statuses }: UploadRow): string {
  const status = statuses === null ? [] : [`HTTP ${[...new Set(statuses)].join('-')}`];
  return `${[...types.map((type) => `\`${type}\``), ...status].join(' or ')} at upload`;
}
