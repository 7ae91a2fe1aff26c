import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CapabilitySpecInput } from "@/lib/capabilities/schemas";
import {
  OPERATIONS,
  RISK_LEVELS,
  riskFaults,
  type Amount,
  type CapabilitySpec,
} from "@/lib/capabilities/types";
import { READS } from "../testing";
import { brokenRules, draftOf, pointersOf, readDraft, rowsFor, type SpecDraft } from "./draft";

const DRAFT = draftOf(READS);

const anySpec = fc
  .record({
    operation: fc.constantFrom(...OPERATIONS),
    level: fc.constantFrom(...RISK_LEVELS),
    reversible: fc.boolean(),
    supported: fc.boolean(),
    requiresApproval: fc.boolean(),
    idempotent: fc.boolean(),
    timeoutMs: fc.integer({ min: 100, max: 600_000 }),
    retries: fc.integer({ min: 0, max: 5 }),
    capability: fc.constantFrom(null, "io.fs.delete_file"),
    value: fc.json().map((text) => JSON.parse(text) as never),
    amounts: fc.constantFrom<Amount[]>(
      [],
      [{ of: "money", from: "arguments", pointer: "/amount", unit: "EUR" }],
      [{ of: "records", from: "result", pointer: "", unit: "" }],
    ),
  })
  .map((made): CapabilitySpec => ({
    operation: made.operation,
    sideEffects: { reversible: made.reversible, scope: "files", description: "changes them" },
    compensation: {
      supported: made.supported,
      strategy: made.supported ? "restore a copy" : "",
      capability: made.supported ? made.capability : null,
      ...(made.supported &&
        made.capability && {
          mapping: {
            path: { from: "arguments" as const, pointer: "/path" },
            constant: { value: made.value },
          },
        }),
    },
    risk: { level: made.level, justification: "because", requiresApproval: made.requiresApproval },
    idempotent: made.idempotent,
    timeoutMs: made.timeoutMs,
    retries: made.idempotent ? made.retries : 0,
    consequence: "",
    ...(made.amounts.length > 0 && { amounts: made.amounts }),
  }));

describe("a draft of a spec", () => {
  it("says the spec that it was made of", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(readDraft(draftOf(spec)).spec).toEqual(spec);
      }),
    );
  });

  it("has errors exactly where the spec would be refused", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const accepted = CapabilitySpecInput.safeParse(spec).success;
        expect(Object.keys(readDraft(draftOf(spec)).errors).length === 0).toBe(accepted);
      }),
    );
  });

  it("names the field of what cannot be read", () => {
    const errorsOf = (change: Partial<SpecDraft>) => readDraft({ ...DRAFT, ...change }).errors;
    expect(errorsOf({ timeoutSeconds: "" })).toHaveProperty("timeoutMs");
    expect(errorsOf({ timeoutSeconds: "soon" })).toHaveProperty("timeoutMs");
    expect(errorsOf({ retries: "1.5" })).toEqual({ retries: "A whole number from 0 to 5." });
    expect(errorsOf({ justification: " " })).toHaveProperty(["risk.justification"]);
    expect(errorsOf({ consequence: "{{oops}}" })).toHaveProperty("consequence");
    const constant = { argument: "path", source: "constant", pointer: "", constant: "not json" } as const;
    expect(errorsOf({ compensated: true, capability: "io.fs.move", mapping: [constant] })).toHaveProperty([
      "compensation.mapping.path",
    ]);
  });

  it("keeps what was typed of a compensation that is switched off, and says none", () => {
    const { spec } = readDraft({ ...DRAFT, compensated: false, strategy: "restore", capability: "io.fs.x" });
    expect(spec.compensation).toEqual({ supported: false, strategy: "", capability: null });
  });
});

describe("the ways out of a broken rule", () => {
  it("each lead out of it, whatever else is said", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const draft = draftOf(spec);
        for (const { rule, ways } of brokenRules(draft)) {
          expect(ways).toHaveLength(2);
          for (const { change } of ways) {
            const after = riskFaults(readDraft({ ...draft, ...change }).spec);
            expect(after.map((fault) => fault.rule)).not.toContain(rule);
          }
        }
      }),
    );
  });
});

describe("a mapping's rows", () => {
  const schema = {
    type: "object",
    properties: { path: { type: "string" }, deep: { type: "object", properties: { "a/b": {} } } },
    required: ["path"],
  };

  it("are one for each argument, and keep what no argument is called any more", () => {
    const gone = { argument: "old", source: "arguments", pointer: "/old", constant: "" } as const;
    expect(rowsFor(schema, [gone]).map(({ argument, source }) => [argument, source])).toEqual([
      ["path", "none"],
      ["deep", "none"],
      ["old", "arguments"],
    ]);
  });

  it("offer places as JSON Pointers", () => {
    expect(pointersOf(schema, "/structuredContent")).toEqual([
      "/structuredContent/path",
      "/structuredContent/deep",
      "/structuredContent/deep/a~1b",
    ]);
  });
});
