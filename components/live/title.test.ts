import { describe, expect, it } from "vitest";
import { withCount } from "./title";

describe("the tab's title", () => {
  it.each([
    ["Approvals", 3, "(3) Approvals"],
    ["(3) Approvals", 4, "(4) Approvals"],
    ["(3) Approvals", 0, "Approvals"],
    ["(99+) Approvals", 100, "(99+) Approvals"],
    ["Approvals", 99, "(99) Approvals"],
    ["(draft) Policy", 1, "(1) (draft) Policy"],
  ])("of %j with %i waiting is %j", (title, waiting, shown) => {
    expect(withCount(title, waiting)).toBe(shown);
    expect(withCount(shown, waiting)).toBe(shown);
  });
});
