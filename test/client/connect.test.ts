import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Carillon } from '../../client/carillon.ts';
import { type ConnectOptions, connectSettings } from '../../client/connect-options.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';

describe('the options of connect', () => {
  const environment = { TEMPORAL_ADDRESS: 'env:1', TEMPORAL_NAMESPACE: 'env', TEMPORAL_API_KEY: 'env-key' };
  const timing = { leadMs: undefined, armEarliestMs: 30_000, armLatestMs: 5000 };
  const run = { taskQueue: 'carillon', source: 'client', timing };
  const rules = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);
  const bare = { connection: undefined, tls: undefined, deadlineMs: 10_000, run, rules };

  test.each<[string, ConnectOptions, Record<string, string>, object]>([
    ['nothing', {}, {}, { ...bare, address: 'localhost:7233', namespace: 'default', apiKey: undefined }],
    ['the environment', {}, environment, { ...bare, address: 'env:1', namespace: 'env', apiKey: 'env-key' }],
    [
      'an environment set to nothing',
      {},
      { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_API_KEY: '' },
      { ...bare, address: 'localhost:7233', namespace: 'default', apiKey: undefined },
    ],
    [
      'options, which win',
      { address: 'opt:1', namespace: 'opt', apiKey: 'opt-key', tls: false },
      environment,
      { ...bare, address: 'opt:1', namespace: 'opt', apiKey: 'opt-key', tls: false },
    ],
    [
      'timing',
      { leadSeconds: 72_000, armSeconds: { earliest: 2.5, latest: 1 }, deadlineMs: 1, taskQueue: 'q', source: 's' },
      environment,
      {
        deadlineMs: 1,
        run: { taskQueue: 'q', source: 's', timing: { leadMs: 72_000_000, armEarliestMs: 2500, armLatestMs: 1000 } },
      },
    ],
    [
      "the limits of the workers, with Instagram's for those that are not named",
      { limits: { publish: 50 }, windowSeconds: 60 },
      {},
      { rules: ledgerRules({ ...INSTAGRAM_LIMITS, publish: 50 }, 60_000) },
    ],
  ])('come from %s', (_, options, env, settings) => {
    expect(connectSettings(options, env)).toMatchObject(settings);
  });

  test.each<[object, string, string]>([
    [{ adress: 'x:1' }, '/adress', 'did you mean "address"?'],
    [{ address: '' }, '/address', 'must be text that is not empty'],
    [{ leadSeconds: 72_001 }, '/leadSeconds', 'from 1 to 72000, not 72001'],
    [{ leadSeconds: Number.NaN }, '/leadSeconds', 'from 1 to 72000, not NaN'],
    [{ armSeconds: { earliest: 121, latest: 30 } }, '/armSeconds/earliest', 'from 1 to 120'],
    [{ armSeconds: { earliest: 5, latest: 30 } }, '/armSeconds', 'must not be further'],
    [{ armSeconds: { earliest: 30, last: 5 } }, '/armSeconds/last', 'did you mean "latest"?'],
    [{ deadlineMs: 0 }, '/deadlineMs', 'from 1 to 600000'],
    [{ source: '' }, '/source', 'not empty'],
    [{ connection: 'x' }, '/connection', 'must be a Connection'],
    [{ tls: 'yes' }, '/tls', 'must be true, false'],
    [{ loginOf: 'facebook' }, '/loginOf', 'must be a function'],
    [{ limits: { publish: 101 } }, '/limits/publish', "from 1 to 100, which is Instagram's limit, not 101"],
    [{ limits: { publish: 0 } }, '/limits/publish', 'from 1 to 100'],
    [{ limits: { publishes: 5 } }, '/limits/publishes', 'did you mean "publish"?'],
    [{ windowSeconds: 86_401 }, '/windowSeconds', 'from 1 to 86400'],
  ])('%j is refused', (options, pointer, sentence) => {
    const issue = expect.objectContaining({ pointer, message: expect.stringContaining(sentence) });
    expect(() => connectSettings(options, {})).toThrow(
      expect.objectContaining({ code: 'invalid-request', errors: expect.arrayContaining([issue]) }),
    );
  });

  test.each<object>([
    { apiKey: ['secret'] },
    { apiKey: { key: 'secret' } },
    { apiKey: 'secret', address: 1 },
    { apiKey: '' },
  ])('never show the API key: %j', (options) => {
    const error = errorOf(() => connectSettings(options, {}));
    expect(error).toMatchObject({ code: 'invalid-request' });
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
  });
});

function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('connect', () => {
  let listening: Server | undefined;
  afterEach(() => {
    listening?.close();
  });

  async function portOf(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  const unreachable = (address: string) => ({
    name: 'UnreachableError',
    code: 'unreachable',
    message: `No Temporal server answers at ${address}.`,
    details: { address },
  });

  test('says that nobody listens there', async () => {
    const server = createServer();
    const address = `127.0.0.1:${await portOf(server)}`;
    await new Promise((resolve) => server.close(resolve));
    await expect(Carillon.connect({ address, deadlineMs: 200 })).rejects.toMatchObject(unreachable(address));
  });

  test('says so too of a server that is no Temporal server', async () => {
    listening = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const address = `127.0.0.1:${await portOf(listening)}`;
    await expect(Carillon.connect({ address, deadlineMs: 200 })).rejects.toMatchObject(unreachable(address));
  });

  test('refuses a certificate that is none, and does not blame the address', async () => {
    const tls = {
      serverRootCACertificate: Buffer.from('no PEM'),
      clientCertPair: { crt: Buffer.from('x'), key: Buffer.from('y') },
    };
    await expect(Carillon.connect({ tls })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/tls' }],
    });
  });

  test.each(['http://127.0.0.1:7233', 'a:b:c'])(
    'refuses the address "%s" at once, and shows no key',
    async (address) => {
      const refused = Carillon.connect({ address, apiKey: 'secret' });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/address' }] });
      await expect(refused).rejects.not.toThrow(/secret/);
    },
  );
});
