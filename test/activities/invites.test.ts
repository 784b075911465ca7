import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { AttemptMemory } from '../../activities/attempt-memory.ts';
import { createInviteActivities } from '../../activities/invites.ts';
import type { MediaId } from '../../contracts/ids.ts';
import type { PendingInvite } from '../../contracts/invites.ts';
import { NEEDS_PERSON, TRANSIENT, WAITS_FOR_QUOTA } from '../../contracts/staging-failures.ts';
import type { GraphAnswer, GraphFailure } from '../../graph/graph-answer.ts';
import { MEDIA_ID, mediaId } from '../contracts/samples.ts';
import { IG_USER_ID, TOKEN } from '../graph/graph-stand-in.ts';
import { type Attempt, type AttemptInfo, attempt, attempts, failureOf, resultOf } from './activity-bed.ts';
import { BRAND, type CollaborationBedOptions, collaborationBed, ok, remembering } from './collaboration-bed.ts';
import { refused, unreachable, unreadable } from './samples.ts';

const GONE = refused({ code: 100 });
const RATE = refused({ httpStatus: 403, code: 4 }, { regainAccessMinutes: 7 });
const OUTAGE = refused({ httpStatus: 500, code: 2 });
const LOST = unreachable('maybe');
const UNSENT = unreachable('no');
const HOUR_MS = 3_600_000;
const NOTHING: AttemptMemory = { failures: 0, throttles: 0, mayHaveBeenTaken: false };
const SENT: AttemptMemory = { ...NOTHING, mayHaveBeenTaken: true };

type Taken = GraphAnswer<{ isTaken: boolean }>;
type Options = Omit<CollaborationBedOptions, 'graph'>;

const notExpected = async (): Promise<never> => {
  throw new Error('This call was not expected.');
};

/** An account to whose answers to invites Instagram says this, one after the other; the last one to all that follow. */
function answering(said: Taken | readonly [Taken, ...Taken[]], options: Options = {}, begunAt = Date.now()) {
  const sent: object[] = [];
  const toldBefore: unknown[] = [];
  const [first, ...more] = 'kind' in said ? ([said] as const) : said;
  let current = first;
  const ahead = [first, ...more];
  const bed = collaborationBed({
    ...options,
    graph: {
      answerInvite: async ({ igUserId, token }, { mediaId: id, accept }) => {
        toldBefore.push(bed.told.at(-1));
        sent.push({ igUserId, token: token.reveal(), mediaId: id, accept });
        current = ahead.shift() ?? current;
        return current;
      },
      searchCollaborativeMedia: notExpected,
    },
  });
  const { answerInvite } = createInviteActivities(bed.dependencies);
  const order = { accountId: BRAND, begunAt, mediaId: MEDIA_ID, accept: true };
  const run = (info: AttemptInfo = {}, accept = true) => attempt(answerInvite, { ...order, accept }, info);
  /** All attempts of one activity, without the waits between them. */
  const runAll = () => attempts(answerInvite, order, () => undefined);
  return { ...bed, sent, toldBefore, run, runAll };
}

const deferred = (inMs: number) => () => {
  const at = Date.now() + inMs;
  return { outcome: 'deferred', plannedAt: at, askAgainAt: at, position: 0 } as const;
};
const granted = () => ({ outcome: 'granted', at: Date.now(), sendBefore: Date.now() + 30_000 }) as const;

describe('an answer to an invite', () => {
  test.each([true, false])('(accept: %s) that Instagram takes is charged once, and has a time', async (accept) => {
    const { sent, asked, released, run } = answering(ok({ isTaken: true }));
    const before = Date.now();
    const result = resultOf(await run({}, accept));
    expect(result).toEqual({ outcome: 'taken', answeredAt: expect.any(Number) });
    expect(result.outcome === 'taken' && result.answeredAt).toBeGreaterThanOrEqual(before);
    expect(sent).toEqual([{ igUserId: IG_USER_ID, token: TOKEN, mediaId: MEDIA_ID, accept }]);
    expect(asked.map(({ request }) => request.kind)).toEqual(['inviteAnswer']);
    expect(released).toEqual([]);
  });

  test.each<[string, Taken, string]>([
    ['with a success that is false', ok({ isTaken: false }), 'invite-answer-not-taken'],
    ['with 100', GONE, 'invite-answer-refused'],
    ['with a refusal that nobody documents', refused({ code: 987_654 }), 'invite-answer-refused'],
  ])('that Instagram does not take %s is not taken, and nothing is looked up', async (_case, answer, code) => {
    const { sent, released, run } = answering(answer);
    expect(resultOf(await run())).toMatchObject({ outcome: 'not-taken', mayHaveBeenTaken: false, error: { code } });
    expect(sent).toHaveLength(1);
    expect(released).toEqual([]);
  });

  test('that did not leave gives its call back', async () => {
    const { asked, released, run } = answering(UNSENT);
    expect(failureOf(await run())).toMatchObject({ type: TRANSIENT, nonRetryable: false });
    const [{ holder = '', ticket = '' } = {}] = asked.map(({ request }) => request);
    expect(released).toEqual([{ kind: 'inviteAnswer', holders: [holder], ticket }]);
  });

  test('that did not leave fails for that reason also where its call is not taken back', async () => {
    const { released, run } = answering(UNSENT, { takesBack: false });
    const failure = failureOf(await run());
    expect(failure).toMatchObject({ type: TRANSIENT, nonRetryable: false });
    expect(failure.details?.[0]).toMatchObject({ code: 'instagram-unreachable' });
    expect(released).toHaveLength(1);
  });

  test('that came too late for its call gives it back, and is not sent', async () => {
    const late = () => ({ outcome: 'granted', at: Date.now() - 31_000, sendBefore: Date.now() - 1_000 }) as const;
    const { asked, sent, released, run } = answering(ok({ isTaken: true }), { ledger: late });
    expect(failureOf(await run())).toMatchObject({ type: WAITS_FOR_QUOTA, nonRetryable: false });
    expect(sent).toEqual([]);
    expect(released.map(({ ticket }) => ticket)).toEqual([asked[0]?.request.ticket]);
  });

  test('with a token that is refused needs a person', async () => {
    const { run } = answering(refused({ httpStatus: 401, code: 190, subcode: 463 }));
    const failure = failureOf(await run());
    expect(failure).toMatchObject({ type: NEEDS_PERSON, nonRetryable: true });
    expect(failure.details).toEqual([expect.objectContaining({ code: 'token-expired' }), null, 3, false]);
  });
});

describe('how often an answer is sent', () => {
  test.each<[string, GraphFailure]>([
    ['was lost', LOST],
    ['never left', UNSENT],
    ['came back as a web page', unreadable(502)],
    ['is an error of Instagram', OUTAGE],
  ])('is three times where each one %s', async (_case, answer) => {
    const { sent, runAll } = answering(answer);
    const { ended, failures } = await runAll();
    expect(sent).toHaveLength(3);
    expect(failures).toHaveLength(2);
    expect(failureOf(ended)).toMatchObject({ type: TRANSIENT, nonRetryable: true });
  });

  test('is not less for the throttles between, which are waited for as long as Instagram says', async () => {
    const { sent, runAll } = answering([RATE, OUTAGE, RATE, OUTAGE, OUTAGE]);
    const { ended, failures } = await runAll();
    expect(sent).toHaveLength(5);
    expect(failureOf(ended).nonRetryable).toBe(true);
    expect(failures.map(({ nextRetryDelay }) => nextRetryDelay)).toEqual([420_000, undefined, 420_000, undefined]);
    expect(failures.map(({ category }) => category === 'BENIGN')).toEqual([true, false, true, false]);
  });

  test('is not less for the waits for its call between', async () => {
    let asked = 0;
    const ledger = () => {
      asked += 1;
      return asked % 5 === 0 ? granted() : deferred(60_000)();
    };
    const { sent, runAll } = answering(OUTAGE, { ledger });
    const { ended, failures } = await runAll();
    expect(sent).toHaveLength(3);
    expect(failures.filter(({ type }) => type === WAITS_FOR_QUOTA)).toHaveLength(12);
    expect(failureOf(ended)).toMatchObject({ type: TRANSIENT, nonRetryable: true });
  });

  test('is not counted by its number', async () => {
    expect(failureOf(await answering(OUTAGE).run({ attempt: 50 })).nonRetryable).toBe(false);
    expect(failureOf(await answering(OUTAGE).run({ attempt: 1, ...remembering({ failures: 2 }) })).nonRetryable).toBe(
      true,
    );
  });

  test('ends with the third throttle, which is the limit of the day', async () => {
    const { released, sent, runAll } = answering([RATE, OUTAGE, RATE, RATE]);
    const { ended } = await runAll();
    expect(resultOf(ended)).toEqual({ outcome: 'spent', freeAt: null, mayHaveBeenTaken: true });
    expect(sent).toHaveLength(4);
    expect(released).toEqual([]);
  });
});

describe('an answer may have been taken', () => {
  const UNKNOWN_AGAIN = refused({ code: 987_654, isTransient: true });

  test.each<[string, readonly [GraphFailure, ...GraphFailure[]], boolean]>([
    ['after one that was lost', [LOST], true],
    ['after a web page', [unreadable(502)], true],
    ['after a success without words', [unreadable(200)], true],
    ['after an error of Instagram', [OUTAGE], true],
    ['after an unknown error of Instagram', [refused({ httpStatus: 503 })], true],
    ['after one that was lost, whatever came then', [LOST, UNSENT], true],
    ['after one that was lost, and a throttle', [LOST, RATE], true],
    ['after one that was lost, and a refusal', [LOST, UNKNOWN_AGAIN], true],
    ['after a throttle, and one that was lost', [RATE, LOST], true],
    ['but not after one that never left', [UNSENT], false],
    ['but not after a refusal for now', [UNKNOWN_AGAIN], false],
    ['but not after a throttle', [RATE], false],
    ['but not after several of these', [RATE, UNSENT], false],
  ])('%s', async (_case, before, mayHaveBeenTaken) => {
    for (const end of [GONE, ok({ isTaken: false })]) {
      const { ended, failures } = await answering([...before, end]).runAll();
      expect(resultOf(ended)).toMatchObject({ outcome: 'not-taken', mayHaveBeenTaken });
      expect(failures.at(-1)?.details?.[3]).toBe(mayHaveBeenTaken);
    }
  });

  test.each<[string, boolean, AttemptInfo]>([
    ['where no try before may have been taken', false, {}],
    ['where one before may have been taken', true, remembering({ mayHaveBeenTaken: true })],
  ])('as is said where no call is left for it, %s: %s', async (_case, mayHaveBeenTaken, info) => {
    const { sent, run } = answering(ok({ isTaken: true }), { ledger: deferred(20 * HOUR_MS) });
    expect(resultOf(await run(info))).toEqual({ outcome: 'spent', freeAt: expect.any(Number), mayHaveBeenTaken });
    expect(sent).toEqual([]);
  });

  test.each([true, false])('or not, as the failure says that ends it: %s', async (mayHaveBeenTaken) => {
    const { ended } = await answering(mayHaveBeenTaken ? LOST : UNSENT).runAll();
    expect(failureOf(ended)).toMatchObject({ nonRetryable: true });
    expect(failureOf(ended).details?.[3]).toBe(mayHaveBeenTaken);
  });

  test('as the failure says for which a person is needed after a try that was lost', async () => {
    const { ended } = await answering([LOST, refused({ code: 190 })]).runAll();
    expect(failureOf(ended)).toMatchObject({ type: NEEDS_PERSON, nonRetryable: true });
    expect(failureOf(ended).details?.[3]).toBe(true);
  });

  test('as the server knows before it leaves', async () => {
    const { sent, toldBefore, run } = answering(ok({ isTaken: true }));
    await run(remembering({ failures: 1, throttles: 2 }));
    expect(sent).toHaveLength(1);
    expect(toldBefore).toEqual([{ failures: 1, throttles: 2, mayHaveBeenTaken: true }]);
  });

  test('only when the server knows it: otherwise none is sent', async () => {
    const { sent, run } = answering(ok({ isTaken: true }), {
      hear: () => {
        throw new Error('The server does not answer.');
      },
    });
    await expect(run()).rejects.toThrow();
    expect(sent).toEqual([]);
  });

  test('after a worker that died while one was on its way', async () => {
    const died = answering(GONE);
    await died.run();
    const [heartbeatDetails] = died.toldBefore;
    expect(heartbeatDetails).toEqual(SENT);
    expect(resultOf(await answering(GONE).run({ attempt: 2, heartbeatDetails }))).toMatchObject({
      outcome: 'not-taken',
      mayHaveBeenTaken: true,
    });
  });

  test.each<[string, GraphFailure, AttemptMemory]>([
    ['that it was, where it was lost', LOST, { failures: 1, throttles: 0, mayHaveBeenTaken: true }],
    ['that it was not, where it never left', UNSENT, { failures: 1, throttles: 0, mayHaveBeenTaken: false }],
    ['that it was not, where it was throttled', RATE, { failures: 0, throttles: 1, mayHaveBeenTaken: false }],
  ])('or not, as the server hears when it failed: %s', async (_case, answer, memory) => {
    const { told, run } = answering(answer);
    expect((await run()).heartbeatDetails).toEqual(memory);
    expect(told).toEqual([SENT, memory]);
  });

  test('or not, and it fails for its own reason also where the server does not hear that', async () => {
    const { told, run } = answering(UNSENT, {
      hear: (details) => {
        if (!isDeepStrictEqual(details, SENT)) throw new Error('The server does not answer.');
      },
    });
    const ended = await run();
    expect(told).toHaveLength(2);
    expect(failureOf(ended)).toMatchObject({ type: TRANSIENT, nonRetryable: false });
    expect(ended.heartbeatDetails).toEqual({ ...NOTHING, failures: 1 });
  });

  test('as an attempt that sends none remembers, with all counts', async () => {
    const memory = { failures: 1, throttles: 2, mayHaveBeenTaken: true };
    const beats: unknown[] = [];
    const { dependencies } = collaborationBed({ ledger: deferred(60_000) });
    const environment = new MockActivityEnvironment({ attempt: 2, heartbeatDetails: memory });
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    const { answerInvite } = createInviteActivities(dependencies);
    const order = { accountId: BRAND, begunAt: Date.now(), mediaId: MEDIA_ID, accept: true };
    await expect(environment.run(answerInvite, order)).rejects.toMatchObject({ type: WAITS_FOR_QUOTA });
    expect(beats).toEqual([memory]);
  });
});

describe('no call is made', () => {
  type Start = (
    options: Options,
    begunAt?: number,
  ) => ReturnType<typeof collaborationBed> & { run(): Promise<Attempt<unknown>> };
  const list: Start = (options, begunAt = Date.now()) => {
    const bed = collaborationBed({ ...options, graph: { listInvites: notExpected } });
    const { readInvites } = createInviteActivities(bed.dependencies);
    return { ...bed, run: () => attempt(readInvites, { accountId: BRAND, begunAt, after: null }) };
  };
  const answer: Start = (options, begunAt) => answering(ok({ isTaken: true }), options, begunAt);

  test.each<[string, Start, string]>([
    ['answer', answer, 'inviteAnswer'],
    ['read', list, 'inviteRead'],
  ])('to %s where none is free today, and the line is left', async (_case, start, kind) => {
    const { asked, released, run } = start({ ledger: deferred(20 * HOUR_MS) });
    expect(resultOf(await run())).toMatchObject({ outcome: 'spent', freeAt: expect.any(Number) });
    expect(released).toEqual([{ kind, holders: [asked[0]?.request.holder], ticket: asked[0]?.request.ticket }]);
  });

  test.each<[string, Start]>([
    ['answer', answer],
    ['read', list],
  ])('to %s where one is free soon, which is waited for', async (_case, start) => {
    const { released, run } = start({ ledger: deferred(60_000) });
    const failure = failureOf(await run());
    expect(failure).toMatchObject({ type: WAITS_FOR_QUOTA, nonRetryable: false });
    expect(Number(failure.nextRetryDelay)).toBeGreaterThan(55_000);
    expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(60_000);
    expect(released).toEqual([]);
  });

  test.each<[string, Start]>([
    ['answer', answer],
    ['read', list],
  ])('to %s where one is free soon, and the sweep has waited long enough', async (_case, start) => {
    const { released, run } = start({ ledger: deferred(60_000) }, Date.now() - HOUR_MS);
    expect(resultOf(await run())).toMatchObject({ outcome: 'spent', freeAt: expect.any(Number) });
    expect(released).toHaveLength(1);
  });

  test.each<[string, Start]>([
    ['answer', answer],
    ['read', list],
  ])('to %s with a token of Instagram Login', async (_case, start) => {
    const { asked, run } = start({ account: { login: 'instagram' } });
    const failure = failureOf(await run());
    expect(failure).toMatchObject({ type: NEEDS_PERSON, nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ code: 'collaboration-needs-facebook-login', category: 'permission' });
    expect(asked).toEqual([]);
  });

  test.each<[string, Start]>([
    ['answer', answer],
    ['read', list],
  ])('to %s for an account that is gone', async (_case, start) => {
    const { asked, run } = start({ account: null });
    const failure = failureOf(await run());
    expect(failure).toMatchObject({ type: NEEDS_PERSON, nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ code: 'account-unknown' });
    expect(asked).toEqual([]);
  });

  test.each<[string, Start]>([
    ['answer', answer],
    ['read', list],
  ])('to %s while what is left of an allowance is kept for posts that are due', async (_case, start) => {
    const { asked, dependencies, run } = start({});
    const account = { percent: 95, regainAccessMinutes: 60 };
    dependencies.usageWatch.hear({ igUserId: IG_USER_ID }, { app: null, account });
    expect(failureOf(await run())).toMatchObject({ type: TRANSIENT, category: 'BENIGN', nextRetryDelay: 20_000 });
    expect(asked).toEqual([]);
  });
});

describe('a page of the pending invites', () => {
  const INVITE: PendingInvite = { mediaId: MEDIA_ID, owner: 'katrina', caption: 'A picture' };
  function listing(answer: GraphAnswer<{ items: readonly PendingInvite[]; next: string | null }>) {
    const cursors: (string | null)[] = [];
    const bed = collaborationBed({
      graph: {
        listInvites: async (_account, after) => {
          cursors.push(after);
          return answer;
        },
      },
    });
    const { readInvites } = createInviteActivities(bed.dependencies);
    const run = (after: string | null, info: AttemptInfo = {}) =>
      attempt(readInvites, { accountId: BRAND, begunAt: Date.now(), after }, info);
    return { ...bed, cursors, run };
  }
  const inviteIn = async (item: PendingInvite): Promise<PendingInvite | undefined> => {
    const result = resultOf(await listing(ok({ items: [item], next: null })).run(null));
    return result.outcome === 'read' ? result.invites[0] : undefined;
  };

  test('is charged once, and names the next one', async () => {
    const { asked, cursors, released, run } = listing(ok({ items: [INVITE], next: 'there' }));
    expect(resultOf(await run('here'))).toEqual({ outcome: 'read', invites: [INVITE], next: 'there' });
    expect(cursors).toEqual(['here']);
    expect(asked.map(({ request }) => request.kind)).toEqual(['inviteRead']);
    expect(released).toEqual([]);
  });

  test('holds no more of the texts of others than they may be long', async () => {
    expect(await inviteIn({ ...INVITE, owner: 'a'.repeat(99), caption: 'x'.repeat(9_999) })).toEqual({
      mediaId: MEDIA_ID,
      owner: 'a'.repeat(64),
      caption: 'x'.repeat(2_200),
    });
  });

  test('holds whole characters only, because half of one cannot be written down', async () => {
    const cut = await inviteIn({ ...INVITE, owner: `a${'🎁'.repeat(99)}`, caption: `a${'🎁'.repeat(9_999)}` });
    expect(cut?.owner.isWellFormed()).toBe(true);
    expect(cut?.caption.isWellFormed()).toBe(true);
    expect(cut?.caption).toHaveLength(2_200);
  });

  test('that could not be asked for gives its call back', async () => {
    const { asked, released, run } = listing(unreachable('no'));
    expect(failureOf(await run(null))).toMatchObject({ type: TRANSIENT });
    expect(released.map(({ ticket }) => ticket)).toEqual([asked[0]?.request.ticket]);
  });

  test.each<[string, GraphFailure, object]>([
    ['was lost is read again', unreachable('maybe'), { type: TRANSIENT, nonRetryable: false }],
    ['cannot be understood is read again', unreadable(200), { type: TRANSIENT, nonRetryable: false }],
    ['is throttled waits', RATE, { type: TRANSIENT, nextRetryDelay: 420_000 }],
    ['is refused needs a person', refused({ code: 10 }), { type: NEEDS_PERSON, nonRetryable: true }],
  ])('that %s', async (_case, answer, expected) => {
    const { released, run } = listing(answer);
    expect(failureOf(await run(null))).toMatchObject(expected);
    expect(released).toEqual([]);
  });

  test('that is throttled three times is left to the next sweep', async () => {
    const { run } = listing(RATE);
    expect(failureOf(await run(null, { attempt: 50, ...remembering({ throttles: 1 }) }))).toMatchObject({
      type: TRANSIENT,
      nonRetryable: false,
    });
    expect(resultOf(await run(null, remembering({ throttles: 2 })))).toEqual({ outcome: 'spent', freeAt: null });
  });

  test('is tried six times, whatever was waited for between', async () => {
    const { run } = listing(OUTAGE);
    const ended = [4, 5].map((failures) => run(null, { attempt: 50, ...remembering({ failures, throttles: 2 }) }));
    expect((await Promise.all(ended)).map((each) => failureOf(each).nonRetryable)).toEqual([false, true]);
  });
});

describe('what the account is a collaborator of', () => {
  const MEDIA = ['1', '2', '3'].map(mediaId);
  function finding(search: (id: MediaId) => GraphAnswer<{ isCollaborator: boolean }>) {
    const searched: MediaId[] = [];
    const bed = collaborationBed({
      graph: {
        searchCollaborativeMedia: async (_account, id) => {
          searched.push(id);
          return search(id);
        },
      },
    });
    const { findCollaborations } = createInviteActivities(bed.dependencies);
    const run = (mediaIds: readonly MediaId[], info: AttemptInfo = {}) =>
      attempt(findCollaborations, { accountId: BRAND, mediaIds }, info);
    return { ...bed, searched, run };
  }
  const failingAt = (failing: string, failure: GraphFailure) =>
    finding((id) => (id === failing ? failure : ok({ isCollaborator: true })));

  test('is looked up one by one, and charged to nothing', async () => {
    const { asked, searched, run } = finding((id) => ok({ isCollaborator: id !== '2' }));
    expect(resultOf(await run(MEDIA))).toEqual({ found: ['1', '3'], unread: [] });
    expect(searched).toEqual(MEDIA);
    expect(resultOf(await run([]))).toEqual({ found: [], unread: [] });
    expect(asked).toEqual([]);
  });

  test('has nothing of which a search says 100', async () => {
    const { run } = failingAt('2', GONE);
    expect(resultOf(await run(MEDIA))).toEqual({ found: ['1', '3'], unread: [] });
  });

  test.each<[string, GraphFailure]>([
    ['just now', OUTAGE],
    ['before it was lost', LOST],
    ['in words that are known', unreadable(200)],
    ['for want of a permission of its own', refused({ code: 10 })],
  ])('hides none of the others where one cannot be read %s', async (_case, failure) => {
    const { run } = failingAt('2', failure);
    expect(resultOf(await run(MEDIA))).toEqual({ found: ['1', '3'], unread: ['2'] });
  });

  test.each<[string, GraphFailure]>([
    ['the token is refused', refused({ code: 190 })],
    ['calls are throttled', RATE],
  ])('is not asked for any more once %s', async (_case, failure) => {
    const { searched, run } = failingAt('2', failure);
    expect(resultOf(await run(MEDIA))).toEqual({ found: ['1'], unread: ['2', '3'] });
    expect(searched).toEqual(['1', '2']);
  });

  test('is not asked for any more after three failures in a row', async () => {
    const { searched, run } = finding(() => LOST);
    expect(resultOf(await run([...MEDIA, ...MEDIA])).unread).toHaveLength(6);
    expect(searched).toEqual(MEDIA);
  });
});
