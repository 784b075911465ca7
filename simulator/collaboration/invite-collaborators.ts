import { wordsParam } from '../containers/param-values.ts';
import type { Container, Media, State } from '../state.ts';
import { sameUsername } from './usernames.ts';

/**
 * Invites those whom a container names as collaborators to the media that it has become, each once. That a name of the owner's
 * own makes no invite is a guess.
 */
export function inviteCollaborators(state: State, media: Media, { parameters }: Container): void {
  const invited = [media.owner.username];
  for (const username of wordsParam(parameters, 'collaborators')) {
    if (invited.some((earlier) => sameUsername(earlier, username))) continue;
    invited.push(username);
    state.addInvite(media, { username, account: state.accountNamed(username), invitedAt: media.publishedAt });
  }
}
