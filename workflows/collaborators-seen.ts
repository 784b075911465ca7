import type { CollaboratorPolicy, CollaboratorView, ListedCollaborator } from '../contracts/collaborators.ts';
import type { PostWarning } from '../contracts/post-view.ts';

/** What is known of a collaborator once Instagram's list was read. The time stays that at which the status was first seen. */
export function seenIn(known: CollaboratorView, listed: readonly ListedCollaborator[], now: number): CollaboratorView {
  const row = listed.find(({ username }) => isSame(username, known.username));
  const status = row?.status ?? 'not-listed';
  return status === known.status ? known : { ...known, status, since: new Date(now).toISOString() };
}

/** Instagram's usernames have no case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const hasAnswered = ({ status }: CollaboratorView): boolean => status === 'accepted' || status === 'declined';

/** What the owner of the post should know by now. */
export function warningsAbout(
  collaborators: readonly CollaboratorView[],
  { onDeclined, onUnanswered, answerWithinSeconds }: CollaboratorPolicy,
  sincePublishedMs: number,
): PostWarning[] {
  const isOverdue = sincePublishedMs >= answerWithinSeconds * 1000;
  return collaborators.flatMap(({ username, status }): PostWarning[] => {
    switch (status) {
      case 'declined':
        return told(onDeclined, {
          code: 'collaborator-declined',
          message: `"${username}" declined to be a collaborator.`,
        });
      case 'invited':
      case 'pending':
        if (!isOverdue) return [];
        return told(onUnanswered, {
          code: 'collaborator-unanswered',
          message: `"${username}" has not answered the invite in time.`,
        });
      case 'not-listed':
        return [
          {
            code: 'collaborator-not-listed',
            message: `Instagram does not list "${username}" among the collaborators: they may not allow being one.`,
          },
        ];
      case 'accepted':
        return [];
      default:
        return status satisfies never;
    }
  });
}

function told(what: CollaboratorPolicy['onDeclined' | 'onUnanswered'], warning: PostWarning): PostWarning[] {
  switch (what) {
    case 'notify':
      return [warning];
    default:
      return what satisfies never;
  }
}
