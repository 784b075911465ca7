import { parseFields } from '../protocol/fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { refusals } from '../protocol/refusals.ts';
import { graphTimestamp } from '../protocol/timestamps.ts';
import type { Comment, Media } from '../state.ts';
import { type EdgeQuestion, edgePage } from './edge.ts';
import type { NodeType } from './select-fields.ts';

/** Meta: at most 50 comments per query, and no filter by time. */
const PAGE_SIZE = { most: 50 };
/** What Meta's sample shows. */
const DEFAULT_FIELDS = parseFields('timestamp,text,id');

const commentNode: NodeType<Comment> = {
  fields: {
    id: ({ id }) => id,
    from: ({ from }) => ({ id: from.igUserId, username: from.username }),
    hidden: () => false,
    like_count: () => 0,
    text: ({ text }) => text,
    timestamp: ({ createdAt }) => graphTimestamp(createdAt),
    username: ({ from }) => from.username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGComment'),
};

/** A page of the comments on a media, newest first. */
export const commentsEdge = (call: GraphCall, { id, comments }: Media, question: EdgeQuestion) =>
  edgePage(
    call,
    {
      path: `${id}/comments`,
      type: commentNode,
      items: () => comments.toReversed(),
      pageSize: PAGE_SIZE,
      defaultFields: DEFAULT_FIELDS,
    },
    question,
  );
