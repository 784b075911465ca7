import { z } from 'zod';
import { INVITE_ACTIONS, type InviteRules, ruleName } from '../contracts/invite-rules.ts';
import { INSTAGRAM_LIMITS } from '../contracts/ledger.ts';
import { parseArgument } from './arguments.ts';
import { must, shown, strict } from './issues.ts';
import { withoutEmpty } from './without-empty.ts';

const MAX_RULES = 100;
const MAX_PATTERNS = 200;
const MAX_NAME = 60;
const MAX_AGE_HOURS = 24 * 365;

/** One or a list: what people write in a file. */
const oneOrMore = <Schema extends z.ZodType<string>>(item: Schema, of: string) => {
  const rule = must(`one of ${of}, or a list of 1 to ${MAX_PATTERNS}`);
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

const wordRule = must('a single word, perhaps with # or @ before it');
const word = z.string(wordRule).regex(/^[#@]?[\p{L}\p{M}\p{N}_]{1,60}$/u, wordRule);

const actionRule = must(`one of ${INVITE_ACTIONS.map((action) => `"${action}"`).join(', ')}`);
const action = z.enum(INVITE_ACTIONS, actionRule);
const nameRule = must(`text of 1 to ${MAX_NAME} characters`);
const ageRule = must(`a number of hours above 0, up to ${MAX_AGE_HOURS}`);
const acceptsRule = must(`a whole number from 1 to ${INSTAGRAM_LIMITS.inviteAnswer}, which Instagram takes in a day`);

const rule = strict({
  name: z.string(nameRule).trim().min(1, nameRule).max(MAX_NAME, nameRule).optional(),
  owner: oneOrMore(owner, 'usernames').optional(),
  captionWords: oneOrMore(word, 'words').optional(),
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
export const parseInviteRules = (request: unknown): InviteRules => parseArgument(rulesSchema, request, 'The rules');
