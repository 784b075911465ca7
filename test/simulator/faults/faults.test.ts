import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const LIMIT_REACHED = {
  kind: 'error',
  httpStatus: 403,
  code: 4,
  subcode: 2207051,
  message: 'Application request limit reached',
  userTitle: 'Action blocked',
  userMessage: 'We restrict certain activity to protect our community.',
};

let bed: TestBed;
let account: TestAccount;
let container: string;
beforeEach(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
  container = idIn(await bed.createImage(account));
});
afterEach(() => bed.simulator.close());

const order = (...faults: object[]) => bed.control('/faults', faults);
const statusCode = async () => (await bed.read(account, container, 'status_code')).body;

/** How a request ends that may get no whole answer. */
const endOf = (answer: Promise<{ status: number; body: unknown }>) =>
  answer.then(
    ({ status, body }) => [status, body],
    () => 'broken',
  );

describe('a fault on publish', () => {
  test.each([
    ['goes live behind it', true, 'PUBLISHED'],
    ['does not', false, 'FINISHED'],
  ])('answers 403/4/2207051 to a post that %s, the same in both cases', async (_, commit, status_code) => {
    await order({ on: 'publish', commit, answer: LIMIT_REACHED });
    const answer = await bed.publish(account, container);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        message: 'Application request limit reached',
        type: 'OAuthException',
        code: 4,
        error_subcode: 2207051,
        is_transient: false,
        error_user_title: 'Action blocked',
        error_user_msg: 'We restrict certain activity to protect our community.',
        fbtrace_id: answer.headers.get('x-fb-trace-id'),
      },
    });
    expect(await statusCode()).toEqual({ id: container, status_code });
    const { media } = await bed.state();
    expect(media).toHaveLength(commit ? 1 : 0);
    expect(await bed.publishes()).toMatchObject([
      { creationId: container, httpStatus: 403, committed: commit, mediaId: media[0]?.['id'] ?? null },
    ]);
  });

  test.each([
    ['reset', 'broken', null],
    ['truncated', 'broken', null],
    ['empty', [200, ''], 200],
    ['html', [502, expect.stringContaining('<html>')], 502],
  ])('can be %s, with the post live behind it or not', async (kind, end, httpStatus) => {
    const answer = kind === 'html' ? { kind, httpStatus: 502 } : { kind };
    await order({ on: 'publish', commit: false, answer }, { on: 'publish', commit: true, answer });
    const ends = [await endOf(bed.publish(account, container)), await endOf(bed.publish(account, container))];
    expect(ends).toEqual([end, end]);
    expect(await bed.publishes()).toMatchObject([
      { committed: false, mediaId: null, httpStatus },
      { committed: true, mediaId: expect.any(String), httpStatus },
    ]);
    expect(await statusCode()).toMatchObject({ status_code: 'PUBLISHED' });
  });

  test('can be silence, until the client has had enough', async () => {
    await order({ on: 'publish', commit: true, answer: { kind: 'hang' } });
    const url = `/v25.0/${account.igUserId}/media_publish?creation_id=${container}&access_token=${account.token}`;
    const call = bed.send(url, { method: 'POST' });
    const winner = await Promise.race([endOf(call), untilPublished().then(() => 'published and still waiting')]);
    expect(winner).toBe('published and still waiting');
    await bed.simulator.close();
    expect(await endOf(call)).toBe('broken');
  });

  test('can hold the normal answer back until after the commit', async () => {
    await order({ on: 'publish', commit: true, delayMs: 300, answer: { kind: 'normal' } });
    const start = performance.now();
    const call = bed.publish(account, container);
    await untilPublished();
    const publishedAfter = performance.now() - start;
    expect(idIn(await call)).toBe((await bed.state()).media[0]?.['id']);
    expect(performance.now() - start).toBeGreaterThanOrEqual(295);
    expect(publishedAfter).toBeLessThan(performance.now() - start);
  });

  test('does not make a refusal into a publish', async () => {
    await order({ on: 'publish', commit: true, answer: { kind: 'reset' } });
    expect(await endOf(bed.publish(account, '17889615691921648'))).toBe('broken');
    expect(await bed.publishes()).toMatchObject([{ committed: false, mediaId: null }]);
    expect((await bed.state()).media).toEqual([]);
  });

  test('with a normal answer keeps what Instagram would have refused a refusal', async () => {
    await order({ on: 'publish', commit: true, answer: { kind: 'normal' } });
    expect(refusalIn(await bed.publish(account, '17889615691921648'))).toEqual([400, 24, 2207006]);
  });

  test('strikes as often as it says and only the account it names', async () => {
    const other = await bed.addAccount('bob');
    await order({ on: 'publish', igUserId: account.igUserId, times: 2, answer: LIMIT_REACHED });
    await expect(bed.publishNew(other, 'theirs')).resolves.toEqual(expect.any(String));
    const answers = [1, 2, 3].map(async () => (await bed.publish(account, container)).status);
    expect((await Promise.all(answers)).toSorted()).toEqual([200, 403, 403]);
  });

  test('is gone once the faults are cleared', async () => {
    await order({ on: 'publish', answer: LIMIT_REACHED });
    expect((await bed.send('/_control/faults', { method: 'DELETE' })).status).toBe(204);
    expect((await bed.publish(account, container)).status).toBe(200);
  });
});

describe('a fault on another request', () => {
  const outage = { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'Unsupported get request.' };

  test('makes a create fail without making a container', async () => {
    await order({ on: 'createContainer', answer: { ...outage, httpStatus: 500, code: 1, subcode: undefined } });
    expect(refusalIn(await bed.createImage(account))).toEqual([500, 1, undefined]);
    expect((await bed.state()).containers).toHaveLength(1);
  });

  test.each<[string, () => Promise<{ status: number }>]>([
    ['readContainer', () => bed.read(account, container)],
    ['readMedia', async () => bed.read(account, await mediaId())],
    ['listMedia', () => bed.graph('GET', `/${account.igUserId}/media`, { access_token: account.token })],
  ])('makes %s fail once and changes nothing', async (on, read) => {
    await bed.publishNew(account, 'there');
    await order({ on, answer: outage });
    expect([(await read()).status, (await read()).status]).toEqual([400, 200]);
  });
});

const mediaId = async () => String((await bed.state()).media[0]?.['id']);

const untilPublished = () => bed.until(({ media }) => media.length > 0);
