import { describe, expect, test } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import { listItem, listQuery } from '../../client/listing.ts';
import {
  fingerprintIn,
  hasDoneNothing,
  isPostView,
  type RunRecord,
  recordedView,
  statusAtEnd,
  viewAtEnd,
} from '../../client/view.ts';
import { isAccountId } from '../../contracts/ids.ts';
import { isFinal, POST_KINDS } from '../../contracts/post.ts';
import {
  IG_DUE_AT,
  IG_ERROR_CODE,
  IG_MEDIA_ID,
  IG_MEDIA_KIND,
  IG_POST_STATE,
  IG_PUBLISHED_AT,
} from '../../contracts/search-attributes.ts';
import { viewOf } from './view-of.ts';

const ID = 'post.brand.order-8841';
const dueAt = '2026-12-01T09:00:00.000Z';
const attributes = [
  { key: IG_MEDIA_KIND, value: 'image' },
  { key: IG_POST_STATE, value: 'scheduled' },
  { key: IG_DUE_AT, value: new Date(dueAt) },
];
const run = (change: Partial<RunRecord> = {}): RunRecord => ({
  workflowId: ID,
  runId: 'run',
  type: 'publishPost',
  startTime: new Date(dueAt),
  status: { code: 1, name: 'RUNNING' },
  historyLength: 1,
  memo: {},
  typedSearchAttributes: new TypedSearchAttributes(attributes),
  ...change,
});

describe('where a post stands when its run', () => {
  test.each([
    // last, the run is, is `last` exact, the post is
    ['scheduled', 'RUNNING', false, 'scheduled'],
    ['publishing', 'PAUSED', true, 'publishing'],
    ['publishing', 'COMPLETED', false, 'published'],
    ['ready', 'CANCELLED', false, 'canceled'],
    ['scheduled', 'TERMINATED', true, 'failed'],
    ['ready', 'TIMED_OUT', true, 'failed'],
    ['preparing', 'FAILED', true, 'failed'],
    ['publishing', 'TERMINATED', true, 'unconfirmed'],
    ['publishing', 'FAILED', true, 'unconfirmed'],
    // A person may be looking at the account: it may have been published.
    ['unconfirmed', 'TERMINATED', true, 'unconfirmed'],
    ['unconfirmed', 'RUNNING', true, 'unconfirmed'],
    ['blocked', 'RUNNING', true, 'blocked'],
    ['blocked', 'TERMINATED', true, 'failed'],
    ['blocked', 'TIMED_OUT', false, 'unconfirmed'],
    // The record may be older than the end.
    ['scheduled', 'TERMINATED', false, 'unconfirmed'],
    ['ready', 'FAILED', false, 'unconfirmed'],
    // A final status stands, however the run was closed after it.
    ['published', 'TERMINATED', false, 'published'],
    ['canceled', 'TERMINATED', true, 'canceled'],
    ['missed', 'FAILED', false, 'missed'],
  ] as const)('was last known as %s and is %s (exact: %s): %s', (last, ending, isExact, status) => {
    expect(statusAtEnd(last, ending, isExact)).toBe(status);
    const { error, ...view } = viewAtEnd(viewOf(ID, last), ending, isExact);
    expect(view.status).toBe(status);
    const saysNothing = ending === 'FAILED' || ending === 'TERMINATED' || ending === 'TIMED_OUT';
    expect(error !== null).toBe(saysNothing && !isFinal(last));
  });

  test('was stopped from outside, the error says how, and warns when it may have been published', () => {
    expect(viewAtEnd(viewOf(ID, 'ready'), 'TIMED_OUT', true).error).toMatchObject({
      code: 'run-timed-out',
      retryable: false,
    });
    expect(viewAtEnd(viewOf(ID, 'publishing'), 'TERMINATED', true).error).toMatchObject({
      code: 'run-terminated',
      nextAction: expect.stringContaining('it may have been published'),
    });
  });
});

describe('the record of a run', () => {
  test('is the post as the server knows it', () => {
    expect(recordedView(run())).toEqual({ ...viewOf(ID, 'scheduled'), dueAt });
  });

  test('has the media and when it went live, as soon as they are known', () => {
    const typedSearchAttributes = new TypedSearchAttributes([
      ...attributes,
      { key: IG_MEDIA_ID, value: '17900000000000001' },
      { key: IG_PUBLISHED_AT, value: new Date(dueAt) },
    ]);
    const known = { mediaId: '17900000000000001', publishedAt: dueAt };
    expect(recordedView(run({ typedSearchAttributes }))).toMatchObject(known);
  });

  test.each(POST_KINDS)('of a post of kind "%s" is read', (kind) => {
    const typedSearchAttributes = new TypedSearchAttributes([
      ...attributes.filter(({ key }) => key !== IG_MEDIA_KIND),
      { key: IG_MEDIA_KIND, value: kind },
    ]);
    expect(recordedView(run({ typedSearchAttributes }))).toMatchObject({ kind });
  });

  test('tells of a first comment to come', () => {
    const memo = { fingerprint: { '/firstComment': 'ab' } };
    expect(recordedView(run({ memo }))).toMatchObject({ firstComment: { status: 'waiting' } });
    expect(recordedView(run())).toMatchObject({ firstComment: null });
  });

  test.each([
    ['another workflow', { workflowId: 'account.brand' }],
    ['no search attributes', { typedSearchAttributes: new TypedSearchAttributes() }],
    [
      'an unknown state',
      { typedSearchAttributes: new TypedSearchAttributes().updateCopy([{ key: IG_POST_STATE, value: 'x' }]) },
    ],
  ])('of %s is none', (_, change) => {
    expect(recordedView(run(change))).toBeUndefined();
    expect(listItem(run(change))).toBeUndefined();
  });

  test.each([
    [1, true],
    [2, true],
    [3, false],
  ])('with %d events has done nothing: %s', (historyLength, nothing) => {
    expect(hasDoneNothing(run({ historyLength }))).toBe(nothing);
  });

  test.each<[RunRecord['memo'], object]>([
    [{ fingerprint: { '/caption': 'ab' }, caption: 'x' }, { '/caption': 'ab' }],
    [{ fingerprint: 'ab' }, {}],
    [{}, {}],
    [undefined, {}],
  ])('has the fingerprint of %j', (memo, fingerprint) => {
    const { memo: _, ...rest } = run();
    expect(fingerprintIn(memo === undefined ? rest : { ...rest, memo })).toEqual(fingerprint);
  });

  test('is a line of the list', () => {
    const typedSearchAttributes = new TypedSearchAttributes([
      ...attributes.filter(({ key }) => key !== IG_POST_STATE),
      { key: IG_POST_STATE, value: 'published' },
      { key: IG_MEDIA_ID, value: '17900000000000001' },
      { key: IG_PUBLISHED_AT, value: new Date(dueAt) },
      { key: IG_ERROR_CODE, value: 'comment-failed' },
    ]);
    expect(listItem(run({ typedSearchAttributes, status: { code: 2, name: 'COMPLETED' } }))).toEqual({
      accountId: 'brand',
      id: 'order-8841',
      kind: 'image',
      status: 'published',
      dueAt,
      publishedAt: dueAt,
      mediaId: '17900000000000001',
      errorCode: 'comment-failed',
    });
  });
});

test.each([
  // A run that did nothing is known exactly.
  [2, 'failed'],
  [7, 'unconfirmed'],
])('a scheduled post whose run was terminated after %d events is listed as %s', (historyLength, status) => {
  expect(listItem(run({ historyLength, status: { code: 5, name: 'TERMINATED' } }))).toMatchObject({ status });
});

test.each<[unknown, boolean]>([
  [viewOf(ID, 'failed'), true],
  [{ ...viewOf(ID, 'failed'), status: 'gone' }, false],
  [{ status: 'failed' }, false],
  ['failed', false],
  [null, false],
  [undefined, false],
])('%j is a view: %s', (value, is) => {
  expect(isPostView(value)).toBe(is);
});

describe('the query of a list', () => {
  const STOPPED =
    "(ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut') AND IgPostState IN ('scheduled', 'preparing', 'ready', 'publishing', 'blocked', 'unconfirmed'))";
  const brand = 'brand';
  if (!isAccountId(brand)) throw new Error('not an account id');

  test.each([
    [{}, "WorkflowType = 'publishPost'"],
    [{ accountId: brand }, "WorkflowType = 'publishPost' AND IgAccount = 'brand'"],
    [{ status: 'published' }, "WorkflowType = 'publishPost' AND IgPostState = 'published'"],
    // A run that was stopped from outside keeps its last state.
    [{ status: 'ready' }, "WorkflowType = 'publishPost' AND IgPostState = 'ready' AND ExecutionStatus = 'Running'"],
    [{ status: 'blocked' }, "WorkflowType = 'publishPost' AND IgPostState = 'blocked' AND ExecutionStatus = 'Running'"],
    [{ status: 'failed' }, `WorkflowType = 'publishPost' AND (IgPostState = 'failed' OR ${STOPPED})`],
    [{ status: 'unconfirmed' }, `WorkflowType = 'publishPost' AND (IgPostState = 'unconfirmed' OR ${STOPPED})`],
  ] as const)('%j', (filter, query) => {
    expect(listQuery(filter)).toBe(query);
  });
});
