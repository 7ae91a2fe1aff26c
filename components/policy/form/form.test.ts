import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readForm, type FormRule } from "./read-form";
import { addRule, moveRule, removeRule } from "./rule-list-edits";
import { setField, type FieldPath } from "./set-field";
import { changedLines, withoutField } from "./testing";

const DEMO = readFileSync(new URL("../../../deploy/demo/policy.yaml", import.meta.url), "utf8");

const prose = fc
  .oneof(
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      "yes",
      "1",
      "a: b",
      "x # y",
      "- z",
      "'",
      '"',
      "null",
      "{",
      "[a]",
      "@at",
      "%",
      "a\nb",
      "a\n\n  b: c\n# d",
    ),
  )
  .map((text) => text.replaceAll(/\r/g, "").replace(/\n+$/, "").trim() || "x");
const entry = fc.constantFrom("agent:*", "agent:demo", "*", "io.fs.*", "io.fs.read_file", "a", "b", "c");
const entries = fc.uniqueArray(entry, { minLength: 1, maxLength: 5 });

/** The ways people lay a policy out; the same content in each. */
const layouts = fc.record({
  quote: fc.constantFrom("plain", "double"),
  lists: fc.constantFrom("flow", "spaced", "block", "commented"),
  comments: fc.boolean(),
  blank: fc.boolean(),
  inset: fc.constantFrom(0, 2),
  ending: fc.constantFrom("", "\n", "\n\n# the end\n"),
});
type Layout = typeof layouts extends fc.Arbitrary<infer T> ? T : never;

const rules = fc.array(
  fc.record({
    principals: entries,
    capabilities: entries,
    when: fc.boolean(),
    reason: fc.boolean(),
    obligations: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

function listOf(values: readonly string[], layout: Layout, indent: string): string {
  const quoted = values.map((value) => JSON.stringify(value));
  if (layout.lists === "flow") return ` [${quoted.join(", ")}]`;
  if (layout.lists === "spaced") return ` [ ${quoted.join(", ")} ] # so it is`;
  const comment = layout.lists === "commented" ? ` # why\n${indent}  # and also` : "";
  return `\n${quoted.map((value) => `${indent}  - ${value}${comment}`).join("\n")}`;
}

const documents = fc.tuple(rules, layouts).map(([given, layout]) => {
  const pad = " ".repeat(layout.inset);
  const field = `${pad}  `;
  const items = given.map((rule, n) =>
    [
      ...(layout.blank && n > 0 ? [""] : []),
      ...(layout.comments ? [`${pad}# about ${n}`] : []),
      `${pad}- id: rule-${n}`,
      `${field}principals:${listOf(rule.principals, layout, field)}`,
      `${field}capabilities:${listOf(rule.capabilities, layout, field)}`,
      ...(rule.when
        ? [
            `${field}when: |${layout.comments ? " # cel" : ""}`,
            `${field}  args.a == 1`,
            "",
            `${field}  && args.b == "# no comment"`,
          ]
        : []),
      `${field}action: ALLOW${layout.comments ? " # for now" : ""}`,
      ...(rule.obligations
        ? [`${field}obligations:`, `${field}  rateLimit: { calls: 1, perSeconds: 60 }`]
        : []),
      ...(rule.reason
        ? [`${field}reason: ${layout.quote === "plain" ? "Because it is so." : '"Because: it is so."'}`]
        : []),
    ].join("\n"),
  );
  return `# A policy.\nversion: 1\ndefault: DENY # always\n\nrules:\n${items.join("\n")}${layout.ending}`;
});

const texts = ["id", "description", "when", "reason", "action"] as const;
const lists = ["principals", "capabilities", "environments"] as const;
type Edit =
  | { field: (typeof texts)[number]; value: string }
  | { field: (typeof lists)[number]; value: readonly string[] };
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ field: fc.constantFrom(...texts), value: prose }),
  fc.record({ field: fc.constantFrom(...lists), value: entries }),
);

function policyOf(text: string) {
  const reading = readForm(text);
  if (!reading.ok) throw new Error(`${reading.problem}\n${text}`);
  return reading.policy;
}
/** Places move when lines are added; all else is what the form shows. */
const contents = (text: string) => policyOf(text).rules.map(({ line: _line, ...rule }) => rule);
const comments = (text: string): string[] =>
  [...text.matchAll(/# (about \d|cel|for now|why|the end|always|A policy)/g)].map(([c]) => c);

// Thousands of texts are parsed: on a busy machine that takes longer than a unit test may by itself.
describe("the form of a policy", () => {
  test("setting a field changes what the form shows of that field, and nothing else", () => {
    fc.assert(
      fc.property(documents, edits, fc.nat(), (text, { field, value }, pick) => {
        const before = contents(text);
        const at = pick % before.length;
        const after = setField(text, ["rules", at, field], value);
        const expected = before.map((rule, n) => (n === at ? { ...rule, [field]: value } : rule));
        expect(contents(after)).toEqual(expected);
        expect(policyOf(after).default).toBe("DENY");
        // And again: what is there already changes not a character.
        expect(setField(after, ["rules", at, field], value)).toBe(after);
      }),
      { numRuns: 200 },
    );
  });

  test("setting a field to what it is leaves the text as it was typed", () => {
    fc.assert(
      fc.property(documents, (text) => {
        policyOf(text).rules.forEach((rule, n) => {
          for (const field of [...texts, ...lists]) {
            const value = rule[field as keyof FormRule] as string | readonly string[];
            if (value.length > 0) expect(setField(text, ["rules", n, field], value)).toBe(text);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test("lines of other rules and other fields stay as they were, character by character", () => {
    fc.assert(
      fc.property(documents, edits, fc.nat(), (text, { field, value }, pick) => {
        const at = pick % policyOf(text).rules.length;
        const after = setField(text, ["rules", at, field], value);
        expect(withoutField(after, at, field)).toEqual(withoutField(text, at, field));
      }),
      { numRuns: 200 },
    );
  });

  test("taking a field away and putting it back says the same again", () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(...texts.slice(1), ...lists), fc.nat(), (text, field, pick) => {
        const before = contents(text);
        const at = pick % before.length;
        const was = before[at]?.[field as "when"] as string | readonly string[];
        const without = setField(text, ["rules", at, field], undefined);
        expect(contents(without)[at]?.[field as "when"]).toHaveLength(0);
        expect(contents(was.length > 0 ? setField(without, ["rules", at, field], was) : without)).toEqual(
          before,
        );
      }),
      { numRuns: 150 },
    );
  });

  test("moving, adding and removing rules keeps every other rule and every comment", () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), (text, one, other) => {
        const before = contents(text);
        const [from, to] = [one % before.length, other % before.length];
        const moved = [...before];
        moved.splice(to, 0, ...moved.splice(from, 1));
        const after = moveRule(text, from, to);
        expect(contents(after)).toEqual(moved);
        expect(comments(after).sort()).toEqual(comments(text).sort());
        // Where every rule has its blank line or none has, the way back leads to the very same text.
        const back = moveRule(after, to, from);
        expect(back.trimEnd()).toBe(text.trimEnd());

        const stub = {
          id: "new",
          principals: ["agent:*"],
          capabilities: ["x.y"],
          action: "DENY",
          reason: "No.",
        };
        const added = addRule(text, stub, from);
        expect(contents(added).map(({ id }) => id)).toEqual(
          before.flatMap(({ id }, n) => (n === from ? [id, "new"] : [id])),
        );
        expect(contents(removeRule(added, from + 1))).toEqual(before);
        expect(contents(removeRule(text, from))).toEqual(before.filter((_, n) => n !== from));
      }),
      { numRuns: 150 },
    );
  });

  test("writing what the form shows changes nothing, after any edits", () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 6 }), documents, (changes, text) => {
        const edited = changes.reduce(
          (now, { field, value }) => setField(now, ["rules", 0, field], value),
          text,
        );
        const [shown] = policyOf(edited).rules;
        const again = Object.entries(shown ?? {}).reduce(
          (now, [field, value]) =>
            [...texts, ...lists].includes(field as "id")
              ? setField(now, ["rules", 0, field], value as string | readonly string[])
              : now,
          edited,
        );
        expect(again).toBe(edited);
      }),
      { numRuns: 100 },
    );
  });

  test("a change in the demo policy leaves its other 60 lines alone", () => {
    const path: FieldPath = ["rules", 3, "obligations", "approval", "expiresInMinutes"];
    expect(changedLines(DEMO, setField(DEMO, path, 30))).toEqual({
      gone: ["        expiresInMinutes: 15"],
      come: ["        expiresInMinutes: 30"],
    });
    expect(changedLines(DEMO, setField(DEMO, ["rules", 1, "when"], 'args.a == "b"'))).toEqual({
      gone: [],
      come: [`    when: args.a == "b"`],
    });
    expect(
      changedLines(DEMO, setField(DEMO, ["rules", 3, "obligations", "approval"], undefined)).gone,
    ).toEqual([
      "    obligations:",
      "      approval:",
      "        role: reviewer",
      "        expiresInMinutes: 15",
    ]);
  });

  test("obligations written on one line are edited there, comments beside them too", () => {
    const text = "rules:\n  - id: a\n    obligations: {rateLimit: {calls: 1, perSeconds: 2}} # slow\n";
    expect(setField(text, ["rules", 0, "obligations", "rateLimit", "calls"], 9)).toBe(
      "rules:\n  - id: a\n    obligations: {rateLimit: {calls: 9, perSeconds: 2}} # slow\n",
    );
  });

  test("the first rule of a policy without any finds its place", () => {
    for (const empty of [
      "version: 1\nrules: [] # none\n",
      "version: 1\nrules:\n",
      "version: 1\nrules: []",
      "version: 1\n",
    ]) {
      const text = addRule(empty, { id: "first", action: "DENY" });
      expect(policyOf(text).rules.map(({ id }) => id)).toEqual(["first"]);
      expect(policyOf(removeRule(text, 0)).rules).toEqual([]);
    }
  });

  test("a text that can't be read in place says why and stays as it is", () => {
    for (const [text, why] of [
      ["rules:\n  - id: [", /Line \d/],
      ["rules: [{id: a}]", /one line/],
      ["- a", /not a list of fields/],
      ["", /empty/],
      ["rules: 4", /not a list/],
    ] as const) {
      const reading = readForm(text);
      expect(reading).toMatchObject({ ok: false, problem: expect.stringMatching(why) as string });
      expect(moveRule(text, 0, 1)).toBe(text);
    }
  });
});
