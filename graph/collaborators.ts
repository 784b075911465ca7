import { z } from 'zod';
import type { ListedCollaborator } from '../contracts/collaborators.ts';
import type { MediaId } from '../contracts/ids.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { askForPages, pageOf } from './pages.ts';
import type { Ask } from './question.ts';

/** Meta's own page spells the first of them "Accpeted". Words that it does not know have not been decided yet. */
const STATUS_OF = new Map<string, ListedCollaborator['status']>([
  ['accepted', 'accepted'],
  ['accpeted', 'accepted'],
  ['declined', 'declined'],
]);

const collaborator = z
  .object({ username: z.string().min(1), invite_status: z.string().nullish().catch(null) })
  .transform(
    ({ username, invite_status }): ListedCollaborator => ({
      username,
      status: STATUS_OF.get(invite_status?.toLowerCase() ?? '') ?? 'pending',
    }),
  );
const page = pageOf(collaborator);

/** Who was invited to a media, and has said what: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/collaborators */
export async function listCollaborators(
  ask: Ask,
  mediaId: MediaId,
): Promise<GraphAnswer<{ readonly listed: readonly ListedCollaborator[] }>> {
  const answer = await askForPages(ask, {
    path: `${mediaId}/collaborators`,
    query: { fields: 'id,username,invite_status' },
    expected: page,
    pages: 2,
  });
  return answer.kind === 'ok' ? { ...answer, value: { listed: answer.value } } : answer;
}
