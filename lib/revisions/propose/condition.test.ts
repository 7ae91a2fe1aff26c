import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../platform/json";
import { compileDocument, evaluate } from "../../policy";
import { beyond } from "./beyond";
import { conditionOf, NotDerivable } from "./condition";

/** Whether the engine itself would let a call with these arguments through under the condition. */
function fits(when: string, args: JsonObject): boolean {
  const rule = { id: "r", principals: ["*"], capabilities: ["*"], when, action: "ALLOW" as const };
  const policy = compileDocument({ version: 1, default: "DENY", rules: [rule] });
  const decision = evaluate(policy, {
    principal: { id: "a", name: "agent:worker" },
    tenant: { id: "t", slug: "t" },
    session: { id: "s", kind: "rest", startedAt: new Date(0), taint: [] },
    capability: {
      ...{ name: "x.y", upstream: "x", operation: "WRITE", riskLevel: "LOW" as const, reversible: true },
      ...{ scope: "", idempotent: false, requiresApproval: false },
    },
    ...{ args, context: {}, env: { name: "production" }, now: new Date(0) },
  });
  // A condition that fails would deny in its rule's name: that is no answer to a call that would have been asked about.
  expect(decision.explanation.raised?.fact).not.toBe("condition_failed");
  return decision.action === "ALLOW";
}

const refunds = (...amounts: number[]) => amounts.map((amount) => ({ amount, currency: "EUR" }));
const files = ["notes/a.md", "notes/b.md", "notes/2026/c.md", "notes/d-1.md"].map((path) => ({ path }));

describe("a condition derived from approved calls", () => {
  it("holds numbers to those that occurred, and says so in a line", () => {
    const when = conditionOf(refunds(10, 1_350, 200.5));
    expect(when).toBe(
      [
        'args.all(v0, v0 in ["amount", "currency"])',
        '("amount" in args && type(args.amount) == double && args.amount >= 10 && args.amount <= 1350)',
        '("currency" in args && args.currency == "EUR")',
      ].join(" &&\n"),
    );
    expect(fits(when, { amount: 1_350, currency: "EUR" })).toBe(true);
    for (const other of [
      { amount: 1_350.01, currency: "EUR" },
      { amount: 9, currency: "EUR" },
      { amount: "10", currency: "EUR" },
      { amount: 10, currency: "USD" },
      { amount: 10 },
      { amount: 10, currency: "EUR", note: "" },
      {},
    ])
      expect(fits(when, other)).toBe(false);
  });

  it("makes a list of few texts, and of many what they have in common", () => {
    const listed = conditionOf(Array.from({ length: 10 }, (_, n) => ({ to: n % 2 === 0 ? "a" : "b" })));
    expect(listed).toContain('args.to in ["a", "b"]');
    expect(fits(listed, { to: "c" })).toBe(false);
    const when = conditionOf(files);
    expect(when).toContain('args.path.startsWith("notes/")');
    expect(fits(when, { path: "notes/e.md" })).toBe(true);
    for (const path of [
      "notes/../x.md",
      "/etc/passwd",
      "notes/e.md; rm",
      "notes/a\n",
      `notes/${"x".repeat(40)}`,
      5,
      ["notes/e.md"],
    ])
      expect(fits(when, { path })).toBe(false);
  });

  it("keeps plain file names from becoming paths", () => {
    const when = conditionOf(["report-1.md", "report-22.md", "summary.md"].map((path) => ({ path })));
    expect(fits(when, { path: "report-3.md" })).toBe(true);
    for (const path of ["a/report.md", "..", "..md", "a\\b.md", ".env.md\u0000"])
      expect(fits(when, { path })).toBe(false);
  });

  it("lets what may be missing be missing, and looks into lists and objects", () => {
    const samples = [
      { items: [{ sku: "A", n: 1 }], gift: true },
      {
        items: [
          { sku: "A", n: 3 },
          { sku: "A", n: 2 },
        ],
      },
    ];
    const when = conditionOf(samples);
    for (const sample of samples) expect(fits(when, sample)).toBe(true);
    expect(fits(when, { items: [] })).toBe(true);
    for (const other of [
      { items: [{ sku: "B", n: 1 }] },
      { items: [{ sku: "A", n: 4 }] },
      { items: [{ sku: "A", n: 1, free: true }] },
      { items: [1, 2, 3].map((n) => ({ sku: "A", n })) },
      { items: "A" },
      { items: [{ sku: "A", n: 1 }], gift: false },
    ])
      expect(fits(when, other)).toBe(false);
  });

  it("is not derived from calls that have nothing in common", () => {
    expect(() => conditionOf([{ a: 1 }, { a: "1" }])).toThrow(NotDerivable);
    const wide = Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`k${n}`, 1]));
    expect(() => conditionOf([wide])).toThrow("more than 30 different fields");
  });

  it("lets through every call that it was derived from, whatever its names and texts are, and no other field", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }).filter((text) => text.isWellFormed()),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
      fc.boolean(),
      fc.constant(null),
    );
    const key = fc.oneof(
      fc.constantFrom("path", "in", "size", "a b", "constructor", "type", "k"),
      fc.string({ maxLength: 6 }),
    );
    const value: fc.Arbitrary<Json> = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.dictionary(key, leaf, { maxKeys: 2, noNullPrototype: true }),
    );
    const sample = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true });
    let derived = 0;
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 3 }), (samples) => {
        let when;
        try {
          when = conditionOf(samples);
        } catch (error) {
          if (error instanceof NotDerivable) return;
          throw error;
        }
        derived++;
        for (const each of samples) expect(fits(when, each)).toBe(true);
        expect(fits(when, { ...samples[0], "never sent": 1 })).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(derived).toBeGreaterThan(50);
  });

  it("has calls beyond it, numbers first", () => {
    const when = conditionOf(refunds(10, 1_350));
    const [first, second] = beyond(refunds(10, 1_350));
    expect(first).toEqual({ amount: 2_700, currency: "EUR" });
    expect(fits(when, first!)).toBe(false);
    expect(fits(when, second!)).toBe(false);
    for (const args of beyond(files)) expect(fits(conditionOf(files), args)).toBe(false);
  });
});
