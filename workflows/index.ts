// What a worker bundles: every workflow of ours, by the name of its type.
export { account } from './account.ts';
export { answerInvite } from './answer-invite.ts';
export { listCollaborativeMedia } from './list-collaborative-media.ts';
export { publishPost } from './publish-post.ts';
export { sweepInvites } from './sweep-invites.ts';
export { trackCollaborators } from './track-collaborators.ts';
