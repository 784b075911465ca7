import type { GraphCall } from '../protocol/graph-call.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account } from '../state.ts';
import { mediaEdge } from './media-edge.ts';
import type { NodeType } from './select-fields.ts';

/** What an account shows of itself to its own token. */
export const accountNode = (call: GraphCall): NodeType<Account> => ({
  fields: {
    id: ({ igUserId }) => igUserId,
    media: (account, field) => mediaEdge(call, account, { params: field.arguments, fields: field.fields }),
    media_count: ({ media }) => media.length,
    user_id: ({ igUserId }) => igUserId,
    username: ({ username }) => username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGUser'),
});
