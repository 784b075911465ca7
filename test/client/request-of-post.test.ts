import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { contentOf } from '../../client/request-of-post.ts';
import { anyRequest, NOW } from './requests.ts';

const named = { accountId: 'brand', id: 'order-8841', scheduledAt: '2026-12-01T10:00:00+01:00' };

test('a post in the words of a request is parsed to the same post, with the same fingerprint, for any request', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { post, fingerprint } = parsePostRequest(request, NOW);
      const again = parsePostRequest({ ...contentOf(post), ...named }, NOW);
      expect(again.post).toEqual(post);
      expect(again.fingerprint).toEqual(fingerprint);
    }),
    { numRuns: 500 },
  );
});

test('a post is plain JSON, for any request', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { post } = parsePostRequest(request, NOW);
      expect(JSON.parse(JSON.stringify(post))).toStrictEqual(post);
    }),
  );
});
