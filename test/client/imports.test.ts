import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from '@swc/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = ['@temporalio/client', '@temporalio/common', 'luxon', 'zod'];
/** What reads media, loaded when the first one is read. */
const MEDIA_READER = '../media/read-facts.ts';
const MEDIA_PACKAGES = ['got', 'image-size', 'mp4box'];

/** What a file imports at run time: type imports are erased. */
async function importsOf(file: string): Promise<string[]> {
  const { body } = await parse(await readFile(file, 'utf8'), { syntax: 'typescript', target: 'es2022' });
  return body.flatMap((item) => {
    if (item.type === 'ImportDeclaration' || item.type === 'ExportNamedDeclaration')
      return item.typeOnly || !item.source ? [] : [item.source.value];
    return item.type === 'ExportAllDeclaration' ? [item.source.value] : [];
  });
}

/** Every file that is reached from `entry`, and every package. */
async function graphOf(entry: string): Promise<{ readonly files: Set<string>; readonly packages: Set<string> }> {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const specifier of await importsOf(file)) {
      if (specifier.startsWith('.')) files.add(resolve(dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files, packages };
}

const packagesIn = ({ packages }: { readonly packages: Set<string> }) =>
  [...packages].filter((name) => !name.startsWith('node:')).sort();

/** What a file imports in the course of its work. */
const laterImportsOf = (source: string): string[] =>
  [...source.matchAll(/\bimport\(\s*'([^']+)'/g)].flatMap(([, specifier]) => specifier ?? []);

describe('the client library, for the app that imports it', () => {
  test('is made of client/ and contracts/ and needs three libraries and Node', async () => {
    const { files, packages } = await graphOf(join(ROOT, 'client/index.ts'));
    const folders = new Set([...files].map((file) => dirname(relative(ROOT, file))));
    expect([...folders].sort()).toEqual(['client', 'contracts']);
    expect(packagesIn({ packages })).toEqual(PACKAGES);
  });

  test('needs three more to read media, and loads them when it reads the first', async () => {
    const { files } = await graphOf(join(ROOT, 'client/index.ts'));
    const sources = await Promise.all([...files].map((file) => readFile(file, 'utf8')));
    expect(sources.flatMap(laterImportsOf)).toEqual([MEDIA_READER]);
    const reader = await graphOf(join(ROOT, 'client', MEDIA_READER));
    expect(new Set([...reader.files].map((file) => dirname(relative(ROOT, file))))).toEqual(
      new Set(['media', 'contracts']),
    );
    expect(packagesIn(reader)).toEqual(MEDIA_PACKAGES);
  });

  test('loads where nothing else is installed', async () => {
    const app = await mkdtemp(join(tmpdir(), 'carillon-app-'));
    try {
      for (const folder of ['client', 'contracts'])
        await cp(join(ROOT, folder), join(app, folder), { recursive: true });
      await mkdir(join(app, 'node_modules/@temporalio'), { recursive: true });
      for (const name of PACKAGES) await symlink(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
      const script = 'console.log(typeof (await import("./client/index.ts")).Carillon.connect)';
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        cwd: app,
        timeout: 30_000,
      });
      expect((await run).stdout.trim()).toBe('function');
    } finally {
      await rm(app, { recursive: true });
    }
  }, 40_000);
});

test('the example app is short', async () => {
  const lines = (await readFile(join(ROOT, 'docs/example-app.ts'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(30);
});
