import { collaborativeMediaSearch } from '../collaboration/collaborative-media.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { refusals } from '../protocol/refusals.ts';
import { isStory } from '../publishing/stories.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { mediaEdge, storiesEdge } from './media-edges.ts';
import type { NodeType } from './select-fields.ts';

/** What an account shows of itself to its own token. */
export const accountNode = (world: World, call: GraphCall): NodeType<Account> => ({
  fields: {
    id: ({ igUserId }) => igUserId,
    collaborative_media_search: (account, field) => collaborativeMediaSearch(world, call, { account, field }),
    media: (account, { arguments: params, fields }) => mediaEdge(world, call, { account, params, fields }),
    media_count: ({ media }) => media.filter((each) => !isStory(each)).length,
    stories: (account, { arguments: params, fields }) => storiesEdge(world, call, { account, params, fields }),
    user_id: ({ igUserId }) => igUserId,
    username: ({ username }) => username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGUser'),
});
