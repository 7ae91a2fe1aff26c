import { describe, expect, it } from "vitest";
import { BUILT_IN_CHAINS, ChainName } from "../approvals";
import { BUILT_IN_CHAIN_NAMES, ChainName as NameInPolicy } from "../policy";

// Two rooms on different floors, each with its own words for it: the gateway is where they meet.
describe("the name of an approval chain", () => {
  it("has one form, in a policy and where chains are made", () => {
    const names = ["a", "a-b", "a1", "a--b", "-a", "a-", "A", "ä", "two words", "a_b", "", "x".repeat(60)];
    for (const name of [...names, "x".repeat(61)])
      expect(NameInPolicy.safeParse(name).success, name).toBe(ChainName.safeParse(name).success);
  });

  it("is built in on both sides or on none", () => {
    expect(Object.keys(BUILT_IN_CHAINS)).toEqual([...BUILT_IN_CHAIN_NAMES]);
  });
});
