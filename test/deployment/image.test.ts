import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT, services } from './compose-file.ts';

const lines = (path: string): string[] => readFileSync(resolve(ROOT, path), 'utf8').split('\n');
const instructions = (name: string): string[] =>
  lines('Dockerfile').flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
const packageJson = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));

describe('the image', () => {
  test('stands on the Node that development has, on Debian, because the native core is built for glibc', () => {
    const bases = instructions('FROM').map((base) => base.split(' ')[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${packageJson.devDependencies.node}-bookworm-slim`]));
    expect(packageJson.devDependencies.node).toMatch(/^24\./);
  });

  test('starts the command that the build makes, as a worker', () => {
    const [entrypoint = ''] = instructions('ENTRYPOINT');
    const [program, warnings, file = '', ...rest] = JSON.parse(entrypoint);
    expect([program, warnings, rest]).toEqual(['node', '--disable-warning=ExperimentalWarning', []]);
    expect(file).toBe(packageJson.bin.carillon);
    expect(existsSync(resolve(ROOT, file.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
    expect(instructions('RUN')).toContain('npm run build');
    expect(packageJson.scripts.build).toContain('tsc');
    expect(instructions('CMD')).toEqual(['["worker"]']);
  });

  test('does not run as root, and owns the data directory that the deployment mounts', () => {
    expect(instructions('USER').at(-1)).toBe('node');
    const dataDir = services['worker']?.environment['CARILLON_DATA_DIR'];
    expect(dataDir).toBeDefined();
    expect(lines('Dockerfile').join('\n')).toContain(
      `install --directory --owner=node --group=node --mode=700 ${dataDir}`,
    );
  });

  test('is built without the data, the secrets and the history of the machine it is built on', () => {
    expect(lines('.dockerignore')).toEqual(
      expect.arrayContaining(['.carillon', '.env', '.env.*', '.git', 'node_modules', 'dist']),
    );
  });

  test('is built with every folder that the program is made of', () => {
    const left = new Set(lines('.dockerignore'));
    const parts = ['contracts', 'workflows', 'graph', 'accounts', 'activities', 'worker', 'client', 'cli', 'simulator'];
    expect(parts.filter((folder) => left.has(folder))).toEqual([]);
  });
});
