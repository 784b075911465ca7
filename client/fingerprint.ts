import { createHash } from 'node:crypto';
import type { Medium } from '../contracts/post.ts';
import { pointerOf } from './issues.ts';

export type Fingerprint = Readonly<Record<string, string>>;

/** Deeper, a value is one leaf: a carousel of tagged pictures would have hundreds, and this is kept beside every run. */
const MAX_DEPTH = 3;

/** A short hash of every leaf by JSON Pointer. The order of keys and keys without a value make no difference. */
export function fingerprintOf(content: object): Fingerprint {
  return Object.fromEntries(leavesOf(content, []).map(([pointer, leaf]) => [pointer, shortHash(leaf)]));
}

/** The JSON Pointers at which two fingerprints are not the same, in order. Empty for a repeat. */
export function differences(queued: Fingerprint, sent: Fingerprint): string[] {
  const pointers = new Set([...Object.keys(queued), ...Object.keys(sent)]);
  return [...pointers].filter((pointer) => queued[pointer] !== sent[pointer]).sort();
}

function leavesOf(value: unknown, path: readonly string[]): [pointer: string, leaf: unknown][] {
  if (!isBranch(value) || path.length === MAX_DEPTH) return [[pointerOf(path), canonical(value)]];
  return childrenOf(value).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
const childrenOf = (value: object) => Object.entries(value).filter(([, child]) => child !== undefined);

/** One text for a value, however its keys are ordered. */
function canonical(value: unknown): unknown {
  if (!isBranch(value)) return value;
  const children = childrenOf(value).map(([key, child]) => [key, canonical(child)] as const);
  return Array.isArray(value) ? children.map(([, child]) => child) : children.sort(([a], [b]) => (a < b ? -1 : 1));
}

// 64 bits: two texts of one field collide by accident once in 10^19.
const shortHash = (leaf: unknown): string =>
  createHash('sha256').update(JSON.stringify(leaf)).digest('hex').slice(0, 16);

/** The kinds of a post's media, as far as its fingerprint tells: none of a run that was started without our client. */
export const mediaKindsIn = (fingerprint: Fingerprint): Medium['kind'][] =>
  Object.entries(fingerprint)
    .filter(([pointer]) => KIND_OF_MEDIUM.test(pointer))
    .map(([, hash]) => (hash === VIDEO ? 'video' : 'image'));

const KIND_OF_MEDIUM = /^\/media\/[0-9]+\/kind$/;
const VIDEO = shortHash('video' satisfies Medium['kind']);

/** What a fingerprint says of the due time. An edit leaves it as it is. */
export const duePartOf = (fingerprint: Fingerprint): Fingerprint =>
  Object.fromEntries(
    DUE_POINTERS.flatMap((pointer) => (fingerprint[pointer] === undefined ? [] : [[pointer, fingerprint[pointer]]])),
  );

const DUE_POINTERS = ['/scheduledAt', '/publishNow'];

/** One text for all that a fingerprint says of the content. What a post shows does not change with the times at which it may go out. */
export const contentKeyOf = (fingerprint: Fingerprint): string =>
  JSON.stringify(
    Object.entries(fingerprint)
      .filter(([pointer]) => !TIME_POINTERS.has(pointer))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const TIME_POINTERS: ReadonlySet<string> = new Set([...DUE_POINTERS, '/publishWithinSeconds']);
