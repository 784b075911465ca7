import { postWorkflowId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { ContentQueryResult, EditResult } from '../contracts/publish-post.ts';
import { editCommand, endedError, type Receiver, sendCommand } from './commands.ts';
import { editedPost } from './edit-request.ts';
import { InvalidPostError, NoWorkerError, ServerError } from './errors.ts';
import { duePartOf, fingerprintOf } from './fingerprint.ts';
import { contentOf } from './request-of-post.ts';
import { memoOf } from './run-start.ts';
import { type Checks, findingsOf } from './validate-post.ts';
import { fingerprintIn, hasDoneNothing, isOpen, type RunRecord } from './view.ts';

interface Edit {
  /** What a caller sent, of any shape. */
  readonly changes: unknown;
  readonly allowLate: boolean;
  readonly checks: Checks;
}

/** Makes changes to a post, on top of what it holds now. */
export async function editPost(receiver: Receiver, run: RunRecord, edit: Edit): Promise<EditResult> {
  if (!isOpen(run)) throw endedError(await receiver.read());
  const { post: before, revision } = await contentNow(receiver, run);
  const post = editedPost(before, edit.changes);
  const { issues } = await findingsOf(post, edit.checks, before);
  if (issues.length > 0) throw new InvalidPostError(issues);
  const memo = memoOf(post, { ...fingerprintOf(contentOf(post)), ...duePartOf(fingerprintIn(run)) });
  return await sendCommand(receiver, editCommand({ post, revision, allowLate: edit.allowLate, memo }));
}

type Held = Pick<ContentQueryResult, 'post' | 'revision'>;

/** Before its first task a run answers no query, and holds what it was started with. */
async function contentNow({ runs, key }: Receiver, run: RunRecord): Promise<Held> {
  const workflowId = postWorkflowId(key);
  const content = hasDoneNothing(run) ? startContent(await runs.input(workflowId)) : await runs.content(workflowId);
  if (content !== undefined) return content;
  throw new NoWorkerError(
    `No worker said within ${runs.deadlineMs} ms what post "${key.id}" holds; nothing was changed.`,
    runs.deadlineMs,
  );
}

function startContent(input: unknown): Held {
  if (isObject(input) && input['schemaVersion'] === 1 && isPost(input['post']))
    return { post: input['post'], revision: 0 };
  throw new ServerError('server-error', {
    message: 'The post was queued in a form that this client does not know; nothing was changed.',
    nextAction: 'Edit it with a client of the version that queued it.',
    details: { grpcCode: null, grpcMessage: '' },
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
/** As far as an edit needs it: the whole is checked once the changes are made. */
const isPost = (value: unknown): value is Post =>
  isObject(value) && Array.isArray(value['media']) && value['media'].every(isObject);
