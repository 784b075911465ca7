import { type NodeType, selectFields } from '../nodes/select-fields.ts';
import { type Field, parseFields } from '../protocol/fields.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Settings } from '../settings.ts';
import type { Media } from '../state.ts';
import type { World } from '../world.ts';
import type { Invite, InviteStatus } from './invite.ts';
import { sameUsername } from './usernames.ts';

const DEFAULT_FIELDS = parseFields('id,username,invite_status');

/**
 * Those whom the owner of a media has invited, with what has become of it
 * (developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/collaborators). Who does not allow to
 * be tagged as a collaborator is not listed.
 */
export function collaboratorsEdge({ state, settings }: World, media: Media, fields: readonly Field[]) {
  const isUnlisted = ({ username }: Invite) => [...state.unlisted].some((each) => sameUsername(each, username));
  const type = collaboratorNode(settings);
  const shown = fields.length === 0 ? DEFAULT_FIELDS : fields;
  const listed = state.invites.filter(
    (invite) => invite.media === media && statusWord(invite.status, settings) !== null && !isUnlisted(invite),
  );
  return { data: listed.map((invite) => selectFields(type, invite, shown)) };
}

const collaboratorNode = (settings: Settings): NodeType<Invite> => ({
  fields: {
    id: ({ igUserId, strangerId }) => igUserId ?? strangerId,
    invite_status: ({ status }) => statusWord(status, settings),
    username: ({ username }) => username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGUser'),
});

/** Null for an invite that its owner has ended. */
function statusWord(status: InviteStatus, { acceptedWord }: Settings): string | null {
  switch (status) {
    case 'pending':
      return 'Pending';
    case 'accepted':
      return acceptedWord;
    case 'declined':
      return 'Declined';
    case 'withdrawn':
    case 'removed':
      return null;
    default:
      return status satisfies never;
  }
}
