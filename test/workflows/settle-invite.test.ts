import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InviteDecision } from '../../contracts/sweep.ts';
import { type Ending, type Finding, settle, settleDoubt, unseen } from '../../workflows/settle-invite.ts';
import { ERROR } from '../contracts/samples.ts';
import { decision, media, NOW } from './invite-samples.ts';

const ACCEPT = decision(1);
const DECLINE = decision(1, { action: 'decline', rule: 'spam', reason: 'The caption has "sale".' });
const NOT_TAKEN = 'Instagram did not take the answer.';
const UNKNOWN = 'It is not known whether Instagram took the answer.';

const ended = (outcome: 'not-taken' | 'failed', mayHaveBeenTaken: boolean): Ending => ({
  outcome,
  mayHaveBeenTaken,
  error: ERROR,
});
const doubt = (mayHaveBeenTaken: boolean) => ({ mediaId: media(1), mayHaveBeenTaken });

describe('an answer', () => {
  test.each([
    ['accept', ACCEPT, 'accepted'],
    ['decline', DECLINE, 'declined'],
  ] as const)('to %s that Instagram took leaves no doubt', (_action, decided, outcome) => {
    const answeredAt = '2026-12-01T09:00:00.000Z';
    expect(settle(decided, { outcome: 'taken', answeredAt: NOW })).toEqual({
      decision: { ...decided, outcome, answeredAt },
      doubt: null,
    });
  });

  test.each<[string, Ending, string, object | null]>([
    ['Instagram did not take leaves a doubt', ended('not-taken', false), NOT_TAKEN, doubt(false)],
    ['an earlier try may have brought leaves a doubt', ended('not-taken', true), UNKNOWN, doubt(true)],
    ['failed, and of which no try may have been taken, leaves none', ended('failed', false), NOT_TAKEN, null],
    ['failed, and of which one may have been taken, leaves a doubt', ended('failed', true), UNKNOWN, doubt(true)],
  ])('that %s', (_case, ending, reason, expected) => {
    for (const decided of [ACCEPT, DECLINE])
      expect(settle(decided, ending)).toEqual({
        decision: { ...decided, outcome: 'failed', reason, error: ERROR, answeredAt: null },
        doubt: expected,
      });
  });
});

describe('an invite in doubt', () => {
  const UNTOUCHED = null;
  const listed: Partial<InviteDecision> = {
    reason: 'Instagram did not take the answer. Instagram still lists the invite.',
  };
  const stillListed: Partial<InviteDecision> = { reason: 'Instagram still lists the invite.' };
  const gone: Partial<InviteDecision> = {
    outcome: 'gone',
    reason: 'It is no longer pending, and the account is no collaborator: withdrawn, or answered elsewhere.',
    error: null,
  };
  const goneOrLate: Partial<InviteDecision> = {
    ...gone,
    reason: `${gone.reason} Or an answer of ours accepted it, and Instagram does not show that yet.`,
  };
  const lost: Partial<InviteDecision> = {
    outcome: 'declined',
    reason: 'Nobody heard what Instagram said to the answer, and the invite is no longer pending.',
    error: null,
  };
  const already: Partial<InviteDecision> = {
    outcome: 'accepted',
    reason: 'It had been accepted already.',
    error: null,
  };
  const unheard: Partial<InviteDecision> = {
    outcome: 'accepted',
    reason: 'Nobody heard what Instagram said, and the account is a collaborator now.',
    error: null,
  };
  const forGood: Partial<InviteDecision> = {
    outcome: 'gone',
    reason:
      "It had been accepted before, and Instagram's API cannot take that back: leave the post in the Instagram app.",
    error: null,
  };

  type Pending = Finding['isPending'];
  const ANY: readonly Pending[] = [true, false, null];
  test.each<
    [string, readonly Pending[], Finding['isCollaborator'], boolean, InviteDecision, Partial<InviteDecision> | null]
  >([
    ['to accept, of which no try may have been taken', ANY, true, false, ACCEPT, already],
    ['to accept, of which one may have been taken', ANY, true, true, ACCEPT, unheard],
    ['to decline, of which no try may have been taken', ANY, true, false, DECLINE, forGood],
    ['to decline, of which one may have been taken', ANY, true, true, DECLINE, forGood],
    ['to accept', [true], false, false, ACCEPT, listed],
    ['to accept', [true], null, true, ACCEPT, stillListed],
    ['to decline', [true], null, false, DECLINE, listed],
    ['to decline', [true], false, true, DECLINE, stillListed],
    ['to accept, of which no try may have been taken', [false], false, false, ACCEPT, gone],
    ['to accept, of which one may have been taken', [false], false, true, ACCEPT, goneOrLate],
    ['to decline, of which no try may have been taken', [false], false, false, DECLINE, gone],
    ['to decline, of which one may have been taken', [false], false, true, DECLINE, lost],
    ['to accept', [false, null], null, true, ACCEPT, UNTOUCHED],
    ['to accept', [null], false, false, ACCEPT, UNTOUCHED],
    ['to decline', [false, null], null, true, DECLINE, UNTOUCHED],
    ['to decline', [null], false, true, DECLINE, UNTOUCHED],
  ])('%s (pending: %j, collaborator: %j)', (_case, pending, isCollaborator, mayHaveBeenTaken, decided, changes) => {
    const { decision: doubted } = settle(decided, ended('not-taken', mayHaveBeenTaken));
    for (const isPending of pending)
      expect(settleDoubt(doubted, doubt(mayHaveBeenTaken), { isPending, isCollaborator })).toEqual({
        ...doubted,
        ...changes,
      });
  });

  test.each<[string, Finding, Partial<InviteDecision>]>([
    ['that is still pending is put off as before', { isPending: true, isCollaborator: false }, {}],
    ['of which nothing was found out is put off as before', { isPending: null, isCollaborator: null }, {}],
    ['that is an acceptance now is no longer put off', { isPending: false, isCollaborator: true }, unheard],
    ['that is gone is no longer put off', { isPending: false, isCollaborator: false }, goneOrLate],
  ])('and put off, because no more answers are taken, %s', (_case, finding, changes) => {
    expect(settleDoubt(ACCEPT, doubt(true), finding)).toEqual({ ...ACCEPT, ...changes });
  });

  test('to decline, of which nobody knows whether an answer left, is gone and not called declined', () => {
    const doubtful = { mediaId: DECLINE.mediaId, mayHaveBeenTaken: null };
    expect(settleDoubt(DECLINE, doubtful, { isPending: false, isCollaborator: false })).toMatchObject({
      outcome: 'gone',
      reason: expect.stringContaining('Or an answer of ours declined it'),
    });
  });

  test('is settled by reading only: it has no time, and it is accepted only where the account is a collaborator', () => {
    const seen = fc.constantFrom(true, false, null);
    const deciding = fc.constantFrom(ACCEPT, DECLINE);
    const ending = fc.record({
      outcome: fc.constantFrom('not-taken' as const, 'failed' as const),
      error: fc.constant(ERROR),
      mayHaveBeenTaken: fc.boolean(),
    });
    fc.assert(
      fc.property(deciding, ending, seen, seen, (decided, each, isPending, isCollaborator) => {
        const { decision: doubted } = settle(decided, each);
        const settled = settleDoubt(doubted, doubt(each.mayHaveBeenTaken), { isPending, isCollaborator });
        expect(settled.answeredAt).toBeNull();
        expect(settled.outcome === 'accepted').toBe(decided === ACCEPT && isCollaborator === true);
        expect(settled.error === null).toBe(settled.outcome !== 'failed');
        if (settled.outcome === 'gone') expect(isPending === true && isCollaborator !== true).toBe(false);
        expect(settleDoubt(settled, doubt(each.mayHaveBeenTaken), { isPending: null, isCollaborator: null })).toEqual(
          settled,
        );
      }),
    );
  });
});

test.each([
  ['is not shown', false, "it does not list the media among the account's collaborations (yet)"],
  ['could not be looked up', null, 'it could not be looked up whether the account is a collaborator now'],
] as const)('an acceptance that %s stays one, and says so after its reason', (_case, isCollaborator, words) => {
  const { decision: accepted } = settle(ACCEPT, { outcome: 'taken', answeredAt: NOW });
  expect(unseen(accepted, isCollaborator)).toEqual({
    ...accepted,
    reason: `The owner fits "katrina". Instagram took the answer; ${words}.`,
  });
});
