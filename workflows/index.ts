// What a worker bundles: every workflow of ours, by the name of its type.
export { account } from './account.ts';
export { publishPost } from './publish-post.ts';
