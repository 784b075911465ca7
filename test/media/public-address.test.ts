import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  guardedLookup,
  isPublicAddress,
  PRIVATE_ADDRESS,
  type Resolve,
  refuseWrittenAddress,
} from '../../media/public-address.ts';

test.each([
  ...['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '223.255.255.255'],
  ...['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2001:4860:4860::8888'],
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback at its end', '127.255.255.254'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['link-local', '169.254.169.254'],
  ["behind a carrier's NAT", '100.64.0.1'],
  ['this network', '0.0.0.0'],
  ['documentation', '192.0.2.1'],
  ['benchmarks', '198.19.0.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['loopback', '::1'],
  ['unspecified', '::'],
  ['unique-local', 'fd00::1'],
  ['unique-local', 'fc00::1'],
  ['link-local', 'fe80::1'],
  ['multicast', 'ff02::1'],
  ['documentation', '2001:db8::1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped private, in hexadecimal', '::ffff:a00:1'],
  ['IPv4-compatible', '::10.0.0.1'],
  ['translated', '64:ff9b::7f00:1'],
  ['6to4', '2002:7f00:1::1'],
  ['tunneled', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['no address', 'localhost'],
  ['nothing', ''],
])('an address that is %s is not public: %s', (_case, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('no IPv4 address is public in an IPv6 one that carries it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(['::ffff:', '::', '64:ff9b::'].map((prefix) => isPublicAddress(`${prefix}${address}`))).toEqual([
        false,
        false,
        false,
      ]);
    }),
  );
});

describe('a host written as an address', () => {
  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]:8080/',
    'http://[::ffff:10.0.0.1]/',
  ])('is refused when it is not public: %s', (url) => {
    expect(() => refuseWrittenAddress(new URL(url))).toThrow(/is not a public address/);
  });

  test.each(['http://8.8.8.8/', 'http://[2606:4700:4700::1111]/', 'https://media.example/'])(
    'passes otherwise: %s',
    (url) => {
      expect(() => refuseWrittenAddress(new URL(url))).not.toThrow();
    },
  );
});

describe('a look-up', () => {
  const answering =
    (...addresses: string[]): Resolve =>
    (_hostname, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  const lookedUp = (resolve: Resolve, all: boolean) =>
    new Promise((settle) => {
      guardedLookup(isPublicAddress, resolve)('media.example', { all }, (error, address, family) =>
        settle(error?.code ?? [address, family]),
      );
    });

  test('answers with one public address, or all of them, as it is asked', async () => {
    const resolve = answering('8.8.8.8', '2606:4700:4700::1111');
    expect(await lookedUp(resolve, false)).toEqual(['8.8.8.8', 4]);
    expect(await lookedUp(resolve, true)).toEqual([
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700:4700::1111', family: 6 },
      ],
      undefined,
    ]);
  });

  test.each([[['10.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['8.8.8.8', '::ffff:127.0.0.1']]])(
    'refuses a name that leads to %j',
    async (addresses) => {
      expect(await lookedUp(answering(...addresses), false)).toBe(PRIVATE_ADDRESS);
      expect(await lookedUp(answering(...addresses), true)).toBe(PRIVATE_ADDRESS);
    },
  );

  test('passes on that a name is unknown', async () => {
    const unknown: Resolve = (_hostname, _options, done) =>
      done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
    expect(await lookedUp(unknown, true)).toBe('ENOTFOUND');
  });
});
