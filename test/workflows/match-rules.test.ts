import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InviteRule, InviteRules } from '../../contracts/invite-rules.ts';
import { folded } from '../../workflows/caption-words.ts';
import { type KnownInvite, ownerPattern, RuleBook } from '../../workflows/match-rules.ts';
import { HOUR_MS, invite, NOW } from './invite-samples.ts';

const known = (more: Partial<KnownInvite> = {}): KnownInvite => ({ ...invite(1), firstSeenAt: NOW, ...more });
const fitsPattern = (username: string, pattern: string): boolean => ownerPattern(pattern)(folded(username));
const by = (...rules: InviteRule[]): InviteRules => ({ rules, otherwise: 'leave' });
const match = (rules: InviteRules, invited: KnownInvite) => new RuleBook(rules).match(invited, NOW);
const fits = (rule: Omit<InviteRule, 'action'>, more: Partial<KnownInvite>): boolean =>
  match(by({ ...rule, action: 'accept' }), known(more)).action === 'accept';

describe('a pattern of a username', () => {
  test.each([
    ['anna', 'anna', true],
    ['Anna', 'aNNa', true],
    ['anna', 'ann', false],
    ['anna', 'annab', false],
    ['anna', 'bann', false],
    ['anna.b_c', 'anna.b_c', true],
    ['annaxb_c', 'anna.b_c', false],
    ['anna', '*', true],
    ['anna', '**', true],
    ['anna', 'an*', true],
    ['anna', 'anna*', true],
    ['banna', 'an*', false],
    ['anna', '*na', true],
    ['anna', '*anna', true],
    ['annab', '*na', false],
    ['anna', 'a*a', true],
    ['a', 'a*a', false],
    ['aa', 'a*a', true],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['shop_berlin_official', 'shop*_official', true],
    ['shop_official', 'shop*_official', true],
    ['the.shop.berlin', '*shop*', true],
    ['shop', '*shop*', true],
    ['shp', '*shop*', false],
    ['abcabc', '*abc*abc*', true],
    ['abcab', '*abc*abc*', false],
    ['abab', 'ab*ab*ab', false],
    ['xbxcx', '*c*b*', false],
    ['abcd', 'a*c*d', true],
    ['acd', 'a*c*cd', false],
    ['aXb', 'a?b', false],
  ])('takes "%s" by "%s": %s', (username, pattern, isTaken) => {
    expect(fitsPattern(username, pattern)).toBe(isTaken);
  });

  test('takes what a regular expression would take', () => {
    const letters = fc.constantFrom('a', 'b', 'A', '.', '_');
    const username = fc.string({ unit: letters, maxLength: 10 });
    const pattern = fc.string({ unit: fc.oneof(letters, fc.constant('*')), maxLength: 8 });
    const expression = (text: string) =>
      new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`, 'i');
    fc.assert(
      fc.property(username, pattern, (name, wanted) => {
        expect(fitsPattern(name, wanted)).toBe(expression(wanted).test(name));
      }),
      { numRuns: 5_000 },
    );
  });

  test('takes every username into which something was put in the places of its stars', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.array(piece, { minLength: 6 }), (pieces, put) => {
        const username = pieces.map((each, index) => (index === 0 ? each : `${put[index] ?? ''}${each}`)).join('');
        expect(fitsPattern(username, pieces.join('*'))).toBe(true);
      }),
    );
  });

  test('of many stars takes no longer than its length', () => {
    expect(fitsPattern('a'.repeat(10_000), `${'*a'.repeat(2_000)}b`)).toBe(false);
  });
});

describe('a word of a caption', () => {
  test.each<[string, string, boolean]>([
    ['giveaway', 'A giveaway for all', true],
    ['giveaway', 'giveaway', true],
    ['giveaway', 'A GiveAway for all', true],
    ['GIVEAWAY', 'a giveaway', true],
    ['giveaway', 'Giveaway! Join', true],
    ['giveaway', '(giveaway)', true],
    ['giveaway', 'no\ngiveaway\there', true],
    ['giveaway', 'Giveaways for all', false],
    ['giveaway', 'the megagiveaway', false],
    ['giveaway', 'giveaway_time', false],
    ['giveaway', 'giveaway2026', false],
    ['giveaway', 'give-away', false],
    ['giveaway', '', false],
    ['2026', 'in 2026!', true],
    ['giveaway', '#giveaway', true],
    ['giveaway', '#GiveAway!', true],
    ['giveaway', '@giveaway', true],
    ['giveaway', '#giveaways', false],
    ['über', 'Über uns', true],
    ['ÜBER', 'u\u0308ber uns', true],
    ['Ube\u0301r', 'UBÉR', true],
    ['café', 'cafe\u0301', true],
    ['cafe\u0301', 'CAFÉ', true],
    ['cafe', 'café', false],
    ['cafe', 'cafe\u0301', false],
    ['giveaway', 'ｇｉｖｅＡＷＡＹ', true],
    ['ｇｉｖｅaway', 'giveaway', true],
    ['giveaway', '𝓰𝓲𝓿𝓮𝓪𝔀𝓪𝔂', true],
    ['office', 'the oﬃce', true],
    ['розыгрыш', 'РОЗЫГРЫШ!', true],
    ['розыгрыш', 'розыгрыши', false],
    ['هدية', 'اربح هدية الآن', true],
    ['उपहार', 'मुफ़्त उपहार!', true],
    ['プレゼント', '「プレゼント」', true],
    ['プレゼント', 'ﾌﾟﾚｾﾞﾝﾄ', true],
    ['οδος', 'Η ΟΔΟΣ', true],
    ['ΟΔΟΣ', 'η οδος', true],
    ['οδοσ', 'Η οδος', true],
    ['οδος', 'ΟΔΟΣ.ΑΘΗΝΑ', true],
    ['αθηνα', 'ΟΔΟΣ.ΑΘΗΝΑ', true],
    ['giveaway', '´giveaway´', true],
    ['giveaway', '❤️giveaway❤️', true],
    ['giveaway', 'a *️giveaway', true],
    ['giveaway', 'https://shop.example/giveaway', true],
    ['giveaway', 'win🎁giveaway🎁now', true],
    ['giveaway', '🎁giveaway', true],
    ['now', 'win👩‍👩‍👧now', true],
    ['winnow', 'win🎁now', false],
  ])('"%s" is in "%s": %s', (word, caption, isThere) => {
    expect(fits({ captionWords: [word] }, { caption })).toBe(isThere);
  });

  const letters = 'abzAZ09_éßñЖжاהΣσς';
  const word = fc.string({ unit: fc.constantFrom(...letters, '中'), minLength: 1, maxLength: 8 });
  const spaced = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 });

  test('is found between whatever is no part of words', () => {
    const between = fc.string({
      unit: fc.constantFrom(
        ' ',
        '\n',
        '\t',
        '.',
        ',',
        '!',
        '(',
        ')',
        '"',
        '´',
        '-',
        '/',
        '❤️',
        '🎁',
        '…',
        '—',
        '\u00a0',
      ),
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(word, word, word, between, between, (wanted, one, other, before, after) => {
        expect(fits({ captionWords: [wanted] }, { caption: `${one}${before}${wanted}${after}${other}` })).toBe(true);
      }),
    );
  });

  test('is not found as a part of a longer one', () => {
    fc.assert(
      fc.property(spaced, word, fc.boolean(), (wanted, more, isBefore) => {
        const caption = isBefore ? `${more}${wanted}` : `${wanted}${more}`;
        expect(fits({ captionWords: [wanted] }, { caption })).toBe(false);
      }),
    );
  });

  test.each<[string, string, boolean]>([
    ['赠品', '免费赠品', true],
    ['赠品', '#赠品', true],
    ['赠品', '赠送品', false],
    ['プレゼント', '夏のプレゼント企画', true],
    ['ﾌﾟﾚｾﾞﾝﾄ', '夏のプレゼント企画', true],
    ['แจก', 'วันนี้แจกฟรี', true],
    ['#赠品', '免费赠品', false],
    ['#赠品', '免费 #赠品', true],
    ['#赠品', '#赠品多', false],
  ])(
    'of a script without spaces, "%s", is found where its letters stand, but a hashtag is whole: in "%s" %s',
    (wanted, caption, isThere) => {
      expect(fits({ captionWords: [wanted] }, { caption })).toBe(isThere);
    },
  );

  test('is not hidden by what nobody sees', () => {
    const unseen = fc.constantFrom(...'\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufe0e\ufe0f\ufeff');
    const mark = fc.constantFrom('', '#');
    fc.assert(
      fc.property(mark, word, unseen, fc.nat(8), (marked, wanted, hidden, at) => {
        const caption = `So: ${marked}${wanted.slice(0, at)}${hidden}${wanted.slice(at)} !`;
        expect(fits({ captionWords: [`${marked}${wanted}`] }, { caption })).toBe(true);
      }),
    );
  });

  test.each([
    ['giveaway', 'giv\u0435away'],
    ['giveaway', 'g\u0131veaway'],
    ['ad', '\u0391d'],
  ])('"%s" is not found in "%s", whose letters only look the same: a limit that is known', (wanted, caption) => {
    expect(fits({ captionWords: [wanted] }, { caption })).toBe(false);
  });

  test('is looked for in any caption without an accident', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'binary' }), (caption, wanted) => {
        expect(typeof fits({ captionWords: [wanted] }, { caption })).toBe('boolean');
      }),
    );
  });

  test('is none of the names that every object has', () => {
    for (const wanted of ['constructor', '__proto__', 'size', 'has'])
      expect(fits({ captionWords: [wanted] }, { caption: 'A picture' })).toBe(false);
  });
});

describe('a hashtag of a caption', () => {
  test.each<[string, string, boolean]>([
    ['#ad', '#ad', true],
    ['#AD', 'all of this is #ad', true],
    ['#ad', 'Nice.#AD,#more', true],
    ['#ad', '(#ad)', true],
    ['#ad', '🎁#ad🎁', true],
    ['#ad', '❤️#ad', true],
    ['#ad', '＃ａｄ', true],
    ['#über', '#U\u0308BER', true],
    ['#οδος', '#ΟΔΟΣ.ΑΘΗΝΑ', true],
    ['#ad', 'an ad', false],
    ['#ad', '@ad', false],
    ['#ad', '#ads', false],
    ['#ads', '#ad', false],
    ['#ad', '#ad_2026', false],
    ['#ad', '# ad', false],
    ['#ad', 'page#ad', false],
    ['#ad', 'über#ad', false],
    ['#ad', 'snake_#ad', false],
    ['#ad', 'https://shop.example/page#ad', false],
    ['#ad', 'https://shop.example/#ad', false],
    ['#39', 'it&#39;s', false],
  ])('"%s" is in "%s": %s', (word, caption, isThere) => {
    expect(fits({ captionWords: [word] }, { caption })).toBe(isThere);
  });
});

describe('a mention of a caption', () => {
  test.each<[string, string, boolean]>([
    ['@anna', 'with @Anna!', true],
    ['@ANNA', '@anna', true],
    ['@anna', '(@anna)', true],
    ['@anna', 'with @anna.', true],
    ['@anna', 'with @anna...', true],
    ['@anna', '🎁@anna', true],
    ['@anna', '＠anna', true],
    ['@anna', '@an\u200bna', true],
    ['@anna.b_c', 'with @Anna.B_C.', true],
    ['@_anna', '@_anna', true],
    ['@anna', 'with @anna.b', false],
    ['@b', 'with @anna.b', false],
    ['@anna', 'with @annas', false],
    ['@anna', 'with @anna_', false],
    ['@anna_', 'with @anna_', true],
    ['@anna', 'with anna', false],
    ['@anna', 'with #anna', false],
    ['@anna', '@ anna', false],
    ['@anna', 'mail ben@anna', false],
    ['@anna.example', 'mail ben@anna.example', false],
    ['@anna', 'https://video.example/@anna', false],
  ])('"%s" is in "%s": %s', (word, caption, isThere) => {
    expect(fits({ captionWords: [word] }, { caption })).toBe(isThere);
  });
});

describe('an age', () => {
  test.each([
    ['less', false, 48, 48 * HOUR_MS - 1],
    ['exactly it', true, 48, 48 * HOUR_MS],
    ['more', true, 48, 50 * HOUR_MS],
    ['half an hour', true, 0.5, HOUR_MS / 2],
    ['nothing, because it is seen for the first time', false, 1, 0],
  ])('of %s is enough: %s', (_case, isEnough, minAgeHours, ageMs) => {
    expect(fits({ minAgeHours }, { firstSeenAt: NOW - ageMs })).toBe(isEnough);
  });
});

describe('a rule with several conditions', () => {
  const rule = { owner: ['shop*', 'anna'], captionWords: ['#ad', 'sale'], minAgeHours: 2 };
  const all = { owner: 'anna', caption: 'A sale', firstSeenAt: NOW - 2 * HOUR_MS };
  test.each<[string, boolean, Partial<KnownInvite>]>([
    ['all of them hold', true, {}],
    ['another one of its patterns fits', true, { owner: 'shop.berlin' }],
    ['another one of its words is there', true, { caption: 'this is #ad' }],
    ['none of its patterns fits', false, { owner: 'ben' }],
    ['none of its words is there', false, { caption: 'ad' }],
    ['it is too young', false, { firstSeenAt: NOW - HOUR_MS }],
  ])('fits when %s: %s', (_case, doesFit, more) => {
    expect(fits(rule, { ...all, ...more })).toBe(doesFit);
  });

  test('says each one that held, with the pattern and the word that fitted', () => {
    expect(match(by({ ...rule, action: 'accept' }), known(all)).reason).toBe(
      'The owner fits "anna", the caption has "sale", it has been pending for 2 hours.',
    );
  });
});

describe('of several rules', () => {
  const two = by(
    { name: 'spam', captionWords: ['sale'], action: 'decline' },
    { owner: ['kat*'], action: 'accept', maxAcceptsPerDay: 3 },
    { name: 'rest', action: 'ask' },
  );

  test.each<[string, Partial<KnownInvite>, object]>([
    [
      'the first one that fits decides',
      { caption: 'Sale' },
      { action: 'decline', rule: 'spam', reason: 'The caption has "sale".', maxAcceptsPerDay: null },
    ],
    [
      'a later one decides where those before do not fit, and one without a name has a number',
      {},
      { action: 'accept', rule: 'rule 2', reason: 'The owner fits "kat*".', maxAcceptsPerDay: 3 },
    ],
    [
      'one without conditions fits every invite',
      { owner: 'ben' },
      { action: 'ask', rule: 'rest', reason: 'The rule fits every invite.', maxAcceptsPerDay: null },
    ],
  ])('%s', (_case, more, verdict) => {
    expect(match(two, known(more))).toEqual(verdict);
  });

  test.each(['accept', 'decline', 'leave', 'ask'] as const)('none fits, and the rest is to "%s"', (otherwise) => {
    expect(match({ rules: [{ owner: ['ben'], action: 'decline' }], otherwise }, known())).toEqual({
      action: otherwise,
      rule: null,
      reason: 'No rule fits.',
      maxAcceptsPerDay: null,
    });
  });
});

test('one book judges each of many invites as a book of its own would', () => {
  const rules = by(
    { owner: ['shop*'], captionWords: ['#ad', '赠品'], action: 'decline' },
    { captionWords: ['@anna', 'sale'], action: 'accept' },
    { owner: ['*b'], minAgeHours: 1, action: 'ask' },
  );
  const caption = fc
    .array(fc.constantFrom('#ad', 'ad', '@anna', 'Sale', '免费赠品', '.', 'x'), { maxLength: 4 })
    .map((words) => words.join(' '));
  const owner = fc.constantFrom('shop', 'shop.b', 'ben', 'b');
  const age = fc.constantFrom(0, HOUR_MS).map((ms) => NOW - ms);
  const all = fc.array(fc.record({ owner, caption, firstSeenAt: age }), { maxLength: 10 });
  fc.assert(
    fc.property(all, (each) => {
      const book = new RuleBook(rules);
      const invited = each.map((more) => known(more));
      expect(invited.map((one) => book.match(one, NOW))).toEqual(invited.map((one) => match(rules, one)));
    }),
  );
});
