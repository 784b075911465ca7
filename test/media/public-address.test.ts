import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  guardedLookup,
  type IsAllowed,
  isPublicAddress,
  isPublicOrOwnAddress,
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
  ["that of Azure's machines", '168.63.129.16'],
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

describe("where networks of one's own are allowed", () => {
  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.254'],
    ...['::1', 'fc00::1', 'fd00::1', 'fd12:3456:789a::1', '::ffff:127.0.0.1', '::ffff:c0a8:101'],
    ...['8.8.8.8', '2606:4700:4700::1111'],
  ])('%s passes', (address) => {
    expect(isPublicOrOwnAddress(address)).toBe(true);
  });

  test.each([
    ['link-local', '169.254.0.1'],
    ['where most clouds give out keys', '169.254.169.254'],
    ['the end of link-local', '169.254.255.255'],
    ['where Alibaba gives out keys', '100.100.100.200'],
    ['where Alibaba gives out keys', 'fd00:100::100:200'],
    ['where Azure gives out keys', '168.63.129.16'],
    ['where Amazon gives out keys', 'fd00:ec2::254'],
    ['where Amazon gives out keys to containers', 'fd00:ec2::23'],
    ['where Akamai gives out keys', 'fd00:a9fe:a9fe::1'],
    ['where Google gives out keys', 'fd20:ce::254'],
    ['where Oracle gives out keys', 'fd00:c1::a9fe:a9fe'],
    ['where Scaleway gives out keys', 'fd00:42::42'],
    ['link-local', 'fe80::1'],
    ['link-local of a named interface', 'fe80::a9fe:a9fe%eth0'],
    ['the end of link-local', 'febf::1'],
    ['once site-local', 'fec0::1'],
    ['this machine, by another name', '0.0.0.0'],
    ['this machine, by another name', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['protocol assignments', '192.0.0.192'],
    ['IPv4-mapped link-local', '::ffff:169.254.169.254'],
    ['IPv4-mapped link-local, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['IPv4-mapped keys', '::ffff:100.100.100.200'],
    ['IPv4-compatible', '::169.254.169.254'],
    ['translated', '64:ff9b::a9fe:a9fe'],
    ['6to4', '2002:a9fe:a9fe::1'],
    ['no address', 'localhost'],
  ])('an address that is %s is refused all the same: %s', (_case, address) => {
    expect(isPublicOrOwnAddress(address)).toBe(false);
  });

  test('no link-local address passes, whatever it is written in', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (third, fourth) => {
        const address = `169.254.${third}.${fourth}`;
        const forms = ['', '::ffff:', '::', '64:ff9b::'].map((prefix) => `${prefix}${address}`);
        expect(forms.filter(isPublicOrOwnAddress)).toEqual([]);
      }),
    );
  });
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

  const lookedUp = (resolve: Resolve, all: boolean, isAllowed: IsAllowed = isPublicAddress) =>
    new Promise((settle) => {
      guardedLookup(isAllowed, resolve)('media.example', { all }, (error, address, family) =>
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

  test("answers with an address of one's own network where that is allowed", async () => {
    expect(await lookedUp(answering('192.168.1.1'), false, isPublicOrOwnAddress)).toEqual(['192.168.1.1', 4]);
  });

  test.each([[['169.254.169.254']], [['192.168.1.1', '169.254.169.254']], [['fd00:ec2::254']], [['fe80::1']]])(
    'refuses a name that leads to %j even there',
    async (addresses) => {
      expect(await lookedUp(answering(...addresses), true, isPublicOrOwnAddress)).toBe(PRIVATE_ADDRESS);
    },
  );

  test('passes on that a name is unknown', async () => {
    const unknown: Resolve = (_hostname, _options, done) =>
      done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
    expect(await lookedUp(unknown, true)).toBe('ENOTFOUND');
  });
});
