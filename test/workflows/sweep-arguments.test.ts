import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInviteRules } from '../../client/invite-rules.ts';
import { sweepInput } from '../../client/invite-schedule.ts';
import { LEAVE_ALL } from '../../contracts/invite-rules.ts';
import { type InviteAnswer, NO_MEMORY } from '../../contracts/sweep.ts';
import { settle } from '../../workflows/settle-invite.ts';
import { Sweep } from '../../workflows/sweep.ts';
import { isSweepMemory, problemOfAnswer, problemOfSweep } from '../../workflows/sweep-arguments.ts';
import { accountId, ERROR, MEDIA_ID } from '../contracts/samples.ts';
import { invites, memoryOf, NOW, SWEEP_INPUT, TODAY } from './invite-samples.ts';

const MEMORY = memoryOf({
  seen: { [MEDIA_ID]: NOW },
  failed: [MEDIA_ID],
  accepted: { day: TODAY, byRule: { friends: 3 } },
});
const RULE = {
  name: 'friends',
  owner: ['anna', 'shop*'],
  captionWords: ['#ad'],
  minAgeHours: 0.5,
  action: 'accept',
  maxAcceptsPerDay: 3,
};
const withRule = (change: object) => ({ ...SWEEP_INPUT, rules: { rules: [{ ...RULE, ...change }], otherwise: 'ask' } });
const withMemory = (change: object) => ({ ...SWEEP_INPUT, memory: { ...MEMORY, ...change } });

describe('the input of a sweep', () => {
  test.each([
    ['of an account that nobody has written rules for', sweepInput(accountId('brand'), LEAVE_ALL)],
    [
      'with rules as the client reads them',
      sweepInput(accountId('brand'), parseInviteRules({ rules: [{ owner: '@anna', action: 'accept' }] })),
    ],
    ['with a rule that has all there is', withRule({})],
    [
      'with a rule that has an action only',
      { ...SWEEP_INPUT, rules: { rules: [{ action: 'ask' }], otherwise: 'leave' } },
    ],
    ['for a dry run', { ...SWEEP_INPUT, isDryRun: true, memory: NO_MEMORY }],
    ['with what a sweep before remembers', { ...SWEEP_INPUT, memory: MEMORY }],
    ['with more beside the rules than this version knows', { ...withRule({}), more: true }],
  ])('%s is taken', (_case, input) => {
    expect(problemOfSweep(input)).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'one object'],
    ['null', null, 'one object'],
    ['text', 'brand', 'one object'],
    ['a list', [SWEEP_INPUT], 'schemaVersion'],
    ['no version', { ...SWEEP_INPUT, schemaVersion: undefined }, 'schemaVersion'],
    ['another version', { ...SWEEP_INPUT, schemaVersion: 2 }, 'schemaVersion'],
    ['a version in quotes', { ...SWEEP_INPUT, schemaVersion: '1' }, 'schemaVersion'],
    ['no account', { ...SWEEP_INPUT, accountId: undefined }, 'accountId'],
    ['an account that is no name', { ...SWEEP_INPUT, accountId: 'Not A Name' }, 'accountId'],
    ['an account that is a number', { ...SWEEP_INPUT, accountId: 5 }, 'accountId'],
    ['no rules', { ...SWEEP_INPUT, rules: undefined }, 'rules'],
    ['rules of nothing', { ...SWEEP_INPUT, rules: {} }, 'rules'],
    ['a bare list of rules', { ...SWEEP_INPUT, rules: [RULE] }, 'rules'],
    ['rules without a rest', { ...SWEEP_INPUT, rules: { rules: [] } }, 'rules'],
    ['rules with an unknown rest', { ...SWEEP_INPUT, rules: { rules: [], otherwise: 'like' } }, 'rules'],
    ['rules that are no list', { ...SWEEP_INPUT, rules: { rules: {}, otherwise: 'ask' } }, 'rules'],
    ['a rule that is null', { ...SWEEP_INPUT, rules: { rules: [null], otherwise: 'ask' } }, 'rules'],
    ['a rule with a condition that this version does not know', withRule({ followers: 5 }), 'rules'],
    ['a rule with an unknown key of nothing', withRule({ followers: undefined }), 'rules'],
    ['a rule without an action', withRule({ action: undefined }), 'rules'],
    ['a rule with an unknown action', withRule({ action: 'constructor' }), 'rules'],
    ['a rule with a name that is a number', withRule({ name: 5 }), 'rules'],
    ['a rule with one owner', withRule({ owner: 'anna' }), 'rules'],
    ['a rule with an owner that is none', withRule({ owner: ['anna', null] }), 'rules'],
    ['a rule with one word', withRule({ captionWords: 'ad' }), 'rules'],
    ['a rule with a word that is none', withRule({ captionWords: [5] }), 'rules'],
    ['a rule with an age in quotes', withRule({ minAgeHours: '5' }), 'rules'],
    ['a rule with an age that never comes', withRule({ minAgeHours: Number.POSITIVE_INFINITY }), 'rules'],
    ['a rule with half an acceptance', withRule({ maxAcceptsPerDay: 0.5 }), 'rules'],
    ['a rule with less than no acceptance', withRule({ maxAcceptsPerDay: -1 }), 'rules'],
    ['no word on whether it is a dry run', { ...SWEEP_INPUT, isDryRun: undefined }, 'isDryRun'],
    ['a dry run in quotes', { ...SWEEP_INPUT, isDryRun: 'false' }, 'isDryRun'],
    ['no word on its memory', { ...SWEEP_INPUT, memory: undefined }, 'memory'],
    ['a memory of nothing', { ...SWEEP_INPUT, memory: {} }, 'memory'],
    ['a memory of no time', withMemory({ seen: { 1: null } }), 'memory'],
    ['a memory of a time in words', withMemory({ seen: { 1: '2026-12-01' } }), 'memory'],
    ['a memory of a time before all', withMemory({ seen: { 1: 0 } }), 'memory'],
    ['a memory of half a millisecond', withMemory({ seen: { 1: NOW + 0.5 } }), 'memory'],
    ['a memory of a time beyond all dates', withMemory({ seen: { 1: 9e15 } }), 'memory'],
    ['a memory of a time that is none', withMemory({ seen: { 1: Number.NaN } }), 'memory'],
    ['a memory without those that failed', withMemory({ failed: undefined }), 'memory'],
    ['a memory of one that failed', withMemory({ failed: MEDIA_ID }), 'memory'],
    ['a memory of failed ones by number', withMemory({ failed: [18_000] }), 'memory'],
    ['a memory of failed ones in a map', withMemory({ failed: {} }), 'memory'],
    ['a memory without a day', withMemory({ accepted: { byRule: {} } }), 'memory'],
    ['a memory without counts', withMemory({ accepted: { day: TODAY } }), 'memory'],
    ['a memory with a count that is none', withMemory({ accepted: { day: TODAY, byRule: { a: -1 } } }), 'memory'],
  ])('of %s is refused, and it is said what is wrong', (_case, input, about) => {
    expect(problemOfSweep(input)).toMatch(about);
  });
});

describe('the input of an answer', () => {
  const INPUT = { schemaVersion: 1, accountId: 'brand', mediaId: MEDIA_ID, accept: true, earlier: [] };
  const BEFORE: InviteAnswer = {
    accountId: accountId('brand'),
    mediaId: MEDIA_ID,
    action: 'accept',
    outcome: 'accepted',
    reason: 'A person said so.',
    answeredAt: new Date(NOW).toISOString(),
    nextAnswerAt: null,
    error: null,
  };
  test.each([[INPUT], [{ ...INPUT, accept: false }], [{ ...INPUT, earlier: [BEFORE] }]])('%j is taken', (input) => {
    expect(problemOfAnswer(input)).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'one object'],
    ['another version', { ...INPUT, schemaVersion: 2 }, 'schemaVersion'],
    ['no account', { ...INPUT, accountId: '' }, 'accountId'],
    ['a media that is a number', { ...INPUT, mediaId: 18_000 }, 'mediaId'],
    ['a media that is an address', { ...INPUT, mediaId: 'https://www.instagram.com/p/Cxyz/' }, 'mediaId'],
    ['a word for yes', { ...INPUT, accept: 'true' }, 'accept'],
    ['no answer', { ...INPUT, accept: undefined }, 'accept'],
    ['no word on what was before', { ...INPUT, earlier: undefined }, 'earlier'],
    ['a word on what was before', { ...INPUT, earlier: ['accepted'] }, 'earlier'],
  ])('of %s is refused, and it is said what is wrong', (_case, input, about) => {
    expect(problemOfAnswer(input)).toMatch(about);
  });
});

test('hostile input is refused, and never an accident', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const near = fc.record(
    {
      schemaVersion: fc.oneof(fc.constant(1), anything),
      accountId: fc.oneof(fc.constant('brand'), anything),
      mediaId: fc.oneof(fc.constant(MEDIA_ID), anything),
      rules: fc.oneof(fc.record({ rules: fc.array(anything), otherwise: fc.constant('ask') }), anything),
      isDryRun: fc.oneof(fc.boolean(), anything),
      memory: fc.oneof(fc.record({ seen: anything, failed: anything, accepted: anything }), anything),
      accept: fc.oneof(fc.boolean(), anything),
      before: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(anything, near), (input) => {
      for (const problem of [problemOfSweep(input), problemOfAnswer(input)])
        expect(problem === undefined || problem.endsWith('.')).toBe(true);
      expect(typeof isSweepMemory(input)).toBe('boolean');
    }),
    { numRuns: 2_000 },
  );
});

describe('what a sweep leaves to the next one', () => {
  test('is taken by it', () => {
    const sweep = new Sweep(SWEEP_INPUT, NO_MEMORY, NOW);
    sweep.decide({ invites: invites(3), isWhole: true });
    for (const decision of sweep.toAnswer)
      sweep.settle(settle(decision, { outcome: 'not-taken', mayHaveBeenTaken: false, error: ERROR }));
    const { memory } = sweep.report(NOW);
    expect(memory.failed).toHaveLength(3);
    expect(isSweepMemory(JSON.parse(JSON.stringify(memory)))).toBe(true);
  });

  test('is none where it is not all of it', () => {
    expect(isSweepMemory(MEMORY)).toBe(true);
    for (const key of Object.keys(MEMORY)) expect(isSweepMemory({ ...MEMORY, [key]: undefined })).toBe(false);
    for (const other of [null, undefined, [], 'memory']) expect(isSweepMemory(other)).toBe(false);
  });
});
