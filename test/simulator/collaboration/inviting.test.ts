import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startMediaHost } from '../media-host.ts';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { Collaborating, pageIn } from './collaborating.ts';

let bed: TestBed;
let collaborating: Collaborating;
let ann: TestAccount;
let ben: TestAccount;
beforeEach(async () => {
  bed = await startTestBed();
  collaborating = new Collaborating(bed);
  ann = await bed.addAccount('ann');
  ben = await bed.addAccount('Ben');
});
afterEach(() => bed.simulator.close());

const publishWith = async (collaborators: string, params: Record<string, string> = {}) =>
  idIn(await bed.publish(ann, idIn(await bed.createImage(ann, { collaborators, ...params }))));
const collaboratorsOf = (mediaId: string, account = ann, fields?: string) =>
  bed.read(account, `${mediaId}/collaborators`, fields);

describe('a post that names collaborators', () => {
  test('invites each of them when it is published, and not before', async () => {
    const container = idIn(await bed.createImage(ann, { collaborators: '["ben","nobody"]', caption: 'Together' }));
    expect((await bed.state()).invites).toEqual([]);
    const mediaId = idIn(await bed.publish(ann, container));
    const unanswered = { status: 'pending', answeredAt: null, answeredThrough: null, effectiveAnswers: 0 };
    const invite = { mediaId, ownerUsername: 'ann', invitedAt: expect.any(Number), ...unanswered };
    expect((await bed.state()).invites).toEqual([
      { ...invite, username: 'ben', igUserId: ben.igUserId },
      { ...invite, username: 'nobody', igUserId: null },
    ]);
  });

  test('is seen by who is invited, whose name may be written with other capitals', async () => {
    const mediaId = await publishWith('bEN', { caption: 'Together' });
    expect((await collaborating.list(ben)).body).toMatchObject({
      data: [{ media_id: mediaId, media_owner_username: 'ann', caption: 'Together', media_url: bed.pictureUrl }],
    });
    expect(await collaborating.pending(ann)).toEqual([]);
  });

  test('invites nobody twice, and not its owner', async () => {
    await publishWith('ben,Ben,ANN');
    expect((await bed.state()).invites).toMatchObject([{ username: 'ben' }]);
  });

  test('can be a carousel, which is shown by its first part', async () => {
    const id = await bed.createCarousel(ann, 2, { collaborators: 'ben' });
    const mediaId = idIn(await bed.publish(ann, id));
    const { data } = pageIn(await collaborating.list(ben));
    expect(data).toEqual([{ media_id: mediaId, media_owner_username: 'ann', media_url: bed.pictureUrl }]);
  });

  test('can be a reel', async () => {
    const host = await startMediaHost();
    const video_url = `${host.url}/good.mp4`;
    const reel = await bed.create(ann, { media_type: 'REELS', video_url, collaborators: 'ben' });
    const mediaId = idIn(await bed.publish(ann, idIn(reel)));
    await host.close();
    expect(pageIn(await collaborating.list(ben)).data).toMatchObject([{ media_id: mediaId, media_url: video_url }]);
  });

  test('has its invite handed over to an account of that name that is added later', async () => {
    const mediaId = await publishWith('cy');
    const cy = await bed.addAccount('Cy');
    expect(await collaborating.pending(cy)).toEqual([mediaId]);
    expect(await collaborating.known(cy, mediaId)).toMatchObject({ username: 'cy', igUserId: cy.igUserId });
  });

  test('invites again when it is published once more', async () => {
    await bed.control('/settings', { republish: 'duplicate' });
    const container = idIn(await bed.createImage(ann, { collaborators: 'ben' }));
    const mediaIds = [idIn(await bed.publish(ann, container)), idIn(await bed.publish(ann, container))];
    expect(await collaborating.pending(ben)).toEqual(mediaIds.toReversed());
  });
});

describe('GET /{media}/collaborators', () => {
  test('tells the owner who was invited and what has become of it, in Meta’s own spelling', async () => {
    const mediaId = await publishWith('ben,cy,dot');
    const [cy, dot] = [await bed.addAccount('cy'), await bed.addAccount('dot')];
    await collaborating.answer(ben, mediaId);
    await collaborating.answer(cy, mediaId, 'false');
    expect((await collaboratorsOf(mediaId)).body).toEqual({
      data: [
        { id: ben.igUserId, username: 'ben', invite_status: 'Accpeted' },
        { id: cy.igUserId, username: 'cy', invite_status: 'Declined' },
        { id: dot.igUserId, username: 'dot', invite_status: 'Pending' },
      ],
    });
  });

  test('calls an acceptance by the word that is set, and shows the fields asked for', async () => {
    await bed.control('/settings', { acceptedWord: 'Accepted' });
    const mediaId = await publishWith('ben');
    await collaborating.answer(ben, mediaId);
    const { body } = await collaboratorsOf(mediaId, ann, 'invite_status');
    expect(body).toEqual({ data: [{ id: ben.igUserId, invite_status: 'Accepted' }] });
    expect(refusalIn(await collaboratorsOf(mediaId, ann, 'biography'))).toEqual([400, 100, undefined]);
  });

  test('has an id for somebody whom the simulator does not know, always the same', async () => {
    const mediaId = await publishWith('nobody');
    const { body } = await collaboratorsOf(mediaId);
    const id = expect.stringMatching(/^\d{17}$/);
    expect(body).toEqual({ data: [{ id, username: 'nobody', invite_status: 'Pending' }] });
    expect((await collaboratorsOf(mediaId)).body).toEqual(body);
  });

  test('leaves out who does not allow to be tagged as a collaborator', async () => {
    const mediaId = await publishWith('ben,nobody');
    expect((await bed.control('/unlisted', { usernames: ['BEN'] })).body).toEqual({ usernames: ['BEN'] });
    expect((await collaboratorsOf(mediaId)).body).toMatchObject({ data: [{ username: 'nobody' }] });
    expect((await bed.send('/_control/state')).body).toMatchObject({ unlisted: ['BEN'] });
    await bed.control('/unlisted', { usernames: [] });
    expect((await collaboratorsOf(mediaId)).body).toMatchObject({ data: [{ username: 'ben' }, {}] });
  });

  test('leaves out whose invite was withdrawn and who was removed', async () => {
    const mediaId = await publishWith('ben,cy');
    const cy = await bed.addAccount('cy');
    await collaborating.answer(cy, mediaId);
    await bed.control('/invites/withdraw', { mediaId, igUserId: ben.igUserId });
    await bed.control('/invites/remove', { mediaId, igUserId: cy.igUserId });
    expect((await collaboratorsOf(mediaId)).body).toEqual({ data: [] });
  });

  test('is empty for a post without collaborators', async () => {
    expect((await collaboratorsOf(await bed.publishNew(ann, 'alone'))).body).toEqual({ data: [] });
  });

  test('is 100/33 for everybody but the owner, accepted collaborators too', async () => {
    const mediaId = await publishWith('ben');
    await collaborating.answer(ben, mediaId);
    expect(refusalIn(await collaboratorsOf(mediaId, ben))).toEqual([400, 100, 33]);
  });

  test('does not exist under Instagram Login, which invites all the same', async () => {
    ann = await bed.addAccount('other', { login: 'instagram' });
    const mediaId = await publishWith('ben');
    const answer = await collaboratorsOf(mediaId);
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
    expect(answer.body).toMatchObject({
      error: { message: '(#100) Tried accessing nonexisting field (collaborators) on node type (IGMedia)' },
    });
    expect(await collaborating.pending(ben)).toEqual([mediaId]);
  });
});
