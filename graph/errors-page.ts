import { ALL_OUTCOMES, type Outcome } from './outcome.ts';
import type { OutcomeCode } from './outcome-catalogue.ts';
import { OUTCOME_CLASSES, type OutcomeClass, type OutcomeEntries, type OutcomeEntry } from './outcome-classes.ts';
import { ENDPOINTS, type Endpoint, OUTCOME_TABLE, type OutcomeRow, PERMISSION_CODES } from './outcome-table.ts';
import { UPLOAD_TABLE, type UploadRow } from './upload-outcome.ts';

/** Errors that have one consequence. */
export interface OwnErrors {
  readonly title: string;
  /** What becomes of the post, in a sentence. */
  readonly words: string;
  readonly retryable: boolean;
  readonly errors: OutcomeEntries;
}

/** What no error of Instagram's leads to. */
export interface OwnFindings {
  readonly errors: readonly OwnErrors[];
  /** What each warning means, by its code. */
  readonly warnings: Readonly<Record<string, string>>;
}

const INTRODUCTION = `# Errors

<!-- Written by \`npm run errors\`: from the tables that the code decides by, and from tools/own-errors.ts. Do not edit. -->

A post that is not where it should be has an \`error\`: our \`code\`, its \`category\`, a sentence (\`message\`), whether it is
\`retryable\` without a change by a person, what to do (\`nextAction\`), and Meta's own words and numbers (\`meta\`). So has each of its
\`containers\` that failed, and a \`firstComment\` that could not be written. This page lists every code: those of
[errors from Instagram](#errors-from-instagram), those of [errors that Carillon finds](#errors-that-carillon-finds), and the
[warnings](#warnings).
`;

const FROM_INSTAGRAM = `## Errors from Instagram

Every code that an error of Instagram can lead to, under what Carillon does about it.

Meta's numbers are written \`code/subcode\`, with \`*\` for any and \`-\` for none, and where they were met: at **create** (a
container is made), **container** (one is read), **publish**, **read** (anything else is read), **comment** (one is made), or
**upload** (a video is sent). The first line that fits decides. A number that is not listed is a \`refusal-unknown\` at create,
\`publish-unconfirmed\` at publish, \`comment-unconfirmed\` at comment, \`upload-refused\` at upload and \`read-refused\` elsewhere.

At publish only \`9007\` and \`9/2207042\` are believed to mean that nothing was published, because Instagram has answered with
an error while the post was live. Every other answer there is \`publish-unconfirmed\`, whatever its line says.
`;

const FOUND_BY_CARILLON = `## Errors that Carillon finds

In what it reads, in the media, among its accounts and in its own runs, under what becomes of the post.
`;

const WARNINGS = `## Warnings

What a person should know although it kept nothing from being published: the \`warnings\` of a post, each a \`code\` and a \`message\`.

| code | what it means |
|---|---|
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
export function errorsPage({ errors, warnings }: OwnFindings): string {
  const warned = Object.entries(warnings).map(([code, meaning]) => `| \`${code}\` | ${meaning} |\n`);
  return [
    INTRODUCTION,
    FROM_INSTAGRAM,
    ...OUTCOME_CLASSES.map(section),
    FOUND_BY_CARILLON,
    ...errors.map(ownSection),
    `${WARNINGS}${warned.join('')}`,
  ].join('\n');
}

function ownSection({ title, words, retryable, errors }: OwnErrors): string {
  const rows = Object.entries(errors).map(([code, entry]) => `${explained({ code, retryable, ...entry })} |`);
  return `### ${title}

${words}

| code | category | retryable | what it means | what to do |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function section(kind: OutcomeClass): string {
  const [title, words] = CLASSES[kind];
  const rows = ALL_OUTCOMES.filter((outcome) => outcome.class === kind).map(lineOf);
  return `### ${title}

${words}

| code | category | retryable | what it means | what to do | Meta's code/subcode |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

const lineOf = (outcome: Outcome): string => `${explained(outcome)} | ${causesOf(outcome.code)} |`;

const explained = ({ code, category, retryable, sentence, nextAction }: Explained): string =>
  `| \`${code}\` | ${category} | ${retryable ? 'yes' : 'no'} | ${sentence} | ${nextAction}`;

type Explained = OutcomeEntry & { readonly code: string; readonly retryable: boolean };

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
