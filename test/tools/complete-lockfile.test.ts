import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type Lockfile, missingOptionalPackages } from '../../tools/complete-lockfile.ts';

const lockfile = (): Lockfile => JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;

test('the lock file has an entry for every optional package, so that npm ci takes it on every machine', () => {
  expect(missingOptionalPackages(lockfile())).toEqual({});
});

test('an optional package without an entry is found, with its platform', () => {
  const packages = { 'node_modules/a': { dev: true, optionalDependencies: { 'a-linux-x64-musl': '1.0.0' } } };
  expect(missingOptionalPackages({ packages })).toEqual({
    'node_modules/a-linux-x64-musl': {
      version: '1.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    },
  });
});

test('the lock file names no registry', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "http/);
});
