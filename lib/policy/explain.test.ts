import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../platform/json";
import { compilePolicy, evaluate, explain } from "./index";
import { policyWhen, request } from "./testing";

const because = (condition: string, args: JsonObject) =>
  explain(compilePolicy(policyWhen(condition)), request({ args })).tried[0]?.because;

describe("explain", () => {
  it("names the part of a condition that is false, with what it read", () => {
    expect(because("args.amount < 100 && args.currency == 'EUR'", { amount: 250, currency: "EUR" })).toEqual([
      { expression: "args.amount < 100", values: { "args.amount": 250 } },
    ]);
  });

  it("names all sides of a false `||`, and nothing of the side of an `&&` that holds", () => {
    const found = because("(args.a == 1 || args.b == 1) && (args.c == 1 || args.a == 2)", {
      a: 2,
      b: 3,
      c: 1,
    });
    expect(found?.map(({ expression }) => expression)).toEqual(["args.a == 1", "args.b == 1"]);
  });

  it("says of a negated part that it holds", () => {
    expect(because("!(args.a == 1 || args.b == 1)", { a: 1, b: 2 })).toEqual([
      { expression: "args.a == 1", values: { "args.a": 1 }, holds: true },
    ]);
    expect(because("!(args.a == 1)", { a: 1 })).toMatchObject([{ expression: "!(args.a == 1)" }]);
  });

  it("follows the branch that was taken", () => {
    const found = because("args.big ? args.n > 100 : args.n > 10", { big: true, n: 50 });
    expect(found).toEqual([{ expression: "args.n > 100", values: { "args.n": 50 } }]);
  });

  it("shows what a comparison computed", () => {
    expect(because("size(args.items) > 5", { items: [1, 2] })).toEqual([
      { expression: "size(args.items) > 5", values: { "args.items": [1, 2], "size(args.items)": 2 } },
    ]);
  });

  it("names what isn't there, and the error it led to", () => {
    expect(because("args.a == 1 && args.b.c == 2", { a: 1 })).toEqual([
      { expression: "args.b.c == 2", values: {}, absent: ["args.b.c"], error: "No such key: b" },
    ]);
  });

  it("shortens long values", () => {
    const [part] = because("args.text == 'x'", { text: "y".repeat(5_000) }) ?? [];
    expect(String(part?.values["args.text"])).toHaveLength(100);
  });

  it("masks what any rule that could match redacts, also where it is computed with", () => {
    const policy = compilePolicy(`version: 1
rules:
  - {id: a, principals: ["*"], capabilities: ["*"], when: args.card.number + "0" == "1" || args.card == 5 || args.card.number.startsWith("1"), action: ALLOW}
  - {id: b, principals: ["*"], capabilities: ["*"], when: args.n == 1, action: ALLOW, obligations: {redact: [/arguments/card/number]}}
`);
    const asked = request({ args: { card: { number: "4111222233334444", cvc: 1 }, n: 2 } });
    const text = JSON.stringify(explain(policy, asked));
    expect(text).not.toContain("4111");
    expect(text).toContain('"args.card":{"number":"[redacted]","cvc":1}');
  });

  it("doesn't give a rule for another principal away", () => {
    const policy = compilePolicy(`version: 1
rules:
  - {id: theirs, principals: [agent:other], capabilities: ["*"], when: args.secret == 1, action: ALLOW}
  - {id: ours, principals: [agent:demo], capabilities: ["*"], when: args.n == 1, action: ALLOW}
`);
    const { tried } = explain(policy, request({ args: { n: 2 } }));
    expect(tried.map(({ ruleId }) => ruleId)).toEqual(["ours"]);
  });

  it("bounds the work on a condition with very many parts", () => {
    const condition = Array.from({ length: 90 }, (_, n) => `args.n == ${n + 1}`).join(" || ");
    expect(because(condition, { n: 0 })?.length).toBeLessThanOrEqual(32);
  });

  it("agrees with evaluate() in everything else, and every part it names says what it claims", () => {
    const atom = fc.constantFrom(
      "args.a == 1",
      "args.b > 2",
      "args.c",
      "has(args.d)",
      "args.d.e == 1",
      "size(args.l) == 2",
    );
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc
          .tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition"))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie("condition").map((it) => `!(${it})`),
        fc.tuple(atom, tie("condition"), tie("condition")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      ),
    }));
    const args = fc.constantFrom<JsonObject[]>(
      { a: 1, b: 1, c: true, l: [] },
      { a: 2, b: 3, c: false, d: { e: 1 }, l: [1, 2] },
      { b: 3, c: true },
    );
    fc.assert(
      fc.property(condition, args, (text, given) => {
        const policy = compilePolicy(policyWhen(text));
        const asked = request({ args: given });
        const { tried, ...rest } = explain(policy, asked);
        const decided = evaluate(policy, asked).explanation;
        expect({ ...rest, tried: tried.map(({ because: _, ...it }) => it) }).toEqual(decided);
        const [first] = tried;
        if (first?.outcome === "matched") return;
        expect(first?.because?.length).toBeGreaterThan(0);
        for (const part of first?.because ?? []) {
          const again = evaluate(compilePolicy(policyWhen(part.expression)), asked).explanation.tried[0];
          const outcome = part.error ? "condition_failed" : part.holds ? "matched" : "condition_false";
          expect([part.expression, again?.outcome]).toEqual([part.expression, outcome]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
