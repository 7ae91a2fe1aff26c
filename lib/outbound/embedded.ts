import ipaddr from "ipaddr.js";

const prefix = (text: string) => ipaddr.IPv6.parseCIDR(text);

const COMPATIBLE = prefix("::/96");
const TRANSLATED = prefix("::ffff:0:0:0/96");
const NAT64 = prefix("64:ff9b::/96");
const LOCAL_NAT64 = prefix("64:ff9b:1::/48");
const SIX_TO_FOUR = prefix("2002::/16");
const TEREDO = prefix("2001::/32");

const LAST = [12, 13, 14, 15];
/** Where RFC 6052 §2.2 puts the four bytes, for prefixes of 48, 56, 64 and 96 bits; byte 8 is skipped. */
const LAYOUTS = [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST];

/**
 * The IPv4 addresses that an IPv6 address leads to by way of a translator or tunnel. A packet to the one may come
 * out at the others, so all of them have to be permitted.
 */
export function embeddedAddresses(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  const bytes = address.toByteArray();
  const at = (places: readonly number[], flip = 0) =>
    new ipaddr.IPv4(places.map((place) => (bytes[place] ?? 0) ^ flip));
  if (address.match(COMPATIBLE)) return isLoopback(address) ? [] : [at(LAST)];
  if (address.match(TRANSLATED) || address.match(NAT64)) return [at(LAST)];
  if (address.match(SIX_TO_FOUR)) return [at([2, 3, 4, 5])];
  // Teredo (RFC 4380 §4): its server, and its client with all bits turned over.
  if (address.match(TEREDO)) return [at([4, 5, 6, 7]), at(LAST, 0xff)];
  if (address.match(LOCAL_NAT64)) return readings(bytes).map((places) => at(places));
  return [];
}

function isLoopback(address: ipaddr.IPv6): boolean {
  return address.range() === "loopback";
}

/**
 * A network is free to cut the local prefix (RFC 8215) longer than it is, and the address doesn't tell where. Every
 * layout counts that fits: nothing behind the four bytes, and not just the zeros before another layout's.
 */
function readings(bytes: readonly number[]): number[][] {
  const fits = LAYOUTS.filter(
    (places) =>
      (places === LAST || bytes[8] === 0) &&
      bytes.slice((places.at(-1) ?? 0) + 1).every((byte) => byte === 0),
  );
  const real = fits.filter((places) => bytes[places[0] ?? 0] !== 0);
  return real.length > 0 ? real : [LAST];
}
