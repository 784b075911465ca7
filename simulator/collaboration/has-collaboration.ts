import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account } from '../state.ts';

/**
 * graph.instagram.com takes collaborators for a new post, but has none of the edges about them: only Meta's pages of
 * graph.facebook.com have those.
 * @throws GraphError 100 for an account of Instagram Login.
 */
export function hasCollaboration({ login }: Account, edge: string, nodeType: 'IGUser' | 'IGMedia'): void {
  if (login === 'instagram') throw new GraphError(refusals.fieldUnknown(edge, nodeType));
}
