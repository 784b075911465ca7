import { expect, test } from '@jest/globals';
import { postWorkflowId } from '../../contracts/ids.ts';
import { publishedBy, publishHolder } from '../../contracts/publish-grant.ts';
import { containerHolder, postOfHolder } from '../../contracts/staging.ts';
import { POST } from './samples.ts';

test('a holder in the line for publishing reads back as its post', () => {
  expect(publishedBy(publishHolder(postWorkflowId(POST)))).toEqual({ accountId: POST.accountId, id: POST.id });
});

test('every holder of a post tells which post it is', () => {
  const workflowId = postWorkflowId(POST);
  for (const holder of [
    publishHolder(workflowId),
    containerHolder(workflowId, 'carousel', 0),
    containerHolder(workflowId, 3, 2),
  ])
    expect(postOfHolder(holder)).toBe(workflowId);
});

test.each(['', '/publish', 'post.brand.a', 'post.brand.a/container/0', 'account.brand/publish'])(
  '"%s" publishes no post',
  (holder) => {
    expect(publishedBy(holder)).toBeUndefined();
  },
);
