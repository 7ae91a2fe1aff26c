import { describe, expect, test } from "vitest";
import { fieldOfItem, placeAt } from "./place";

/** The place of the `|` in a text. */
function at(text: string) {
  const offset = text.indexOf("‸");
  return placeAt(text.replace("‸", ""), offset);
}

const RULE = `version: 1
rules:
  - id: one
    principals: ["agent:*"]
    capabilities:
      - io.fs.read
      # and
      - io.fs.write
`;

describe("where the cursor stands", () => {
  test("in a new field of a rule, which fields are there already", () => {
    expect(at(`${RULE}    re‸`)).toMatchObject({
      kind: "key",
      path: "rules",
      taken: ["capabilities", "principals", "id"],
    });
    expect(at(`${RULE}  - ‸`)).toMatchObject({ kind: "key", path: "rules", taken: [] });
    expect(at("ver‸\n")).toMatchObject({ kind: "key", path: "", taken: [] });
  });

  test("in the fields of obligations, however deep", () => {
    expect(at(`${RULE}    obligations:\n      approval:\n        ro‸`)).toMatchObject({
      kind: "key",
      path: "rules.obligations.approval",
    });
    expect(at(`${RULE}    obligations:\n      approval:\n        role: ‸`)).toMatchObject({
      kind: "value",
      path: "rules.obligations.approval.role",
    });
  });

  test("in a value, an entry of a list in lines, and one on one line", () => {
    expect(at(`${RULE}    action: AL‸`)).toMatchObject({ kind: "value", path: "rules.action" });
    expect(at(`${RULE}      - io.‸`)).toMatchObject({ kind: "value", path: "rules.capabilities" });
    expect(at("rules:\n  - id: a\n    principals: [a, ag‸")).toMatchObject({
      kind: "value",
      path: "rules.principals",
    });
    expect(at('rules:\n- id: a\n  principals: ["ag‸')).toMatchObject({
      kind: "value",
      path: "rules.principals",
    });
    expect(at("rules:\n- id: a\n  principals:\n  - ag‸")).toMatchObject({
      kind: "value",
      path: "rules.principals",
    });
  });

  test("in a condition, on its line or below it", () => {
    expect(at(`${RULE}    when: args.p‸`)).toMatchObject({ kind: "cel", before: "args.p" });
    expect(at(`${RULE}    when: |\n      args.a == 1\n\n      && cap‸`)).toMatchObject({
      kind: "cel",
      path: "rules.when",
      before: "args.a == 1\n\n&& cap",
    });
    expect(at(`${RULE}    reason: |\n      args.‸`)).toBeNull();
    expect(at(`${RULE}    when: |\n      args.a\n    re‸`)).toMatchObject({ kind: "key", path: "rules" });
  });

  test("in a test of the policy", () => {
    const text =
      "tests:\n  - name: a\n    given:\n      principal: agent:demo\n      args:\n        path: x\n    expect:\n      ";
    expect(at(`${text}‸`)).toMatchObject({ kind: "key", path: "tests.expect" });
    expect(at(`${text}action: ‸`)).toMatchObject({ kind: "value", path: "tests.expect.action" });
    expect(at("tests:\n  - name: a\n    given:\n      args:\n        ‸")).toMatchObject({
      kind: "key",
      path: "tests.given.args",
    });
  });

  test("the capabilities of the rule it is in", () => {
    const text = `${RULE}    when: args.\n  - id: two\n    capabilities: [x.*, "y.z"] # both\n    when: args.`;
    expect(fieldOfItem(text, text.indexOf("args."), "capabilities")).toEqual(["io.fs.read", "io.fs.write"]);
    expect(fieldOfItem(text, text.length, "capabilities")).toEqual(["x.*", "y.z"]);
    expect(fieldOfItem(text, text.length, "principals")).toEqual([]);
  });
});
