import { z } from 'zod';
import { INVITE_ACTIONS, type InviteRules, ruleName } from '../contracts/invite-rules.ts';
import { INSTAGRAM_LIMITS } from '../contracts/ledger.ts';
import { parseArgument } from './arguments.ts';
import { must, shown, strict } from './issues.ts';
import { withoutEmpty } from './without-empty.ts';

const MAX_RULES = 100;
const MAX_PATTERNS = 200;
/** Of all rules together: each is compared with every invite, and all of them stand in the schedule. */
const MAX_IN_ALL = 1_000;
const MAX_NAME = 60;
const MAX_AGE_HOURS = 24 * 365;

/** One or a list: what people write in a file. */
const oneOrMore = <Schema extends z.ZodType<string>>(item: Schema, one: string) => {
  const rule = must(`${one}, or a list of 1 to ${MAX_PATTERNS} such`);
  return z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(item, rule).min(1, rule).max(MAX_PATTERNS, rule),
  );
};

const ownerRule = must('a username, in which "*" stands for any characters');
const owner = z
  .string(ownerRule)
  .transform((pattern) => pattern.replace(/^@/, ''))
  .pipe(z.string().regex(/^[A-Za-z0-9._*]{1,30}$/, ownerRule));

const wordRule = must('a single word, perhaps with # before it, or @ before a username');
const WORD = /^(#?[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]{0,59}|@[A-Za-z0-9._]{1,30})$/u;
const word = z
  .string(wordRule)
  .transform((text) => text.normalize('NFC').replaceAll(/\p{Cf}/gu, ''))
  .pipe(z.string().regex(WORD, wordRule));

const actionRule = must(`one of ${INVITE_ACTIONS.map((action) => `"${action}"`).join(', ')}`);
const action = z.enum(INVITE_ACTIONS, actionRule);
const nameRule = must(`text of 1 to ${MAX_NAME} characters`);
const ageRule = must(`a number of hours above 0, up to ${MAX_AGE_HOURS}`);
const acceptsRule = must(`a whole number from 1 to ${INSTAGRAM_LIMITS.inviteAnswer}, which Instagram takes in a day`);

const rule = strict({
  name: z.string(nameRule).trim().min(1, nameRule).max(MAX_NAME, nameRule).optional(),
  owner: oneOrMore(owner, 'a username').optional(),
  captionWords: oneOrMore(word, 'a word').optional(),
  minAgeHours: z.number(ageRule).positive(ageRule).max(MAX_AGE_HOURS, ageRule).optional(),
  action,
  maxAcceptsPerDay: z.int(acceptsRule).min(1, acceptsRule).max(INSTAGRAM_LIMITS.inviteAnswer, acceptsRule).optional(),
})
  .refine(({ action: wanted, maxAcceptsPerDay }) => wanted === 'accept' || maxAcceptsPerDay === undefined, {
    path: ['maxAcceptsPerDay'],
    error: 'is for rules whose action is "accept": leave it out.',
  })
  .transform(withoutEmpty);

const rulesRule = must(`a list of at most ${MAX_RULES} rules`);
const rulesSchema = strict({
  rules: z
    .array(rule, rulesRule)
    .max(MAX_RULES, rulesRule)
    .superRefine((rules, context) => {
      const count = rules.reduce(
        (sum, { owner: owners = [], captionWords = [] }) => sum + owners.length + captionWords.length,
        0,
      );
      if (count > MAX_IN_ALL)
        context.addIssue({
          code: 'custom',
          message: `have ${count} usernames and words together: at most ${MAX_IN_ALL}.`,
        });
      const names = rules.map(ruleName);
      for (const [index, name] of names.entries())
        if (names.indexOf(name) < index)
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: `repeats ${shown(name)}: reports tell rules apart by it.`,
          });
    }),
  otherwise: action.default('leave'),
});

/** Rules as people write them: `owner` and `captionWords` may be one or a list, and `otherwise` may be left out. */
export interface InviteRulesRequest {
  readonly rules: readonly {
    readonly name?: string | undefined;
    readonly owner?: string | readonly string[] | undefined;
    readonly captionWords?: string | readonly string[] | undefined;
    readonly minAgeHours?: number | undefined;
    readonly action: (typeof INVITE_ACTIONS)[number];
    readonly maxAcceptsPerDay?: number | undefined;
  }[];
  readonly otherwise?: (typeof INVITE_ACTIONS)[number] | undefined;
}

/** @throws {@link InvalidRequestError} with all that is wrong */
export const parseInviteRules = (request: unknown): InviteRules =>
  parseArgument(rulesSchema, request, 'The set of rules');
