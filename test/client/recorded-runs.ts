import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import type { PendingActivity, Runs } from '../../client/runs.ts';
import type { RunRecord } from '../../client/view.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { type CommandResult, type ContentQueryResult, PUBLISH_POST } from '../../contracts/publish-post.ts';

type RunStatus = RunRecord['status']['name'];

/** The runs of a server that exists in memory only, moved on by the test. */
export class RecordedRuns implements Runs {
  readonly deadlineMs = 50;
  readonly started: WorkflowStartOptions[] = [];
  readonly updates: { readonly workflowId: string; readonly name: string; readonly argument: object | undefined }[] =
    [];
  /** What a worker answers to the status query; undefined while there is none. */
  answer: PostView | undefined;
  /** What a worker answers to the content query; undefined while there is none. */
  held: ContentQueryResult | undefined;
  /** What every run is doing. */
  pending: PendingActivity[] = [];
  /** How often that was asked. */
  pendingRead = 0;
  /** What an Update answers, or throws. */
  onUpdate: () => CommandResult = () => ({ status: 'scheduled', dueAt: '2026-12-01T09:00:00.000Z' });
  /** The query of the last list. */
  listed = '';

  readonly #runs = new Map<string, RunRecord & { outcome?: unknown }>();
  readonly #ends = new Map<string, () => void>();

  async start(options: WorkflowStartOptions): Promise<void> {
    const { workflowId, memo = {}, typedSearchAttributes } = options;
    if (this.#runs.has(workflowId)) throw new WorkflowExecutionAlreadyStartedError('taken', workflowId, PUBLISH_POST);
    if (!Array.isArray(typedSearchAttributes)) throw new Error('pairs of search attributes expected');
    this.started.push(options);
    this.#runs.set(workflowId, {
      workflowId,
      runId: `run of ${workflowId}`,
      type: PUBLISH_POST,
      startTime: new Date(),
      memo: JSON.parse(JSON.stringify(memo)),
      historyLength: 1,
      status: { code: 1, name: 'RUNNING' },
      typedSearchAttributes: new TypedSearchAttributes(typedSearchAttributes),
    });
  }

  /** Lets a run do its first task, and perhaps end. */
  move(workflowId: string, name: RunStatus, outcome?: unknown): void {
    const run = this.#runs.get(workflowId);
    if (run === undefined) throw new Error(`no run ${workflowId}`);
    this.#runs.set(workflowId, { ...run, historyLength: 7, status: { ...run.status, name }, outcome });
    if (name !== 'RUNNING') this.#ends.get(workflowId)?.();
  }

  /** Lets a run record what it is. */
  record(workflowId: string, pairs: SearchAttributePair[]): void {
    const run = this.#runs.get(workflowId);
    if (run === undefined) throw new Error(`no run ${workflowId}`);
    this.#runs.set(workflowId, { ...run, typedSearchAttributes: run.typedSearchAttributes.updateCopy(pairs) });
  }

  async describe(workflowId: string): Promise<RunRecord | undefined> {
    return this.#runs.get(workflowId);
  }

  async outcome(workflowId: string): Promise<unknown> {
    return this.#runs.get(workflowId)?.outcome;
  }

  async status(): Promise<PostView | undefined> {
    return this.answer;
  }

  async content(): Promise<ContentQueryResult | undefined> {
    return this.held;
  }

  async input(workflowId: string): Promise<unknown> {
    return this.started.find((start) => start.workflowId === workflowId)?.args?.[0];
  }

  async pendingActivities(): Promise<PendingActivity[]> {
    this.pendingRead += 1;
    return this.pending;
  }

  async update<Answer>(workflowId: string, name: string, argument: object | undefined): Promise<Answer> {
    this.updates.push({ workflowId, name, argument });
    return this.onUpdate() as Answer;
  }

  async ensure(): Promise<string> {
    throw new Error('There are no accounts here.');
  }

  async signal(): Promise<boolean> {
    throw new Error('There is nobody to tell here.');
  }

  async ask<Answer>(): Promise<Answer> {
    throw new Error('There are no accounts here.');
  }

  async *list(query: string): AsyncGenerator<RunRecord, void> {
    this.listed = query;
    yield* this.#runs.values();
  }

  async ended(workflowId: string, limit: AbortSignal): Promise<void> {
    limit.throwIfAborted();
    if (this.#runs.get(workflowId)?.status.name !== 'RUNNING') return;
    await new Promise<void>((resolve, reject) => {
      this.#ends.set(workflowId, resolve);
      limit.addEventListener('abort', () => reject(limit.reason));
    });
  }
}
