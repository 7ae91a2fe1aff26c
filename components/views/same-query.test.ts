import { describe, expect, it } from "vitest";
import { sameQuery } from "./same-query";

describe("two queries", () => {
  it.each([
    ["view=team&risk=HIGH", "risk=HIGH&view=team", true],
    ["risk=LOW&risk=HIGH", "risk=HIGH&risk=LOW", true],
    ["q=a%20b", "q=a+b", true],
    ["", "", true],
    ["view=team", "view=team&q=x", false],
    ["risk=HIGH", "risk=HIGH&risk=HIGH", false],
  ])("%j and %j ask for the same: %s", (one, two, same) => expect(sameQuery(one, two)).toBe(same));
});
