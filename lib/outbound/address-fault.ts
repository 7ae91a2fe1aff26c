import ipaddr from "ipaddr.js";
import { readAddress, readCidr, within, type Address, type Cidr } from "./address";
import { embeddedAddresses } from "./embedded";

/**
 * What nobody's rule opens: the machine's own network card, groups of machines, and the addresses at which clouds
 * hand their machines' credentials to whoever asks from inside.
 */
export const NEVER: readonly { cidr: Cidr; what: string }[] = [
  ["0.0.0.0/8", "an unspecified address"],
  ["::/128", "an unspecified address"],
  ["169.254.0.0/16", "a link-local address, where clouds keep their metadata"],
  ["fe80::/10", "a link-local address"],
  ["224.0.0.0/4", "a multicast address"],
  ["ff00::/8", "a multicast address"],
  ["255.255.255.255/32", "a broadcast address"],
  ["fd00:ec2::254/128", "a cloud's metadata address"],
  ["fd20:ce::254/128", "a cloud's metadata address"],
  ["100.100.100.200/32", "a cloud's metadata address"],
  ["168.63.129.16/32", "a cloud's metadata address"],
  ["192.0.0.192/32", "a cloud's metadata address"],
].map(([cidr = "", what = ""]) => ({ cidr: ipaddr.parseCIDR(cidr), what }));

/** Only these are given to the world's machines; the rest of IPv6 is kept for later. */
const GLOBAL_V6 = ipaddr.parseCIDR("2000::/3");
/** The 6bone's, given back (RFC 3701); nobody's since, though it lies among them. */
const SIXBONE = ipaddr.parseCIDR("3ffe::/16");
/** Its addresses stand for IPv4 ones and nothing else, so the IPv4 address alone decides. */
const NAT64 = ipaddr.parseCIDR("64:ff9b::/96");

const KINDS: Record<string, string> = {
  loopback: "a loopback address",
  private: "a private address",
  uniqueLocal: "a private address",
  carrierGradeNat: "an address of a carrier's own network",
};

/**
 * Why no connection may be made to an address, in words that follow "It is"; null where one may. Pure: everything
 * the guard decides is decided here. `allow` opens what isn't public, but never what is in `NEVER`, and never an
 * address that only wraps a forbidden one.
 */
export function addressFault(address: string, allow: readonly string[]): string | null {
  const read = readAddress(address);
  if (!read) return "not an address";
  // A range that can't be read permits nothing.
  const ranges = allow.map(readCidr).filter((range) => range !== null);
  return faultOf(unwrapped(read), ranges);
}

function faultOf(address: Address, allow: readonly Cidr[]): string | null {
  const never = NEVER.find(({ cidr }) => within(address, cidr));
  if (never) return `${never.what}, which is never permitted`;
  for (const inner of embeddedAddresses(address)) {
    const fault = faultOf(inner, allow);
    if (fault !== null) return `an address that stands for another one: ${fault}`;
  }
  if (isPublic(address) || allow.some((cidr) => within(address, cidr))) return null;
  const kind = KINDS[address.range()] ?? "an address of a reserved range";
  return `${kind}, which is not among the permitted ones`;
}

/** Part of the public internet, so that no rule is needed. */
export function isPublic(address: Address): boolean {
  if (within(address, NAT64)) return true;
  if (within(address, SIXBONE)) return false;
  return address.range() === "unicast" && (address.kind() === "ipv4" || within(address, GLOBAL_V6));
}

/** An IPv4 address in IPv6 clothes: the system connects to the IPv4 address. */
function unwrapped(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
