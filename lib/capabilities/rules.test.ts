import fc from "fast-check";
import { expect, test } from "vitest";
import { deleteSpec, irreversibleWriteSpec, readSpec, reversibleWriteSpec } from "./patterns";
import { CapabilitySpecInput } from "./schemas";
import { OPERATIONS, riskFaults, RISK_LEVELS, type CapabilitySpec, type RiskFacts } from "./types";

const words = {
  scope: "a folder",
  effects: "writes",
  justification: "because",
  consequence: "Write {{args.path}}",
};

const anySpec: fc.Arbitrary<CapabilitySpec> = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  sideEffects: fc.record({
    reversible: fc.boolean(),
    scope: fc.constant(""),
    description: fc.constant(""),
  }),
  compensation: fc.record({
    supported: fc.boolean(),
    strategy: fc.constantFrom("", "move it back"),
    capability: fc.constantFrom(null, "io.fs.move_file"),
  }),
  risk: fc.record({
    level: fc.constantFrom(...RISK_LEVELS),
    justification: fc.constant("because"),
    requiresApproval: fc.boolean(),
  }),
  idempotent: fc.boolean(),
  timeoutMs: fc.constant(1_000),
  retries: fc.nat(5),
  consequence: fc.constant(""),
});

/** The three rules as PRODUCT.md states them, written a second time so that both have to agree. */
function consistent({ operation, sideEffects, compensation, risk }: CapabilitySpec): boolean {
  const grave = ["HIGH", "CRITICAL"].includes(risk.level);
  const rule1 = sideEffects.reversible || grave;
  const rule2 = operation !== "DELETE" || grave;
  const rule3 = sideEffects.reversible || compensation.supported || risk.level === "CRITICAL";
  return rule1 && rule2 && rule3;
}

test("no spec that breaks a rule parses, and every spec that parses keeps them all", () => {
  fc.assert(
    fc.property(anySpec, (spec) => {
      expect(riskFaults(spec).length === 0).toBe(consistent(spec));
      const named =
        !spec.compensation.supported || spec.compensation.strategy !== "" || spec.compensation.capability;
      const retriable = spec.retries === 0 || spec.idempotent;
      expect(CapabilitySpecInput.safeParse(spec).success).toBe(
        consistent(spec) && Boolean(named) && retriable,
      );
    }),
    { numRuns: 2_000 },
  );
});

test("raising the risk never breaks a rule", () => {
  fc.assert(
    fc.property(anySpec, (spec) => {
      expect(riskFaults({ ...spec, risk: { ...spec.risk, level: "CRITICAL" } })).toEqual([]);
    }),
  );
});

const base: RiskFacts = {
  operation: "WRITE",
  sideEffects: { reversible: true },
  compensation: { supported: false },
  risk: { level: "LOW" },
};

test.each([
  [
    1,
    { sideEffects: { reversible: false } },
    /reversible=false.*HIGH or CRITICAL, got LOW.*Raise the risk.*, or make/,
  ],
  [2, { operation: "DELETE" as const }, /DELETE requires.*got LOW.*Raise the risk.*, or choose/],
  [
    3,
    { sideEffects: { reversible: false }, risk: { level: "HIGH" as const } },
    /without compensation.*got HIGH.*Raise.*, or support/,
  ],
])("breaking rule %i names the rule and the two ways out", (rule, change, sentence) => {
  const fault = riskFaults({ ...base, ...change }).find((one) => one.rule === rule);
  expect(fault?.detail).toMatch(new RegExp(`rule ${rule}: .*`));
  expect(fault?.detail).toMatch(sentence);
  expect(fault?.pointer).toBe("/risk/level");
});

test.each([
  ["a risk nobody knows", { risk: { ...readSpec(words).risk, level: "SUPER_HIGH" } }],
  ["an operation nobody knows", { operation: "FORMAT" }],
  ["no justification", { risk: { ...readSpec(words).risk, justification: " " } }],
  ["a slot that is none", { consequence: "Write {{path}}" }],
  ["a field nobody knows", { colour: "red" }],
  ["a compensation without a name", { compensation: { supported: true, strategy: " ", capability: null } }],
])("a spec with %s does not parse", (_, change) => {
  expect(CapabilitySpecInput.safeParse({ ...readSpec(words), ...change }).success).toBe(false);
});

test("the safe patterns are consistent and have the risk they promise", () => {
  const undo = { strategy: "move it back" };
  const specs = [
    [readSpec(words), "LOW"],
    [reversibleWriteSpec(words), "MEDIUM"],
    [irreversibleWriteSpec(words, undo), "HIGH"],
    [irreversibleWriteSpec(words), "CRITICAL"],
    [deleteSpec(words, undo), "HIGH"],
  ] as const;
  for (const [spec, level] of specs) {
    expect(CapabilitySpecInput.safeParse(spec).success).toBe(true);
    expect(spec.risk.level).toBe(level);
  }
  expect(deleteSpec(words, undo).compensation.supported).toBe(true);
});

test("the safe patterns keep the rules, whatever they are given", () => {
  const anyWords = fc.record({
    scope: fc.string({ maxLength: 200 }),
    effects: fc.string({ maxLength: 1_000 }),
    justification: fc.string({ maxLength: 900 }).map((text) => `x${text}`),
    consequence: fc.constantFrom("", "Write {{args.path}}"),
  });
  const anyUndo = fc.oneof(
    fc.record({ strategy: fc.string({ maxLength: 900 }).map((text) => `x${text}`) }),
    fc.record({ capability: fc.constant("io.fs.move_file") }),
    fc.record({
      strategy: fc.string({ maxLength: 900 }),
      capability: fc.constant("io.fs.move_file"),
      mapping: fc.constant({ source: { from: "arguments" as const, pointer: "/destination" } }),
    }),
  );
  fc.assert(
    fc.property(anyWords, anyUndo, (said, undo) => {
      for (const spec of [
        readSpec(said),
        reversibleWriteSpec(said),
        reversibleWriteSpec(said, undo),
        irreversibleWriteSpec(said),
        irreversibleWriteSpec(said, undo),
        deleteSpec(said, undo),
      ]) {
        expect(riskFaults(spec)).toEqual([]);
        expect(CapabilitySpecInput.safeParse(spec).error?.issues ?? []).toEqual([]);
      }
    }),
  );
});

test("a compensation in name only lowers nothing", () => {
  for (const make of [reversibleWriteSpec, irreversibleWriteSpec, deleteSpec])
    expect(() => make(words, { strategy: " " })).toThrow(/strategy or its capability/);
});
