import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isAccountId,
  isContainerId,
  isIgUserId,
  isMediaId,
  isPostId,
  postKeyOf,
  postWorkflowId,
} from '../../contracts/ids.ts';
import { accountId, postId } from './samples.ts';

const accountIds = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/).map(accountId);
const postIds = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).map(postId);

describe('an account id', () => {
  test.each(['a', '0', 'brand', 'shop_7-b', 'a'.repeat(63)])('may be %j', (text) => {
    expect(isAccountId(text)).toBe(true);
  });

  test.each(['', '-a', '_a', 'Brand', 'br.and', 'br and', 'ä', 'brand\n', 'a'.repeat(64)])('cannot be %j', (text) => {
    expect(isAccountId(text)).toBe(false);
  });
});

describe('a post id', () => {
  test.each(['a', '_', '-', '0', 'Order-8841_B', 'a'.repeat(64)])('may be %j', (text) => {
    expect(isPostId(text)).toBe(true);
  });

  test.each(['', 'a.b', 'a b', 'a/b', 'ö', 'a\n', '😀', 'a'.repeat(65)])('cannot be %j', (text) => {
    expect(isPostId(text)).toBe(false);
  });
});

describe.each([
  ['an Instagram user id', isIgUserId],
  ['a container id', isContainerId],
  ['a media id', isMediaId],
])('%s', (_name, isId) => {
  test.each(['0', '17841400000000001', '9'.repeat(32)])('may be %j', (text) => {
    expect(isId(text)).toBe(true);
  });

  // What could leave its place in a URL is among them.
  test.each(['', '-1', '1.5', '1e5', ' 1', '1\n', '٣', '../me', '1?fields=id', '9'.repeat(33)])(
    'cannot be %j',
    (text) => {
      expect(isId(text)).toBe(false);
    },
  );
});

describe("a post's workflow id", () => {
  test('reads as account and post', () => {
    expect(postWorkflowId({ accountId: accountId('brand'), id: postId('order-8841') })).toBe('post.brand.order-8841');
  });

  test('reads back as the account and the post that it was made of', () => {
    fc.assert(
      fc.property(accountIds, postIds, (account, id) => {
        expect(postKeyOf(postWorkflowId({ accountId: account, id }))).toEqual({ accountId: account, id });
      }),
    );
  });

  test('is the only text that reads back as its post', () => {
    const alike = fc
      .array(fc.constantFrom('post', 'account', 'brand', 'Brand', 'a', '', '-'), { maxLength: 5 })
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(alike, fc.string()), (text) => {
        const key = postKeyOf(text);
        expect(key === undefined || postWorkflowId(key) === text).toBe(true);
      }),
    );
  });

  test.each(['', 'post', 'post.brand', 'post..x', 'post.brand.', 'account.brand', 'post.brand.a.b', 'post.Brand.a'])(
    'is not %j',
    (text) => {
      expect(postKeyOf(text)).toBeUndefined();
    },
  );
});
