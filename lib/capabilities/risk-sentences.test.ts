import fc from "fast-check";
import { expect, test } from "vitest";
import { deleteSpec, irreversibleWriteSpec, readSpec, reversibleWriteSpec } from "./patterns";
import { OPERATIONS, RISK_LEVELS, riskSentences, type RiskWords } from "./types";

const words = { scope: "", effects: "", justification: "because", consequence: "" };
const undo = { strategy: "move it back", capability: "io.fs.move_file" };
const asking = <Spec extends RiskWords>(spec: Spec) => ({
  ...spec,
  risk: { ...spec.risk, requiresApproval: true },
});

test.each([
  [
    "reading",
    readSpec(words),
    "Only reads, so there is nothing to take back: it runs as the policy's rules say.",
  ],
  [
    "reading that always asks",
    asking(readSpec(words)),
    "Only reads, so there is nothing to take back: a person must approve each call, even where a rule allows it.",
  ],
  [
    "a write that can be taken back",
    reversibleWriteSpec(words, undo),
    "Reversible, taken back by io.fs.move_file: it runs as the policy's rules say.",
  ],
  [
    "a write that could be taken back by somebody",
    reversibleWriteSpec(words),
    "Reversible, though nothing is named that takes it back: it runs as the policy's rules say.",
  ],
  [
    "an irreversible write that is compensated",
    irreversibleWriteSpec(words, undo),
    "Irreversible, but compensated by io.fs.move_file: a person must approve each call, unless the rule that allows it accepts high risk.",
  ],
  [
    "an irreversible write that is not",
    irreversibleWriteSpec(words),
    "Irreversible and nothing compensates it: two people must approve each call.",
  ],
  [
    "deleting with a strategy",
    deleteSpec(words, { strategy: "restore the backup" }),
    "Deletes for good, but compensated by hand: a person must approve each call, unless the rule that allows it accepts high risk.",
  ],
])("%s in words", (_, spec, sentence) => {
  expect(riskSentences(spec)[0]).toBe(sentence);
});

test("who reads the card knows whether a lost call is tried again", () => {
  const read = readSpec(words);
  const said = (more: Partial<RiskWords>) => riskSentences({ ...read, ...more })[1];
  expect(said({ idempotent: false })).toMatch(/may do it twice.*never tried again/);
  expect(said({ retries: 0 })).toMatch(/changes nothing more, but.*never tried again/);
  expect(said({ retries: 1 })).toMatch(/is tried once more\.$/);
  expect(said({ retries: 3 })).toMatch(/is tried up to 3 times more\.$/);
});

test("whatever is stored, there are whole sentences, and two people are named exactly where the risk is CRITICAL", () => {
  const any = fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    reversible: fc.boolean(),
    supported: fc.boolean(),
    capability: fc.constantFrom(null, "io.fs.move_file"),
    level: fc.constantFrom(...RISK_LEVELS),
    requiresApproval: fc.boolean(),
    idempotent: fc.boolean(),
    retries: fc.nat(5),
  });
  fc.assert(
    fc.property(any, (one) => {
      const sentences = riskSentences({
        operation: one.operation,
        sideEffects: { reversible: one.reversible, scope: "", description: "" },
        compensation: { supported: one.supported, strategy: "", capability: one.capability },
        risk: { level: one.level, justification: "", requiresApproval: one.requiresApproval },
        idempotent: one.idempotent,
        retries: one.retries,
      });
      for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^\n]*[a-z]\.$/);
      expect(sentences.join(" ").includes("two people")).toBe(one.level === "CRITICAL");
    }),
  );
});
