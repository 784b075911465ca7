import { expect, test } from '@jest/globals';
import {
  problemOfCancel,
  problemOfEdit,
  problemOfInput,
  problemOfReschedule,
  problemOfSettling,
} from '../../workflows/arguments.ts';
import { DUE_AT, POST } from '../contracts/samples.ts';

const NOW = DUE_AT - 1_000;
const TIMING = { leadMs: 900_000, armEarliestMs: 30_000, armLatestMs: 5_000 };
const INPUT = { schemaVersion: 1, post: POST, dueAt: DUE_AT, timing: TIMING };

test.each([
  ['no argument', undefined],
  ['null', null],
  ['text', '2026-12-01'],
  ['no dueAt', {}],
  ['a text', { dueAt: '2026-12-01' }],
  ['not a number', { dueAt: Number.NaN }],
  ['a fraction', { dueAt: DUE_AT + 0.5 }],
  ['microseconds', { dueAt: DUE_AT * 1_000 }],
  ['more than a date can be', { dueAt: 8.7e15 }],
  ['the past', { dueAt: NOW - 1 }],
])('reschedule refuses %s', (_, args) => {
  expect(problemOfReschedule(args, NOW)).toEqual(expect.any(String));
});

test('reschedule takes an instant to come', () => {
  expect(problemOfReschedule({ dueAt: DUE_AT }, NOW)).toBeUndefined();
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a reason', { reason: 'sold out' }],
])('cancel takes %s', (_, args) => {
  expect(problemOfCancel(args)).toBeUndefined();
});

test.each([
  ['text', 'sold out'],
  ['a number as the reason', { reason: 5 }],
  ['an object as the reason', { reason: {} }],
])('cancel refuses %s', (_, args) => {
  expect(problemOfCancel(args)).toEqual(expect.any(String));
});

test('the input that the client makes is taken', () => {
  expect(problemOfInput(INPUT)).toBeUndefined();
});

test.each([
  ['nothing', undefined],
  ['an empty object', {}],
  ['another version', { ...INPUT, schemaVersion: 2 }],
  ['no post', { ...INPUT, post: undefined }],
  ['a kind that nobody knows', { ...INPUT, post: { ...POST, kind: 'poem' } }],
  ['a medium without address', { ...INPUT, post: { ...POST, media: [{ kind: 'image' }] } }],
  ['a video without source', { ...INPUT, post: { ...POST, kind: 'reel', media: [{ kind: 'video' }] } }],
  ['no media', { ...INPUT, post: { ...POST, media: [] } }],
  ['no window', { ...INPUT, post: { ...POST, publishWithinSeconds: undefined } }],
  ['no timing', { ...INPUT, timing: undefined }],
  ['a lead beyond the life of a container', { ...INPUT, timing: { ...TIMING, leadMs: 30 * 3_600_000 } }],
  ['a negative lead', { ...INPUT, timing: { ...TIMING, leadMs: -1 } }],
  ['a due time as text', { ...INPUT, dueAt: '2026-12-01T09:00:00Z' }],
])('an input with %s is refused', (_, input) => {
  expect(problemOfInput(input)).toEqual(expect.any(String));
});

const EDIT = {
  post: { ...POST, caption: 'Another one.' },
  revision: 0,
  allowLate: false,
  memo: { fingerprint: {}, caption: '' },
};

test('the edit that the client makes is taken', () => {
  expect(problemOfEdit(EDIT, POST)).toBeUndefined();
});

test.each([
  ['nothing', undefined],
  ['half a post', { ...EDIT, post: { caption: 'Another one.' } }],
  ['another account', { ...EDIT, post: { ...POST, accountId: 'other' } }],
  ['another id', { ...EDIT, post: { ...POST, id: 'other' } }],
  ['another kind', { ...EDIT, post: { ...POST, kind: 'story' } }],
  ['no revision', { ...EDIT, revision: undefined }],
  ['no word on lateness', { ...EDIT, allowLate: undefined }],
  ['no memo', { ...EDIT, memo: undefined }],
  ['an empty memo', { ...EDIT, memo: {} }],
  ['a caption that is no text', { ...EDIT, post: { ...POST, caption: 5 } }],
  ['collaborators that are no list', { ...EDIT, post: { ...POST, collaborators: 'anna' } }],
])('edit refuses %s', (_, args) => {
  expect(problemOfEdit(args, POST)).toEqual(expect.any(String));
});

test.each([
  ['published', { outcome: 'published' }],
  ['published, with its media', { outcome: 'published', mediaId: '18000000000000001' }],
  ['not published', { outcome: 'not-published' }],
])('settle takes %s', (_, args) => {
  expect(problemOfSettling(args)).toBeUndefined();
});

test.each([
  ['nothing', undefined],
  ['a word', 'published'],
  ['another outcome', { outcome: 'maybe' }],
  ['a permalink as the media', { outcome: 'published', mediaId: 'https://www.instagram.com/p/x/' }],
])('settle refuses %s', (_, args) => {
  expect(problemOfSettling(args)).toEqual(expect.any(String));
});
