import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressFault } from "./address-fault";

const EVERYTHING = ["0.0.0.0/0", "::/0"];

describe("what is public needs no rule", () => {
  it.each(["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:81b::200e"])("%s", (address) => {
    expect(addressFault(address, [])).toBeNull();
  });

  it("a public IPv4 address behind the well-known translator, or written as IPv6", () => {
    expect(addressFault("64:ff9b::5db8:d822", [])).toBeNull();
    expect(addressFault("::ffff:93.184.216.34", [])).toBeNull();
  });
});

/** Address and a range that permits it. */
const OPENABLE = [
  ["127.0.0.1", "127.0.0.0/8"],
  ["127.9.8.7", "127.0.0.0/8"],
  ["10.1.2.3", "10.0.0.0/8"],
  ["172.16.0.1", "172.16.0.0/12"],
  ["172.31.255.255", "172.16.0.0/12"],
  ["192.168.1.1", "192.168.1.1/32"],
  ["100.64.0.1", "100.64.0.0/10"],
  ["192.0.0.8", "192.0.0.0/24"],
  ["192.0.2.1", "192.0.2.0/24"],
  ["192.88.99.1", "192.88.99.0/24"],
  ["192.31.196.1", "192.31.196.0/24"],
  ["198.18.0.1", "198.18.0.0/15"],
  ["198.51.100.1", "198.51.100.0/24"],
  ["203.0.113.1", "203.0.113.0/24"],
  ["240.0.0.1", "240.0.0.0/8"],
  ["::1", "::1/128"],
  ["fc00::1", "fc00::/7"],
  ["fd12:3456::1", "fd12:3456::/32"],
  ["fec0::1", "fec0::/32"],
  ["100::1", "100::/64"],
  ["2001:2::1", "2001:2::/48"],
  ["2001:db8::1", "2001:db8::/32"],
  ["3fff::1", "3fff::/32"],
  ["3ffe::1", "3ffe::/16"],
  ["5f00::1", "5f00::/32"],
  ["4000::1", "4000::/32"],
  ["::ffff:10.0.0.1", "10.0.0.0/8"],
  ["::ffff:7f00:1", "127.0.0.1/32"],
  ["64:ff9b::10.0.0.1", "10.0.0.0/8"],
] as const;

describe("what isn't public needs a rule", () => {
  it.each(OPENABLE)("%s is refused, and permitted by %s", (address, cidr) => {
    expect(addressFault(address, [])).toMatch(/not among the permitted ones$/);
    expect(addressFault(address, [cidr])).toBeNull();
    expect(addressFault(address, ["198.19.255.0/24", "fd99::/32"])).not.toBeNull();
  });

  it("a rule ends where its range ends, and is for one family", () => {
    expect(addressFault("10.0.1.0", ["10.0.0.0/24"])).not.toBeNull();
    expect(addressFault("::1", ["127.0.0.0/8", "0.0.0.0/0"])).not.toBeNull();
    expect(addressFault("127.0.0.1", ["::/0"])).not.toBeNull();
  });

  it("a rule that can't be read permits nothing", () => {
    expect(addressFault("10.0.0.1", ["", "10.0.0.0", "10.0.0.0/99", "everything"])).not.toBeNull();
  });
});

describe("what stands for another address needs that one to be permitted too", () => {
  it.each([
    ["6to4", "2002:0a00:0001::1", "2002:a00:1::/48", "10.0.0.0/8"],
    ["Teredo's server", "2001:0:a00:1::f5ff:fffe", "2001:0:a00:1::/64", "10.0.0.0/8"],
    ["Teredo's client", "2001:0:5db8:d822::f5ff:fffe", "2001:0:5db8:d822::/64", "10.0.0.0/8"],
    ["local NAT64, last bytes", "64:ff9b:1::a00:1", "64:ff9b:1::/48", "10.0.0.0/8"],
    ["local NAT64, 48 bits", "64:ff9b:1:a14:1e:2800::", "64:ff9b:1::/48", "10.0.0.0/8"],
    ["local NAT64, 64 bits", "64:ff9b:1:0:a:1402:300:0", "64:ff9b:1::/48", "10.0.0.0/8"],
    ["translated", "::ffff:0:10.0.0.1", "::ffff:0:a00:0/104", "10.0.0.0/8"],
    ["compatible", "::10.0.0.1", "::a00:0/104", "10.0.0.0/8"],
  ])("%s: %s needs %s and %s", (_, address, outer, inner) => {
    expect(addressFault(address, [outer])).toMatch(/stands for another one: a private address/);
    expect(addressFault(address, [inner])).not.toBeNull();
    expect(addressFault(address, [outer, inner])).toBeNull();
  });
});

describe("what nobody's rule opens", () => {
  it.each([
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "169.254.169.254",
    "169.254.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "224.0.0.1",
    "239.255.255.255",
    "ff02::1",
    "255.255.255.255",
    "fd00:ec2::254",
    "fd20:ce::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "::169.254.169.254",
    "::ffff:0:169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::169.254.169.254",
    "64:ff9b:1:a9fe:a9:fe00::",
    "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
    "2001:0:5db8:d822::5601:5601",
  ])("%s", (address) => {
    expect(addressFault(address, EVERYTHING)).toMatch(/never permitted$/);
  });
});

describe("what isn't an address", () => {
  it.each([
    "",
    "localhost",
    "127.1",
    "0177.0.0.1",
    "0x7f000001",
    "2130706433",
    "1.2.3.4.5",
    "[::1]",
    "10.0.0.0/8",
  ])("%s", (text) => expect(addressFault(text, EVERYTHING)).toBe("not an address"));
});

describe("for every address", () => {
  const dotted = fc.ipV4();
  const forms = (address: string) => [
    `::ffff:${address}`,
    `64:ff9b::${address}`,
    `64:ff9b:1::${address}`,
    `::${address}`,
    `::ffff:0:${address}`,
  ];

  it("no wrapping makes permitted what is forbidden as it is", () => {
    fc.assert(
      fc.property(dotted, fc.constantFrom([], ["10.0.0.0/8", "127.0.0.0/8"], ["::/0"]), (address, allow) => {
        fc.pre(addressFault(address, allow) !== null);
        for (const form of forms(address)) expect(addressFault(form, allow)).not.toBeNull();
      }),
    );
  });

  it("a wider allow-list never forbids more, and never opens what is never permitted", () => {
    fc.assert(
      fc.property(fc.oneof(dotted, fc.ipV6()), (address) => {
        const alone = addressFault(address, []);
        const all = addressFault(address, EVERYTHING);
        if (alone === null) expect(all).toBeNull();
        if (alone?.endsWith("never permitted")) expect(all).toBe(alone);
        if (all !== null) expect(all).toMatch(/never permitted$/);
      }),
    );
  });

  it("text that is nobody's address is never permitted", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[\d.]+$|:/.test(text));
        expect(addressFault(text, EVERYTHING)).not.toBeNull();
      }),
    );
  });
});
