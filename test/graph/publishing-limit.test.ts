import { afterEach, describe, expect, test } from '@jest/globals';
import { clientOf, facebookAccount, IG_USER_ID, respondJson, startStandIn } from './graph-stand-in.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function read(body: object) {
  const server = await startStandIn(respondJson(200, body));
  const client = clientOf(server.url);
  closers.push(client.close, server.close);
  return { answer: await client.readPublishingLimit(facebookAccount), server };
}

describe('what Instagram says of the publishes of an account', () => {
  test('is its count and its limit, asked for by the names that are answered', async () => {
    const config = { quota_total: 50, quota_duration: 86_400 };
    const { answer, server } = await read({ data: [{ quota_usage: 2, config }] });
    expect(answer).toMatchObject({ kind: 'ok', value: { usage: 2, limit: 50 } });
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: `/v25.0/${IG_USER_ID}/content_publishing_limit?fields=quota_usage%2Cconfig`,
    });
  });

  test.each([
    ['nothing', { data: [] }],
    ['no setting', { data: [{ quota_usage: 2 }] }],
    [
      'a limit of none, with which no post could ever go out',
      { data: [{ quota_usage: 0, config: { quota_total: 0 } }] },
    ],
    ['a count that is no number', { data: [{ quota_usage: 'many', config: { quota_total: 100 } }] }],
  ])('is unreadable when it is %s', async (_case, body) => {
    const { answer } = await read(body);
    expect(answer).toMatchObject({ kind: 'unreadable' });
  });
});
