import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { INVITE_OUTCOMES, type InviteDecision, NO_MEMORY, type SweepReport } from '../../contracts/sweep.ts';
import { Sweep } from '../../workflows/sweep.ts';
import { detailsOfSweep } from '../../workflows/sweep-details.ts';
import { ERROR } from '../contracts/samples.ts';
import { decision, media, NOW, SWEEP_INPUT } from './invite-samples.ts';

/** The report of a sweep that has read the whole list, and come to these decisions. */
function reportOf(decisions: readonly InviteDecision[], more: Partial<SweepReport> = {}): SweepReport {
  const sweep = new Sweep(SWEEP_INPUT, NO_MEMORY, NOW);
  sweep.decide({ invites: [], isWhole: true });
  for (const each of decisions) sweep.revise(each);
  return { ...sweep.report(NOW), ...more };
}

const many = (count: number, more: Partial<InviteDecision> = {}): InviteDecision[] =>
  Array.from({ length: count }, (_, index) => decision(index, more));
const linesOf = (report: SweepReport, isOver = true): string[] => detailsOfSweep(report, isOver).split('\n');
const itemsIn = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('- '));

describe('the page of a sweep', () => {
  test('that found nothing has a sentence and no list', () => {
    expect(linesOf(reportOf([]))).toEqual(['### Invites of **brand**: swept', '', '0 pending.', '']);
  });

  test('tells how many became what, and lists first what a person wants to see first', () => {
    const decisions = [
      decision(1, { outcome: 'left', rule: null, reason: 'No rule fits.' }),
      decision(2, { outcome: 'accepted' }),
      decision(3, { outcome: 'failed', reason: 'Instagram did not take the answer.', error: ERROR }),
      decision(4, { outcome: 'left' }),
      decision(5, { outcome: 'asked', action: 'ask' }),
    ];
    const why = 'Rule: friends. The owner fits "katrina".';
    expect(linesOf(reportOf(decisions))).toEqual([
      '### Invites of **brand**: swept',
      '',
      '5 pending: 1 failed, 1 asked, 1 accepted, 2 left.',
      '',
      `- **failed** katrina, \`${media(3)}\` “A picture”. Rule: friends. Instagram did not take the answer. ${ERROR.message}`,
      `- **asked** katrina, \`${media(5)}\` “A picture”. ${why}`,
      `- **accepted** katrina, \`${media(2)}\` “A picture”. ${why}`,
      `- **left** katrina, \`${media(1)}\` “A picture”. No rule fits.`,
      `- **left** katrina, \`${media(4)}\` “A picture”. ${why}`,
    ]);
  });

  test('lists every outcome that there is', () => {
    const decisions = INVITE_OUTCOMES.map((outcome, index) => decision(index, { outcome }));
    const lines = linesOf(reportOf(decisions));
    expect(lines[2]).toMatch(/^9 pending: 1 failed, 1 asked, 1 accepted, /);
    expect(itemsIn(lines)).toHaveLength(INVITE_OUTCOMES.length);
    for (const outcome of INVITE_OUTCOMES)
      expect(itemsIn(lines).filter((item) => item.startsWith(`- **${outcome}** `))).toHaveLength(1);
  });

  test.each<[string, Partial<SweepReport>, boolean, string]>([
    ['says that it is under way', {}, false, '### Invites of **brand**: being swept'],
    ['says that a dry run answers nothing', { isDryRun: true }, true, '**A dry run: nothing is answered.**'],
    ['says that the list has a hole', { isWhole: false }, true, 'The list could not be read to its end.'],
    [
      'says until when no more is answered',
      { nextAnswerAt: '2026-12-02T09:00:00.000Z' },
      true,
      'Instagram takes the next answer at 2026-12-02T09:00:00.000Z.',
    ],
    ['says that somebody canceled it', { isCanceled: true }, true, '**Somebody canceled it.**'],
    ['says what ended it', { error: ERROR }, true, `**Ended by an error:** ${ERROR.message} ${ERROR.nextAction}`],
  ])('%s', (_case, more, isOver, line) => {
    expect(linesOf(reportOf([], more), isOver)).toContain(line);
    expect(linesOf(reportOf([]))).not.toContain(line);
  });

  test('says nothing of a hole while the list is still being read', () => {
    expect(detailsOfSweep(reportOf([], { isWhole: false }), false)).not.toContain('to its end');
  });

  test.each([1, 50, 2_000])(
    'of %i invites lists as many as there is room for, and says how many more there are',
    (count) => {
      const lines = linesOf(reportOf(many(count)));
      const listed = itemsIn(lines).length;
      expect(lines[2]).toBe(`${count} pending: ${count} deferred.`);
      expect(listed).toBeGreaterThanOrEqual(Math.min(count, 100));
      if (listed === count) expect(lines.at(-1)).toMatch(/^- \*\*deferred/);
      else expect(lines.slice(-2)).toEqual(['', `… and ${count - listed} more, in the result.`]);
    },
  );
});

describe('the 20,000 bytes that the server takes are enough', () => {
  const hostile = (text: string) => {
    const error = { ...ERROR, message: text, nextAction: text };
    const decisions = many(2_000, { owner: text, caption: text, rule: text, reason: text, error, outcome: 'failed' });
    const told = { error, isDryRun: true, isWhole: false, isCanceled: true, nextAnswerAt: new Date(NOW).toISOString() };
    return reportOf(decisions, told);
  };

  test.each([
    ['ordinary words', 'We are giving away three bicycles, and all that you have to do is to follow us! '.repeat(30)],
    ['characters of four bytes', '🎁'.repeat(3_000)],
    ['characters of three bytes', '赠'.repeat(3_000)],
    ['signs of Markdown', '|*[<'.repeat(1_000)],
    ['addresses', '@://www.'.repeat(500)],
    ['marks of direction', '\u202e'.repeat(3_000)],
    ['combined letters', 'e\u0301\u0323'.repeat(1_000)],
    ['nothing', ''],
  ])('for 2,000 decisions, rules and errors of %s', (_case, text) => {
    const details = detailsOfSweep(hostile(text), true);
    expect(Buffer.byteLength(details)).toBeLessThan(20_000);
    expect(details.isWellFormed()).toBe(true);
    expect(details).toContain('\n- **failed** ');
    expect(details).toMatch(/\n… and \d+ more, in the result\.$/);
  });

  test('for whatever there is', () => {
    const text = fc
      .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 300 }))
      .map(([unit, times]) => unit.repeat(times));
    fc.assert(
      fc.property(text, fc.boolean(), (each, isOver) => {
        const details = detailsOfSweep(hostile(each), isOver);
        expect(Buffer.byteLength(details)).toBeLessThan(20_000);
        expect(details.isWellFormed()).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the words of others', () => {
  test.each([
    ['a cell', 'a | b', 'a \\| b'],
    ['the end of the item', 'a\n\n# Heading\r\n- b', 'a # Heading - b'],
    ['a link', '[free](evil.example)', '\\[free\\](evil.example)'],
    ['a picture', '![](evil.example/a.png)', '\\!\\[\\](evil.example/a.png)'],
    ['an address', '<https://evil.example>', '\\<https://\u200bevil.example\\>'],
    ['a bare address', 'see HTTPS://evil.example', 'see HTTPS://\u200bevil.example'],
    ['a bare address without a scheme', 'see WWW.evil.example', 'see WWW.\u200bevil.example'],
    ['an address of mail', 'evil@evil.example', 'evil@\u200bevil.example'],
    ['HTML', '<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['code', '`rm`', '\\`rm\\`'],
    ['emphasis', '**a** __b__', '\\*\\*a\\*\\* \\_\\_b\\_\\_'],
    ['the end of an escape', 'a\\| b\\', 'a\\\\\\| b\\\\'],
    ['other lines', 'a\u2028b\u0085c\u000bd', 'a b c d'],
    ['words in another direction', 'a\u202efdp.exe\u202c', 'afdp.exe'],
  ])('are not taken for %s', (_case, written, shown) => {
    const [item = ''] = itemsIn(
      linesOf(reportOf([decision(1, { owner: written, caption: written, rule: written, reason: written })])),
    );
    expect(item).toBe(`- **deferred** ${shown}, \`${media(1)}\` “${shown}”. Rule: ${shown}. ${shown}`);
  });

  test('are cut short in whole characters, and it shows', () => {
    const owner = '🎁'.repeat(64);
    const [item = ''] = itemsIn(linesOf(reportOf([decision(1, { owner })])));
    expect(item).toContain(` ${'🎁'.repeat(59)}…, `);
  });

  test('that are errors are no Markdown either', () => {
    const error = { ...ERROR, message: '<b>no</b>\n# Head', nextAction: '[x](https://evil.example)' };
    const lines = linesOf(reportOf([decision(1, { outcome: 'failed', error })], { error }));
    expect(lines).toContain('**Ended by an error:** \\<b\\>no\\</b\\> # Head \\[x\\](https://\u200bevil.example)');
    expect(lines.some((line) => line.startsWith('#') && !line.startsWith('### Invites'))).toBe(false);
  });

  test('never make or break an item of the list', () => {
    const written = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 150 }),
      fc.string({
        unit: fc.constantFrom('|', '\\', '\n', '`', '[', '<', 'a', ' ', '-', '@', '://', 'www.'),
        maxLength: 99,
      }),
    );
    const hostile = fc.record({ owner: written, caption: written, rule: fc.option(written), reason: written });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (all) => {
        const lines = linesOf(reportOf(all.map((each, index) => decision(index, each))));
        const items = itemsIn(lines);
        expect(items).toHaveLength(all.length);
        expect(lines).toHaveLength(4 + all.length);
        for (const item of items) {
          const unescaped = item
            .replace(/^- \*\*deferred\*\* /, '')
            .replace(/`\d+`/, '')
            .replaceAll(/\\[^\n]/g, '');
          expect(unescaped).not.toMatch(/[`*_[\]<>!|\r]/);
          expect(unescaped).not.toMatch(/(:\/\/|www\.|@)(?!\u200b)/i);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
