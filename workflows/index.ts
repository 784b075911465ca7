// What a worker bundles: every workflow of ours, by the name of its type.
export { publishPost } from './publish-post.ts';
