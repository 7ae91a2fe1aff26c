import ipaddr from "ipaddr.js";
import { readCidr, within, type Address, type Cidr } from "./address";
import { isPublic, NEVER } from "./address-fault";

const OWN_NETWORKS = new Set<string>(["private", "uniqueLocal"]);
/** The widest range elsewhere than in private networks: more is a slip of the pen. */
const WIDEST = { ipv4: 8, ipv6: 32 };

/** A range as it is kept, or what is wrong with it, in a sentence. */
export type RangeReading = { cidr: string } | { fault: string };

/**
 * Reads the range of a network rule: any spelling of it becomes one, with all bits behind the prefix zero. Pure.
 * Refused is what the guard would not open anyway, what is open already, and what is far too wide.
 */
export function readRange(text: string): RangeReading {
  const written = readCidr(text);
  if (!written) return { fault: "Write an address or a range, for example 10.20.0.0/16." };
  const [first, bits] = unwrapped(written);
  const last = lastOf(first, bits);
  const never = NEVER.find(({ cidr }) => bits >= cidr[1] && within(first, cidr));
  if (never) return { fault: `It is ${never.what}, which is never permitted.` };
  const widest = WIDEST[first.kind()];
  if (bits < widest && !OWN_NETWORKS.has(first.range())) {
    return { fault: `That is too wide. Outside private networks, the widest range is /${widest}.` };
  }
  if (isPublic(first) || isPublic(last) || first.range() !== last.range()) {
    return { fault: "Public addresses need no rule. Name the private part alone." };
  }
  return { cidr: `${first.toString()}/${bits}` };
}

/** The range's first address; of IPv4 in IPv6 clothes, the IPv4 range. */
function unwrapped([address, bits]: Cidr): Cidr {
  const first = masked(address, bits, 0);
  if (first instanceof ipaddr.IPv6 && bits >= 96 && first.isIPv4MappedAddress()) {
    return [first.toIPv4Address(), bits - 96];
  }
  return [first, bits];
}

function lastOf(address: Address, bits: number): Address {
  return masked(address, bits, 0xff);
}

/** The address with all bits behind the prefix as in `fill`. */
function masked(address: Address, bits: number, fill: number): Address {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    const behind = 0xff >> kept;
    return (byte & ~behind) | (fill & behind);
  });
  return ipaddr.fromByteArray(bytes);
}
