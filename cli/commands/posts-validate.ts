import type { RequestIssue, Validation } from '../../client/index.ts';
import { validatePost } from '../../client/validate-post.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';
import { nameOf, readJson } from '../input.ts';
import { KnownAccounts } from '../known-accounts.ts';
import { print } from '../output.ts';
import { readSettings } from '../settings.ts';

export interface ValidateOptions {
  readonly file: string;
  /** Whether to look at the media behind URLs. */
  readonly probe?: boolean;
  /** Whether that may be at addresses of private networks. */
  readonly allowPrivate?: boolean;
}

/**
 * Prints all that `create` would refuse a post for. Needs no server.
 * @throws CommandError when there is anything
 */
export async function validate({ file, probe = false, allowPrivate = false }: ValidateOptions): Promise<void> {
  const accounts = new KnownAccounts(readSettings().configuration);
  const request = await readJson(file);
  const { issues: found, warnings } = await validatePost(request, { loginOf: accounts.loginOf, probe, allowPrivate });
  const unknown = accounts.refusalOf(request);
  const issues = unknown === undefined ? found : [...found, { pointer: '/accountId', message: unknown.message }];
  const validation = { ok: issues.length === 0, issues, warnings };
  print(validation, () => validationForPeople(validation));
  refuseInvalid(issues, nameOf(file));
}

/** A line for each thing that is wrong or odd. */
export function validationForPeople({ ok, issues, warnings }: Validation): string {
  const lines = [
    ...issues.map(({ message }) => `wrong    ${message}`),
    ...warnings.map(({ message }) => `warning  ${message}`),
  ];
  return [...lines, ok ? 'The post may be queued.' : 'The post cannot be queued.'].join('\n');
}

function refuseInvalid(issues: readonly RequestIssue[], name: string): void {
  const [first] = issues;
  if (first === undefined) return;
  const count = issues.length === 1 ? 'One thing is' : `${issues.length} things are`;
  throw new CommandError('invalid-post', {
    message: `${count} wrong with the post in ${name}${issues.length === 1 ? '' : '; the first'}: ${first.message}`,
    nextAction: 'Correct the post, then validate it again.',
    exitCode: EXIT.invalidPost,
    details: { errors: issues },
  });
}
