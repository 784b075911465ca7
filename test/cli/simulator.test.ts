import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { problemOf, Shell } from './shell.ts';

let shell: Shell;

beforeAll(async () => {
  shell = await Shell.open();
});
afterAll(() => shell.close());

test.each(['SIGTERM', 'SIGINT'] as const)(
  'the simulator runs where it says until %s, which ends it well',
  async (signal) => {
    const running = shell.start(['simulator', '--port', '0']);
    await running.says(/\n/);
    const { url } = JSON.parse(running.stdout()) as { url: string };
    expect(await (await fetch(`${url}/_control/state`)).json()).toMatchObject({ accounts: [] });
    running.kill(signal);
    expect(await running.ended).toMatchObject({ status: EXIT.ok, stderr: '' });
  },
);

test('a port that is taken is named', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    const ran = await shell.run(['simulator', '--port', String(port)]);
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: EXIT.usage, stdout: '' });
    expect(problemOf(ran)).toEqual({
      code: 'port',
      message: `Port ${port} is taken.`,
      nextAction: 'Give another --port, or 0 for a free one.',
    });
  } finally {
    holder.close();
  }
});
