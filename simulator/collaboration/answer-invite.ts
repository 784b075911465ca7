import { booleanParam } from '../containers/param-values.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Params } from '../protocol/request-params.ts';
import type { Settings } from '../settings.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { moveInvite, settleInvite } from './invite.ts';
import { withdrawInvite } from './invites-edge.ts';
import { openInvite } from './invites-of.ts';

/** An account's answer to one of its invites. */
export interface AnswerCall {
  readonly call: GraphCall;
  readonly account: Account;
  /** Whether the owner takes the invite back just before, or the collaborator off the media right after. */
  readonly withdraw: 'before' | 'after' | undefined;
}

/**
 * Accepts or declines an invite (developers.facebook.com/docs/instagram-platform/collaboration).
 * @throws GraphError 100 for a parameter that is missing, and in the mode `refused` for an invite that is gone.
 */
export function answerInvite(world: World, { call, account, withdraw }: AnswerCall) {
  const { mediaId, accept } = answerIn(call.params);
  if (withdraw === 'before') withdrawInvite(world, account, mediaId);
  const invite = openInvite(world, account, mediaId);
  if (invite === undefined) return gone(world.settings, mediaId);
  settleInvite(invite, { accept, through: 'api', at: world.clock.now() });
  if (withdraw === 'after') moveInvite(invite, 'removed');
  return { success: true };
}

function answerIn(params: Params): { readonly mediaId: string; readonly accept: boolean } {
  const mediaId = params.get('media_id') ?? '';
  const accept = booleanParam(params, 'accept');
  if (mediaId === '') throw new GraphError(refusals.parameterRequired('media_id'));
  if (accept === undefined) throw new GraphError(refusals.parameterRequired('accept'));
  return { mediaId, accept };
}

/** An invite that was withdrawn, was answered or has never been. */
function gone({ goneInvite }: Settings, mediaId: string) {
  switch (goneInvite) {
    case 'refused':
      throw new GraphError(refusals.inviteGone(mediaId));
    case 'unsuccessful':
      return { success: false };
    default:
      return goneInvite satisfies never;
  }
}
