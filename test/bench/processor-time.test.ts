import { expect, test } from '@jest/globals';
import { processorTime } from '../../bench/processor-time.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('the processor time of a process is that which it has had itself', async () => {
  const before = await processorTime(process.pid);
  const from = process.cpuUsage();
  while (process.cpuUsage(from).user < 300_000) Math.sqrt(Math.random());
  const grown = (await processorTime(process.pid)) - before;
  const { user, system } = process.cpuUsage(from);
  expect(Math.abs(grown - (user + system) / 1_000)).toBeLessThan(60);
});
