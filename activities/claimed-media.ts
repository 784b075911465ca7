import type { Client } from '@temporalio/client';
import { isMediaId, type MediaId, type PostKey, postWorkflowId } from '../contracts/ids.ts';
import { PUBLISH_POST } from '../contracts/publish-post.ts';
import { IG_ACCOUNT, IG_MEDIA_ID } from '../contracts/search-attributes.ts';

const CALL_DEADLINE_MS = 5_000;

/**
 * Those of the media that other posts of the account have recorded as theirs. Visibility learns of them a moment late, so a
 * claim may be missed: this tells which media a post is, and not whether it is published, which is for the container to say.
 * @throws ServiceError when the Temporal server does not answer
 */
export async function claimedMedia(
  client: Client,
  post: PostKey,
  media: readonly MediaId[],
): Promise<ReadonlySet<MediaId>> {
  if (media.length === 0) return new Set();
  const query = claimsQuery(post, media);
  return await client.withDeadline(Date.now() + CALL_DEADLINE_MS, async () => {
    const claimed = new Set<MediaId>();
    for await (const run of client.workflow.list({ query })) {
      const mediaId = run.typedSearchAttributes.get(IG_MEDIA_ID);
      if (mediaId !== undefined && isMediaId(mediaId)) claimed.add(mediaId);
    }
    return claimed;
  });
}

/** Every value comes from an alphabet without quotes, which its id type vouches for, so nothing needs escaping. */
const claimsQuery = (post: PostKey, media: readonly MediaId[]): string =>
  [
    `WorkflowType = '${PUBLISH_POST}'`,
    `${IG_ACCOUNT.name} = '${post.accountId}'`,
    `${IG_MEDIA_ID.name} IN (${media.map((mediaId) => `'${mediaId}'`).join(', ')})`,
    `WorkflowId != '${postWorkflowId(post)}'`,
  ].join(' AND ');
