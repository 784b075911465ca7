import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** `code` of the error with which a connection is refused before it is made. */
export const PRIVATE_ADDRESS = 'ERR_PRIVATE_ADDRESS';

/** A media host that not everybody can reach. Instagram could not, and we might reach what is nobody's business. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = PRIVATE_ADDRESS;
  readonly address: string;

  constructor(host: string, address: string) {
    super(`${host} leads to ${address}, which is not a public address.`);
    this.address = address;
  }
}

// IANA, IPv4 and IPv6 Special-Purpose Address Registries.
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // behind a carrier's NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // no special address by IANA, but where Azure answers its machines
  '169.254.0.0/16', // link-local, and where clouds keep their keys
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];
/**
 * All other IPv6 is special: loopback, link-local, unique-local, multicast, and the forms that carry an IPv4 address
 * (mapped, translated), whichever that is.
 */
const GLOBAL_UNICAST_IPV6 = ['2000::/3'];
const SPECIAL_IN_GLOBAL_UNICAST = [
  '2001::/23', // protocol assignments, and tunnels that carry an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries an IPv4 address
  '3fff::/20', // documentation
];

/** Networks that somebody may have for themselves. */
const OWN_NETWORKS = [
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared, and the addresses of overlay networks such as Tailscale's
  '127.0.0.0/8', // loopback
  '172.16.0.0/12', // private
  '192.168.0.0/16', // private
  '::1/128', // loopback
  'fc00::/7', // unique-local
];
/** Where clouds give out the keys of a machine, in networks that one may have for oneself. */
const CLOUD_KEYS = [
  '100.100.100.200/32', // Alibaba
  'fd00:100::100:200/128', // Alibaba
  'fd00:ec2::/32', // Amazon
  'fd00:a9fe:a9fe::1/128', // Akamai
  'fd20:ce::/32', // Google
  'fd00:c1::a9fe:a9fe/128', // Oracle
  'fd00:42::42/128', // Scaleway
];

const specialIpv4 = networks(SPECIAL_IPV4);
const globalUnicast = networks(GLOBAL_UNICAST_IPV6);
const specialIpv6 = networks(SPECIAL_IN_GLOBAL_UNICAST);
const ownNetworks = networks(OWN_NETWORKS);
const cloudKeys = networks(CLOUD_KEYS);

function networks(written: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of written) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Whether anybody on the internet can reach this IP address. False for text that is none. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialIpv4.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Whether this IP address is public, or of this machine or a network that somebody has for themselves. False for all else
 * that is special: link-local addresses, where clouds give out keys, multicast, reserved ones, and tunnels to any of them.
 */
export function isPublicOrOwnAddress(address: string): boolean {
  return isPublicAddress(address) || isOwnAddress(address);
}

/** An IPv4 address is also found in the IPv6 form of it (`::ffff:10.0.0.1`). */
function isOwnAddress(address: string): boolean {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  return isIP(address) !== 0 && ownNetworks.check(address, family) && !cloudKeys.check(address, family);
}

export type IsAllowed = (address: string) => boolean;

/** @throws PrivateAddressError for a URL whose host is written as an address that is not allowed: connecting to it looks nothing up. */
export function refuseWrittenAddress(url: URL, isAllowed: IsAllowed = isPublicAddress): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host)) throw new PrivateAddressError(host, host);
}

export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for connections that refuses a host as soon as one of its addresses is not allowed. It answers with the very
 * addresses that it has judged, so a name that changes between two look-ups cannot slip through.
 */
export const guardedLookup =
  (isAllowed: IsAllowed = isPublicAddress, resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const refusal = addresses.find(({ address }) => !isAllowed(address));
      if (refusal) return done(new PrivateAddressError(hostname, refusal.address), '');
      const [first] = addresses;
      if (options.all || first === undefined) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
