import fc from "fast-check";
import { expect, it } from "vitest";
import { addressFault } from "./address-fault";
import { readRange } from "./range";

it.each([
  ["10.0.0.0/8", "10.0.0.0/8"],
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["192.168.1.77", "192.168.1.77/32"],
  ["192.168.1.77/31", "192.168.1.76/31"],
  ["127.0.0.0/8", "127.0.0.0/8"],
  ["100.64.0.0/10", "100.64.0.0/10"],
  ["198.18.0.0/15", "198.18.0.0/15"],
  ["fc00::/7", "fc00::/7"],
  ["FD12:3456:0::1/32", "fd12:3456::/32"],
  ["::1", "::1/128"],
  ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
  ["::ffff:127.0.0.1", "127.0.0.1/32"],
  ["64:ff9b:1::/48", "64:ff9b:1::/48"],
])("%s is kept as %s", (text, cidr) => {
  expect(readRange(text)).toEqual({ cidr });
});

it.each([
  ["localhost", /^Write an address/],
  ["10.0.0.0/33", /^Write an address/],
  ["10.0.0.0/8/8", /^Write an address/],
  ["10.0.0.0/-1", /^Write an address/],
  ["010.0.0.1", /^Write an address/],
  ["10.1", /^Write an address/],
  ["fe80::/129", /^Write an address/],
  ["169.254.0.0/16", /never permitted/],
  ["169.254.169.254", /never permitted/],
  ["::ffff:169.254.169.254", /never permitted/],
  ["fe80::1", /never permitted/],
  ["0.0.0.0/8", /never permitted/],
  ["0.0.0.0", /never permitted/],
  ["::", /never permitted/],
  ["224.0.0.0/4", /never permitted/],
  ["ff02::/16", /never permitted/],
  ["255.255.255.255", /never permitted/],
  ["fd00:ec2::254", /never permitted/],
  ["100.100.100.200/32", /never permitted/],
  ["0.0.0.0/0", /too wide/],
  ["::/0", /too wide/],
  ["8.8.8.8", /need no rule/],
  ["172.16.0.0/11", /need no rule/],
  ["100.0.0.0/8", /need no rule/],
  ["2a00::/16", /too wide/],
  ["2a00:1450::/32", /need no rule/],
  ["64:ff9b::/96", /need no rule/],
  ["240.0.0.0/4", /too wide/],
  ["2002::/16", /too wide/],
  ["fec0::/10", /too wide/],
])("%s is refused", (text, why) => {
  expect(readRange(text)).toEqual({ fault: expect.stringMatching(why) as string });
});

it("every address that is written as a rule is kept once, however it is spelled, and opens itself", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 128 }), (text, bits) => {
      const read = readRange(`${text}/${bits}`);
      if ("fault" in read) return;
      expect(readRange(read.cidr)).toEqual(read);
      const fault = addressFault(text, [read.cidr]);
      // What only stands for another address needs that one's rule as well.
      if (fault !== null) expect(fault).toMatch(/never permitted|stands for another/);
    }),
    { numRuns: 500 },
  );
});
