import { describe, expect, it } from "vitest";
import { ruleIdsOf } from "./rule-ids";

describe("the rules that a text names", () => {
  it("are found with the line they start on, wherever the id stands in them", () => {
    const text =
      'version: 1\nrules:\n  - id: read\n    action: ALLOW\n  - action: DENY\n    id: "no-writes" # sic\n';
    expect(ruleIdsOf(text)).toEqual([
      { id: "read", line: 3 },
      { id: "no-writes", line: 5 },
    ]);
  });

  it("are none where the text names none", () => {
    expect(ruleIdsOf("identity: 4\n# - id: commented\n")).toEqual([]);
  });
});
