/** What the command's exit code says. Documented in `carillon --help`. */
export const EXIT = {
  ok: 0,
  general: 1,
  usage: 2,
  /** Instagram or the Temporal server refused, or is not there. */
  refused: 3,
  token: 4,
  invalidPost: 5,
  waitTimedOut: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
