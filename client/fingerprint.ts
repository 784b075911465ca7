import { createHash } from 'node:crypto';
import { pointerOf } from './issues.ts';

export type Fingerprint = Readonly<Record<string, string>>;

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
  if (typeof value !== 'object' || value === null) return [[pointerOf(path), value]];
  return Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

// 64 bits: two texts of one field collide by accident once in 10^19.
const shortHash = (leaf: unknown): string =>
  createHash('sha256').update(JSON.stringify(leaf)).digest('hex').slice(0, 16);
