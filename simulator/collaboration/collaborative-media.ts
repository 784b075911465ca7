import { type EdgeQuestion, edgePage } from '../nodes/edge.ts';
import { selectFields } from '../nodes/select-fields.ts';
import type { Field } from '../protocol/fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import type { PageQuery } from '../protocol/page.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account, Media } from '../state.ts';
import type { World } from '../world.ts';
import { collaborativeMediaNode } from './collaborative-media-node.ts';
import { hasCollaboration } from './has-collaboration.ts';
import type { Invite } from './invite.ts';
import { invitesOf, newestFirst } from './invites-of.ts';

/** A page of the media of others on which an account is an accepted collaborator, the newest acceptance first. */
export function collaborativeMediaEdge(world: World, call: GraphCall, question: EdgeQuestion) {
  const items = (query: PageQuery) => listedMedia(world, call.account, query);
  const path = `${call.account.igUserId}/collaborative_media`;
  return edgePage(call, { path, type: collaborativeMediaNode(world, call), items }, question);
}

/**
 * The media of an id, if the account is an accepted collaborator of it. What Meta answers otherwise is not documented; here the
 * field is absent.
 * @throws GraphError 100 without an id.
 */
export function collaborativeMediaSearch(
  world: World,
  call: GraphCall,
  { account, field }: { readonly account: Account; readonly field: Field },
) {
  hasCollaboration(account, field.name, 'IGUser');
  const mediaId = field.arguments.get('media_id');
  if (mediaId === undefined) throw new GraphError(refusals.parameterRequired('media_id'));
  const found = invitesOf(world.state, account).find(({ media }) => media.id === mediaId);
  if (found === undefined || !isShown(world, found)) return undefined;
  return selectFields(collaborativeMediaNode(world, call), found.media, field.fields);
}

/** As in the list of invites, a cursor keeps its place when its media is gone. */
function listedMedia(world: World, account: Account, { after, before }: PageQuery): Media[] {
  const listed = invitesOf(world.state, account).filter(
    (invite) => isShown(world, invite) || invite.media.id === (after ?? before),
  );
  return newestFirst(listed, acceptedAt).map(({ media }) => media);
}

const acceptedAt = ({ answeredAt, invitedAt }: Invite): number => answeredAt ?? invitedAt;

const isShown = ({ clock, settings }: World, invite: Invite): boolean =>
  invite.status === 'accepted' && clock.now() >= acceptedAt(invite) + settings.collaborativeMediaLagMs;
