import { describe, expect, it } from "vitest";
import type { JsonObject } from "../platform/json";
import { type CatalogCapability, compilePolicy, typeCheckArgs } from "./index";
import { request } from "./testing";

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...more,
});
const refund = object(
  {
    amount: { type: "number" },
    currency: { type: "string", enum: ["EUR", "USD"] },
    card: { $ref: "#/$defs/card" },
    items: { type: "array", items: object({ sku: { type: "string" } }) },
    note: { anyOf: [{ type: "string" }, { type: "null" }] },
    tags: object({}, { additionalProperties: { type: "string" } }),
    anything: {},
  },
  { $defs: { card: object({ number: { type: "string" } }) }, additionalProperties: false },
);
const CATALOG = [
  ["api.refund", refund],
  ["api.charge", object({ amount: { type: "integer" }, reference: { type: "string" } })],
  ["open.any", { type: "object" }],
  ["open.map", object({ a: { type: "string" } }, { additionalProperties: true })],
  ["none.list", object({})],
] as const;

function findings(when: string, capabilities = "api.refund") {
  const document = `version: 1\nrules:\n  - id: only\n    principals: ["*"]\n    capabilities: [${capabilities}]\n    when: ${when}\n    action: ALLOW\n`;
  const catalog = CATALOG.map(([name, inputSchema]): CatalogCapability => ({
    ...request({ capability: { name } }).capability,
    inputSchema,
  }));
  return typeCheckArgs(compilePolicy(document), { capabilities: catalog });
}

describe("the check of arguments against the schemas of the tools", () => {
  it("finds a misspelt argument, where it is and what was probably meant", () => {
    expect(findings("args.currency == 'EUR' && args.amout < 100")).toEqual([
      {
        code: "CEL_TYPE",
        severity: "error",
        source: "document",
        line: 6,
        column: 42,
        message: "No capability that this rule matches has the argument args.amout.",
        fix: "Did you mean amount?",
        ruleId: "only",
      },
    ]);
  });

  it.each([
    ["inside has()", "has(args.amout)", "Did you mean amount?"],
    ["behind a question mark", "args.?amout.orValue(1) < 3", "Did you mean amount?"],
    ["in brackets", "args['amout'] < 3", "Did you mean amount?"],
    ["below a reference", "args.card.nubmer == '1'", "Did you mean number?"],
    ["in an item of a list", "args.items[0].skew == '1'", "Did you mean sku?"],
    ["inside a macro", "args.items.exists(i, args.amout > 1)", "Did you mean amount?"],
  ])("finds it %s", (_, when, fix) => {
    expect(findings(`"${when}"`)).toMatchObject([{ fix }]);
  });

  it("finds an argument of a tool that takes none", () => {
    expect(findings("args.amount > 1", "none.list")).toMatchObject([
      { fix: expect.stringContaining("Remove") },
    ]);
  });

  it("takes an argument that one of the matched tools knows", () => {
    expect(findings("has(args.reference) && args.reference == 'x'", "api.*")).toEqual([]);
    expect(findings("args.reference == 'x'")).toHaveLength(1);
  });

  it.each([
    ["args.amount == 'ten'", "args.amount is of type number, but is compared with string."],
    ["'ten' != args.amount", "args.amount is of type number"],
    ["args.currency in [1, 2]", "args.currency is of type string"],
    ["args.currency > 5", "args.currency is of type string"],
    ["args.amount.startsWith('1')", "startsWith() needs string"],
    ["args.note == 5", "args.note is of type string or null"],
  ])("finds the wrong type in %s", (when, message) => {
    expect(findings(`"${when}"`)).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it.each([
    ["args.amount > 10 && args.amount <= -0.5"],
    ["args.currency in ['EUR', args.note]"],
    ["args.note == 'x' && args.note != null"],
    ["args.tags.whatever == 'x'"],
    ["args.anything.at.all == 5"],
    ["args.items.exists(i, i.nonsense == 1)"],
    ["size(args.items) > 2 && context.anything == 1"],
  ])("has nothing against %s", (when) => {
    expect(findings(`"${when}"`)).toEqual([]);
  });

  it.each(["open.any", "open.map", "api.refund, open.any", "not.registered"])(
    "is silent about rules for %s, whose arguments it can't know",
    (capabilities) => {
      expect(findings("args.whatever == 1 && args.amount == 'ten'", capabilities)).toEqual([]);
    },
  );

  it("ends on a schema that refers to itself", () => {
    const loop: JsonObject = { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } };
    const capability: CatalogCapability = { ...request({}).capability, name: "x.y", inputSchema: loop };
    const policy = compilePolicy(
      "version: 1\nrules:\n  - {id: a, principals: ['*'], capabilities: ['*'], when: args.x == 1, action: DENY}",
    );
    expect(typeCheckArgs(policy, { capabilities: [capability] })).toEqual([]);
  });
});
