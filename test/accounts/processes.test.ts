import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { openAccountStore } from '../../accounts/account-store.ts';
import { newDataDir } from './temporary-directory.ts';

const WRITERS = ['100', '200', '300', '400'];
const ACCOUNTS_EACH = 50;
const run = promisify(execFile);

const addAccounts = (dataDir: string, prefix: string) =>
  run(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'adds-accounts.ts'),
      dataDir,
      prefix,
      `${ACCOUNTS_EACH}`,
    ],
    { timeout: 50_000 },
  );

test('processes that start at once on a new data directory agree on one key and lose no account', async () => {
  const dataDir = newDataDir();
  await Promise.all(WRITERS.map((prefix) => addAccounts(dataDir, prefix)));

  expect(readdirSync(dataDir).sort()).toEqual(['accounts.db', 'secret.key']);
  const store = openAccountStore({ dataDir });
  const accounts = store.list();
  expect(accounts).toHaveLength(WRITERS.length * ACCOUNTS_EACH);
  for (const { accountId } of accounts) expect(store.tokenOf(accountId)).toBe(`token-of-${accountId}`);
  store.close();
}, 60_000);

test('processes that write while another reads keep each other waiting, never fail', async () => {
  const dataDir = newDataDir();
  const reader = openAccountStore({ dataDir });
  const writers = Promise.all(WRITERS.map((prefix) => addAccounts(dataDir, prefix)));
  let seen = 0;
  const reading = setInterval(() => {
    seen = Math.max(seen, reader.list().length);
  }, 1);
  await writers.finally(() => clearInterval(reading));
  expect(seen).toBeGreaterThan(0);
  expect(reader.list()).toHaveLength(WRITERS.length * ACCOUNTS_EACH);
  reader.close();
}, 60_000);
