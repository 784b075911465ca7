import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { Collaborating, pageIn } from './collaborating.ts';

const OUTAGE = { kind: 'error', httpStatus: 500, code: 2, message: 'Service temporarily unavailable' };
const NORMAL = { kind: 'normal' };

let bed: TestBed;
let collaborating: Collaborating;
let account: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  collaborating = new Collaborating(bed);
  account = await bed.addAccount('ann');
});
afterEach(() => bed.simulator.close());

const order = (...faults: object[]) => bed.control('/faults', faults);
const endOf = (answer: Promise<{ status: number }>) =>
  answer.then(
    ({ status }) => status,
    () => 'broken',
  );

describe('a fault on an answer to an invite', () => {
  test.each([
    ['that takes effect all the same', true, 'accepted', 1],
    ['that takes none', false, 'pending', 0],
  ])('answers 500/2 to one %s, the same in both cases', async (_, commit, status, effectiveAnswers) => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit, answer: OUTAGE });
    expect(refusalIn(await collaborating.answer(account, mediaId))).toEqual([500, 2, undefined]);
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status, effectiveAnswers });
  });

  test.each(['reset', 'truncated'])('can be %s, with the answer in effect behind it or not', async (kind) => {
    const mediaId = await collaborating.inviteOnce(account);
    await order(
      { on: 'answerInvite', commit: false, answer: { kind } },
      { on: 'answerInvite', commit: true, answer: { kind } },
    );
    expect(await endOf(collaborating.answer(account, mediaId))).toBe('broken');
    expect(await collaborating.pending(account)).toEqual([mediaId]);
    expect(await endOf(collaborating.answer(account, mediaId))).toBe('broken');
    expect(await collaborating.pending(account)).toEqual([]);
    expect(await endOf(collaborating.answer(account, mediaId))).toBe(400);
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'accepted', effectiveAnswers: 1 });
  });

  test('can be silence, with the answer in effect', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit: true, answer: { kind: 'hang' } });
    const waiting = endOf(collaborating.answer(account, mediaId));
    await bed.until(({ invites }) => invites[0]?.['status'] === 'accepted');
    await bed.simulator.close();
    expect(await waiting).toBe('broken');
  });

  test('can be aimed at the caption of somebody else’s post', async () => {
    const [one = '', two = ''] = await collaborating.invite(account, { count: 2, caption: 'post-{number}' });
    await order({ on: 'answerInvite', containing: 'post-2', answer: OUTAGE });
    expect((await collaborating.answer(account, one)).status).toBe(200);
    expect((await collaborating.answer(account, two)).status).toBe(500);
  });

  test('can be aimed at what a published post was made of', async () => {
    const owner = await bed.addAccount('ben');
    const container = await bed.createImage(owner, { collaborators: 'ann', alt_text: 'post-17' });
    const mediaId = idIn(await bed.publish(owner, idIn(container)));
    await order({ on: 'answerInvite', containing: 'post-17', answer: OUTAGE });
    expect((await collaborating.answer(account, await collaborating.inviteOnce(account))).status).toBe(200);
    expect((await collaborating.answer(account, mediaId)).status).toBe(500);
  });
});

describe('a withdrawal on an answer', () => {
  test.each(['true', 'false'])('takes the invite back just before an answer of %s is judged', async (accept) => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit: true, withdraw: 'before', answer: NORMAL });
    expect(refusalIn(await collaborating.answer(account, mediaId, accept))).toEqual([400, 100, undefined]);
    const expected = { status: 'withdrawn', answeredAt: null, effectiveAnswers: 0 };
    expect(await collaborating.known(account, mediaId)).toMatchObject(expected);
  });

  test('removes the collaborator right after the acceptance took effect', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit: true, withdraw: 'after', answer: NORMAL });
    expect((await collaborating.answer(account, mediaId)).body).toEqual({ success: true });
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'removed', effectiveAnswers: 1 });
    expect(await collaborating.collaborative(account)).toEqual([]);
  });

  test('after it changes nothing about a decline', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit: true, withdraw: 'after', answer: NORMAL });
    expect((await collaborating.answer(account, mediaId, 'false')).body).toEqual({ success: true });
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'declined' });
  });

  test('goes together with an answer that is lost', async () => {
    const mediaId = await collaborating.inviteOnce(account);
    await order({ on: 'answerInvite', commit: true, withdraw: 'after', answer: { kind: 'reset' } });
    expect(await endOf(collaborating.answer(account, mediaId))).toBe('broken');
    expect(await collaborating.known(account, mediaId)).toMatchObject({ status: 'removed', effectiveAnswers: 1 });
  });
});

describe('a fault on the list of invites', () => {
  test('takes back every invite that the page has shown, and no other', async () => {
    const [oldest, ...others] = await collaborating.invite(account, { count: 4 });
    await order({ on: 'listInvites', withdraw: 'after', answer: NORMAL });
    const { data } = pageIn(await collaborating.list(account, { limit: '3' }));
    expect(data.map(({ media_id }) => media_id)).toEqual(others.toReversed());
    expect(await collaborating.pending(account)).toEqual([oldest]);
    expect((await collaborating.answer(account, others[0] ?? '')).status).toBe(400);
  });

  test('changes nothing for who did not ask, and is gone after one page', async () => {
    const other = await bed.addAccount('ben');
    const mediaId = await collaborating.inviteOnce(other);
    await order({ on: 'listInvites', igUserId: account.igUserId, withdraw: 'after', answer: NORMAL });
    expect(await collaborating.pending(other)).toEqual([mediaId]);
    await collaborating.list(account);
    const later = await collaborating.inviteOnce(account);
    expect(await collaborating.pending(account)).toEqual([later]);
    expect(await collaborating.pending(account)).toEqual([later]);
  });
});

describe('a fault on reading', () => {
  const reads: Record<string, () => Promise<{ status: number }>> = {
    listInvites: () => collaborating.list(account),
    listCollaborativeMedia: () => bed.read(account, 'me/collaborative_media'),
    findCollaborativeMedia: () => collaborating.search(account, '17929615691921648'),
    listCollaborators: async () => bed.read(account, `${await bed.publishNew(account, 'own')}/collaborators`),
  };

  test.each(Object.keys(reads))('makes %s fail once', async (on) => {
    await order({ on, answer: OUTAGE });
    expect([(await reads[on]?.())?.status, (await reads[on]?.())?.status]).toEqual([500, 200]);
  });

  test('strikes the search for the media that it means, and no other read of the account', async () => {
    const [one = '', two = ''] = await collaborating.invite(account, { count: 2, caption: 'post-{number}' });
    await order({ on: 'findCollaborativeMedia', containing: 'post-2', answer: OUTAGE });
    const statuses = [await bed.read(account, 'me', 'username'), await collaborating.search(account, one)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
    expect((await collaborating.search(account, two)).status).toBe(500);
  });

  test('strikes the collaborators of the post that it means', async () => {
    const [other, meant] = [await bed.publishNew(account, 'post-18'), await bed.publishNew(account, 'post-17')];
    await order({ on: 'listCollaborators', containing: 'post-17', answer: OUTAGE });
    expect((await bed.read(account, `${other}/collaborators`)).status).toBe(200);
    expect((await bed.read(account, `${meant}/collaborators`)).status).toBe(500);
  });
});
