import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidRequestError } from '../../client/errors.ts';
import { parseInviteRules } from '../../client/invite-rules.ts';
import { INVITE_ACTIONS } from '../../contracts/invite-rules.ts';
import { folded } from '../../workflows/caption-words.ts';
import { ownerPattern, RuleBook } from '../../workflows/match-rules.ts';
import { problemOfSweep } from '../../workflows/sweep-arguments.ts';
import { invite, NOW, SWEEP_INPUT } from '../workflows/invite-samples.ts';

/** What is wrong with the rules, by pointer. Empty if nothing is. */
function issuesOf(sent: unknown): Record<string, string> {
  try {
    parseInviteRules(sent);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
  }
}

const rule = (more: object = {}) => ({ rules: [{ action: 'accept', ...more }] });
const ruleOf = (more: object) => parseInviteRules(rule(more)).rules[0];

describe('rules are taken', () => {
  test('with all there is, as they are', () => {
    const full = {
      rules: [
        {
          name: 'Friends & partners',
          owner: ['anna', 'Shop_*.berlin', '*'],
          captionWords: [
            '#ad',
            '@anna',
            '@Anna.B_c',
            'Über',
            '#über',
            'розыгрыш',
            '赠品',
            'उपहार',
            'snake_case',
            '2026',
          ],
          minAgeHours: 0.5,
          action: 'accept',
          maxAcceptsPerDay: 50,
        },
        { name: 'rest', action: 'ask' },
      ],
      otherwise: 'decline',
    };
    expect(parseInviteRules(full)).toEqual(full);
  });

  test('with as little as there may be', () => {
    expect(parseInviteRules({ rules: [] })).toEqual({ rules: [], otherwise: 'leave' });
    for (const action of INVITE_ACTIONS)
      expect(parseInviteRules({ rules: [{ action }], otherwise: action })).toEqual({
        rules: [{ action }],
        otherwise: action,
      });
  });

  test.each<[string, object, object]>([
    ['one owner without a list', { owner: 'anna' }, { owner: ['anna'] }],
    ['an owner with the @ that people write', { owner: '@anna' }, { owner: ['anna'] }],
    ['owners with and without it', { owner: ['@anna', 'ben'] }, { owner: ['anna', 'ben'] }],
    ['one word without a list', { captionWords: '#ad' }, { captionWords: ['#ad'] }],
    ['a mention, which keeps its @', { captionWords: '@anna' }, { captionWords: ['@anna'] }],
    ['a mention with dots', { captionWords: ['@anna.b_c'] }, { captionWords: ['@anna.b_c'] }],
    ['a word in two ways to write its accents', { captionWords: 'cafe\u0301' }, { captionWords: ['café'] }],
    [
      'a word within which nobody sees a letter',
      { captionWords: '\u200bgive\u200d\u00adaway' },
      { captionWords: ['giveaway'] },
    ],
    ['a name with white space around it', { name: '  Friends ' }, { name: 'Friends' }],
    ['an undefined key', { name: undefined, owner: undefined, minAgeHours: undefined }, {}],
    ['an age of up to a year', { minAgeHours: 8_760 }, { minAgeHours: 8_760 }],
  ])('with %s', (_case, more, becomes) => {
    expect(ruleOf(more)).toEqual({ action: 'accept', ...becomes });
    expect(Object.keys(ruleOf(more) ?? {}).toSorted()).toEqual(['action', ...Object.keys(becomes)].toSorted());
  });

  test('up to a hundred of them', () => {
    const many = (count: number) => ({ rules: Array.from({ length: count }, () => ({ action: 'ask' })) });
    expect(parseInviteRules(many(100)).rules).toHaveLength(100);
    expect(issuesOf(many(101))).toEqual({ '/rules': 'rules must be a list of at most 100 rules, not a list of 101.' });
  });

  describe('with a thousand usernames and words together', () => {
    /** Rules of so many words, spread over lists that are not too long themselves. */
    const withWords = (count: number) => ({
      rules: Array.from({ length: Math.ceil(count / 100) }, (_, index) => {
        const words = Array.from({ length: Math.min(100, count - index * 100) }, (_each, at) => `w${index}x${at}`);
        return {
          owner: words.slice(0, 50),
          ...(words.length > 50 && { captionWords: words.slice(50) }),
          action: 'ask',
        };
      }),
    });

    test('and not with one more', () => {
      expect(issuesOf(withWords(1_000))).toEqual({});
      expect(issuesOf(withWords(1_001))).toEqual({
        '/rules': 'rules have 1001 usernames and words together: at most 1000.',
      });
    });

    test('of any one kind', () => {
      const list = Array.from({ length: 200 }, (_, index) => `w${index}`);
      for (const key of ['owner', 'captionWords']) {
        const rules = Array.from({ length: 5 }, () => ({ [key]: list, action: 'ask' }));
        expect(issuesOf({ rules })).toEqual({});
        expect(Object.keys(issuesOf({ rules: [...rules, { [key]: 'one', action: 'ask' }] }))).toEqual(['/rules']);
      }
    });
  });
});

describe('rules are refused', () => {
  test.each<[string, unknown, Record<string, string>]>([
    ['that are nothing', undefined, { '': 'The set of rules is missing: it must be an object.' }],
    ['that are a bare list', [{ action: 'ask' }], { '': 'The set of rules must be an object, not a list of 1.' }],
    ['that are text', 'accept all', { '': 'The set of rules must be an object, not "accept all".' }],
    ['without a list', {}, { '/rules': 'rules is missing: it must be a list of at most 100 rules.' }],
    [
      'with one rule in the place of the list',
      { rules: { action: 'ask' } },
      { '/rules': 'rules must be a list of at most 100 rules, not an object.' },
    ],
    ['with a rule that is text', { rules: ['ask'] }, { '/rules/0': 'rules[0] must be an object, not "ask".' }],
    [
      'with a key that was misspelled',
      rule({ owners: ['anna'] }),
      { '/rules/0/owners': 'rules[0].owners is not a known key: did you mean "owner"?' },
    ],
    [
      'with a key that is none',
      rule({ followers: 5 }),
      {
        '/rules/0/followers':
          'rules[0].followers is not a known key: the keys here are name, owner, captionWords, minAgeHours, action, maxAcceptsPerDay.',
      },
    ],
    [
      'with a key beside the list that is none',
      { rules: [], otherwize: 'ask' },
      { '/otherwize': 'otherwize is not a known key: did you mean "otherwise"?' },
    ],
    [
      'without an action',
      { rules: [{ owner: 'anna' }] },
      { '/rules/0/action': 'rules[0].action is missing: it must be one of "accept", "decline", "leave", "ask".' },
    ],
    [
      'with an unknown action',
      rule({ action: 'reject' }),
      { '/rules/0/action': 'rules[0].action must be one of "accept", "decline", "leave", "ask", not "reject".' },
    ],
    [
      'with an unknown rest',
      { rules: [], otherwise: 'ignore' },
      { '/otherwise': 'otherwise must be one of "accept", "decline", "leave", "ask", not "ignore".' },
    ],
  ])('%s', (_case, sent, issues) => {
    expect(issuesOf(sent)).toEqual(issues);
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a sign of a regular expression', 'shop.+'],
    ['a set of letters', '[ab]*'],
    ['a place for one letter', 'shop?'],
    ['an anchor', '^shop'],
    ['a space', 'anna b'],
    ['two marks', '@@anna'],
    ['a mark alone', '@'],
    ['an address', 'instagram.com/anna'],
    ['letters that no username has', 'änna'],
    ['more letters than a username has', 'a'.repeat(31)],
    ['a number', 5],
    ['null', null],
  ])('with an owner of %s', (_case, owner) => {
    const issues = issuesOf(rule({ owner: ['anna', owner] }));
    expect(Object.keys(issues)).toEqual(['/rules/0/owner/1']);
    expect(issues['/rules/0/owner/1']).toMatch(
      /^rules\[0\]\.owner\[1\] must be a username, in which "\*" stands for any characters, not .*\.$/,
    );
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a space', 'give away'],
    ['a star', 'give*'],
    ['a hyphen', 'give-away'],
    ['a mark alone', '#'],
    ['two marks', '##ad'],
    ['a mark within', 'a#d'],
    ['a picture', '🎁'],
    ['a dot', 'give.away'],
    ['a hashtag with a dot', '#give.away'],
    ['a mark of mention alone', '@'],
    ['a username with a hyphen', '@an-na'],
    ['a username with letters that no username has', '@änna'],
    ['a longer username than there is', `@${'a'.repeat(31)}`],
    ['both marks', '#@anna'],
    ['letters that nobody sees, and no others', '\u200b'],
    ['an accent alone', '\u0301'],
    ['more than 60 letters', 'a'.repeat(61)],
    ['a hashtag of more than 60 letters', `#${'a'.repeat(61)}`],
    ['a number', 2026],
    ['null', null],
  ])('with a word of %s', (_case, word) => {
    const issues = issuesOf(rule({ captionWords: ['ad', word] }));
    expect(Object.keys(issues)).toEqual(['/rules/0/captionWords/1']);
    expect(issues['/rules/0/captionWords/1']).toMatch(
      /must be a single word, perhaps with # before it, or @ before a username, not .*\.$/,
    );
  });

  test.each<[string, object, string, RegExp]>([
    ['no owners', { owner: [] }, '/rules/0/owner', /a list of 1 to 200 such, not a list of 0\.$/],
    [
      'too many owners',
      { owner: Array(201).fill('a') },
      '/rules/0/owner',
      /a list of 1 to 200 such, not a list of 201\.$/,
    ],
    ['owners in a map', { owner: { anna: true } }, '/rules/0/owner', /a list of 1 to 200 such, not an object\.$/],
    ['no words', { captionWords: [] }, '/rules/0/captionWords', /a list of 1 to 200 such, not a list of 0\.$/],
    ['words that are null', { captionWords: null }, '/rules/0/captionWords', /a list of 1 to 200 such, not null\.$/],
    ['no age', { minAgeHours: 0 }, '/rules/0/minAgeHours', /a number of hours above 0, up to 8760, not 0\.$/],
    ['an age below none', { minAgeHours: -1 }, '/rules/0/minAgeHours', /not -1\.$/],
    ['an age of more than a year', { minAgeHours: 8_761 }, '/rules/0/minAgeHours', /not 8761\.$/],
    ['an age that never comes', { minAgeHours: Number.POSITIVE_INFINITY }, '/rules/0/minAgeHours', /not Infinity\.$/],
    ['an age in words', { minAgeHours: '2 days' }, '/rules/0/minAgeHours', /not "2 days"\.$/],
    [
      'no acceptances',
      { maxAcceptsPerDay: 0 },
      '/rules/0/maxAcceptsPerDay',
      /a whole number from 1 to 50, .*, not 0\.$/,
    ],
    ['more acceptances than Instagram takes', { maxAcceptsPerDay: 51 }, '/rules/0/maxAcceptsPerDay', /not 51\.$/],
    ['half an acceptance', { maxAcceptsPerDay: 1.5 }, '/rules/0/maxAcceptsPerDay', /not 1\.5\.$/],
    ['acceptances in quotes', { maxAcceptsPerDay: '5' }, '/rules/0/maxAcceptsPerDay', /not "5"\.$/],
    ['an empty name', { name: ' ' }, '/rules/0/name', /text of 1 to 60 characters/],
    ['a long name', { name: 'a'.repeat(61) }, '/rules/0/name', /text of 1 to 60 characters/],
    ['a name that is a number', { name: 5 }, '/rules/0/name', /text of 1 to 60 characters, not 5\.$/],
  ])('with %s', (_case, more, pointer, message) => {
    const issues = issuesOf(rule(more));
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toMatch(message);
  });

  test.each(['decline', 'leave', 'ask'] as const)('with a number of acceptances for "%s"', (action) => {
    expect(issuesOf(rule({ action, maxAcceptsPerDay: 5 }))).toEqual({
      '/rules/0/maxAcceptsPerDay': 'rules[0].maxAcceptsPerDay is for rules whose action is "accept": leave it out.',
    });
  });

  test.each<[string, object[], string, string]>([
    ['the same', [{ name: 'a' }, {}, { name: 'a' }], '/rules/2/name', '"a"'],
    ['the same but for white space', [{ name: 'a' }, { name: ' a ' }], '/rules/1/name', '"a"'],
    ['that of a number of a rule without one', [{ name: 'rule 2' }, {}], '/rules/1/name', '"rule 2"'],
  ])('with names that are %s', (_case, named, pointer, name) => {
    expect(issuesOf({ rules: named.map((each) => ({ action: 'ask', ...each })) })).toEqual({
      [pointer]: `${pointer.slice(1).replace(/\/(\d)\//, '[$1].')} repeats ${name}: reports tell rules apart by it.`,
    });
  });

  test('with all that is wrong, at once', () => {
    const sent = {
      rules: [
        { owner: 'a b', captionWords: ['c d', 'ok', '*'], minAgeHours: -1, action: 'no', name: '' },
        { owners: 'anna', action: 'decline', maxAcceptsPerDay: 3 },
      ],
      otherwise: 'no',
      more: true,
    };
    expect(Object.keys(issuesOf(sent)).toSorted()).toEqual([
      '/more',
      '/otherwise',
      '/rules/0/action',
      '/rules/0/captionWords/0',
      '/rules/0/captionWords/2',
      '/rules/0/minAgeHours',
      '/rules/0/name',
      '/rules/0/owner/0',
      '/rules/1/maxAcceptsPerDay',
      '/rules/1/owners',
    ]);
  });

  test('whatever they are, without an accident', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const near = fc.record(
      {
        rules: fc.array(
          fc.record(
            {
              name: anything,
              owner: anything,
              captionWords: anything,
              minAgeHours: anything,
              action: fc.oneof(fc.constantFrom(...INVITE_ACTIONS), anything),
              maxAcceptsPerDay: anything,
            },
            { requiredKeys: [] },
          ),
          { maxLength: 3 },
        ),
        otherwise: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, near), (sent) => {
        for (const message of Object.values(issuesOf(sent))) expect(message).toMatch(/\.$|\?$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('rules that are taken', () => {
  const optional = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
    fc.record(shape, { requiredKeys: [] });
  const owner = fc.stringMatching(/^@?[A-Za-z0-9._*]{1,30}$/);
  const word = fc.oneof(
    fc.stringMatching(/^#?[a-zA-Z0-9_äöüßжЖ中ア]{1,20}$/),
    fc.stringMatching(/^@[A-Za-z0-9._]{0,29}[A-Za-z0-9_]$/),
  );
  const oneOrMore = (item: fc.Arbitrary<string>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 4 }));
  const request = fc.record(
    {
      rules: fc.array(
        fc
          .tuple(
            optional({
              owner: oneOrMore(owner),
              captionWords: oneOrMore(word),
              minAgeHours: fc.double({ min: 0.01, max: 8_760, noNaN: true }),
            }),
            fc.oneof(
              fc.record({ action: fc.constantFrom(...INVITE_ACTIONS) }),
              fc.record({ action: fc.constant('accept'), maxAcceptsPerDay: fc.integer({ min: 1, max: 50 }) }),
            ),
          )
          .map(([conditions, action]) => ({ ...conditions, ...action })),
        { maxLength: 5 },
      ),
      otherwise: fc.constantFrom(...INVITE_ACTIONS),
    },
    { requiredKeys: ['rules'] },
  );

  test('are taken again as they have become, also by a sweep', () => {
    fc.assert(
      fc.property(request, (sent) => {
        const rules = parseInviteRules(sent);
        expect(parseInviteRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
        expect(problemOfSweep({ ...SWEEP_INPUT, rules })).toBeUndefined();
        expect(INVITE_ACTIONS).toContain(new RuleBook(rules).match({ ...invite(1), firstSeenAt: NOW }, NOW).action);
      }),
    );
  });

  test('fit the usernames and the words that they name', () => {
    fc.assert(
      fc.property(owner, word, (username, captionWord) => {
        const sent = { rules: [{ owner: username, captionWords: captionWord, action: 'accept' }] };
        const rules = parseInviteRules(sent);
        const name = username.replace('@', '').replaceAll('*', 'x');
        const known = { ...invite(1, { owner: name, caption: `So: ${captionWord}!` }), firstSeenAt: NOW };
        expect(new RuleBook(rules).match(known, NOW).action).toBe('accept');
        expect(ownerPattern(rules.rules[0]?.owner?.[0] ?? '')(folded(name))).toBe(true);
      }),
    );
  });
});
