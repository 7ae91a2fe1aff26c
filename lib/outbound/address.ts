import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Cidr = [Address, number];

/**
 * Reads an address as Node reads it, for it is Node that connects: no octal, no short forms. A zone is dropped.
 * @returns null where it is none
 */
export function readAddress(text: string): Address | null {
  const family = isIP(text);
  if (family === 0) return null;
  if (family === 4) return ipaddr.IPv4.parse(text);
  // Through the URL parser, which writes hexadecimal groups: ipaddr.js takes ::10.0.0.1 for ::ffff:10.0.0.1.
  const { hostname } = new URL(`http://[${text.replace(/%.*$/, "")}]`);
  return ipaddr.IPv6.parse(hostname.slice(1, -1));
}

/** Reads `address/bits`; one address alone is a range too. @returns null where it is none */
export function readCidr(text: string): Cidr | null {
  const [, written = "", length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = readAddress(written);
  if (!address) return null;
  const most = address.kind() === "ipv4" ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  return bits <= most ? [address, bits] : null;
}

export function within(address: Address, [network, bits]: Cidr): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
