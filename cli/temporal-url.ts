import { type PostKey, postWorkflowId } from '../contracts/ids.ts';

/** The page of a post's run in the Temporal UI. */
export const temporalUrl = (uiUrl: string, namespace: string, key: PostKey): string =>
  `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(postWorkflowId(key))}`;
