import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../contracts/search-attributes.ts';
import { setUpServer } from '../../worker/server-setup.ts';

let connection: Connection;
const namespace = `setup-${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  connection = await Connection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
});
afterAll(() => connection.close());

const retentionSeconds = async () => {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds);
};

test('a server without our namespace gets it, with 30 days of retention and every search attribute', async () => {
  const report = await setUpServer(connection, namespace);
  expect(report).toEqual({
    namespace: 'created',
    retentionDays: 30,
    searchAttributesAdded: SEARCH_ATTRIBUTES.map(({ name }) => name),
  });
  expect(await retentionSeconds()).toBe(30 * 86_400);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining([...report.searchAttributesAdded]));
});

test('a second setup changes nothing', async () => {
  expect(await setUpServer(connection, namespace)).toEqual({
    namespace: 'present',
    retentionDays: 30,
    searchAttributesAdded: [],
  });
});

test('a shorter retention is raised, and a longer one is left as it is', async () => {
  const days = async (value: number) => {
    const workflowExecutionRetentionTtl = msToTs(value * 86_400_000);
    await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
    return (await setUpServer(connection, namespace)).retentionDays;
  };
  expect(await days(3)).toBe(30);
  expect(await days(45)).toBe(45);
});
