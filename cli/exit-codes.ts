/** What the command's exit code says. */
export const EXIT = {
  ok: 0,
  general: 1,
  usage: 2,
  refused: 3,
  token: 4,
  invalidPost: 5,
  waitTimedOut: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'none of the others: no such post or account, too late for it, not as it stands, a wrong key, a part that failed',
  2: 'the command line, a file it names or an environment variable is wrong',
  3: 'the Temporal server or Instagram refused, or is not there; a post waits for a person',
  4: 'an access token is malformed, expired or revoked',
  5: 'a post cannot be queued: invalid, past due, of an unknown account, its id is taken, or it would not go out in time',
  6: 'the wait timed out; the post goes on',
  130: 'interrupted before it was done',
};

/** A line per exit code, for `carillon --help`. */
export const EXIT_CODES_FOR_PEOPLE = Object.entries(MEANINGS)
  .map(([code, meaning]) => `${code.padStart(5)}  ${meaning}`)
  .join('\n');
