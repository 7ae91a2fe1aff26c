import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tool } from "@/lib/capabilities/types";
import { READS } from "../testing";
import { definitionChanges, hiddenAdded, hiddenSentence, prettyJson, specChanges } from "./changes";
import { wordDiff } from "./words";

const TOOL: Tool = {
  name: "read_file",
  title: "Read a file",
  description: "Reads a file.",
  inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

describe("a word diff", () => {
  it("holds both texts, whatever they are", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const side = (gone: string) =>
          parts
            .filter(({ kind }) => kind !== gone)
            .map((part) => part.text)
            .join("");
        expect(side("added")).toBe(before);
        expect(side("removed")).toBe(after);
      }),
    );
  });

  it("marks the word that changed and no other", () => {
    expect(wordDiff("Reads a file.", "Deletes a file.").filter(({ kind }) => kind !== "same")).toEqual([
      { kind: "removed", text: "Reads" },
      { kind: "added", text: "Deletes" },
    ]);
  });

  it("reads changed words with a space between them as one phrase", () => {
    expect(wordDiff("It returns its text.", "It sends it away.")).toEqual([
      { kind: "same", text: "It " },
      { kind: "removed", text: "returns its text" },
      { kind: "added", text: "sends it away" },
      { kind: "same", text: "." },
    ]);
  });

  it("gives up on texts without a word in common, and still holds both", () => {
    const [before, after] = [2_000, 3_000].map((from) =>
      Array.from({ length: 1_500 }, (_, n) => `w${from + n}`).join(" "),
    );
    const parts = wordDiff(before ?? "", after ?? "");
    expect(parts).toHaveLength(2);
  });
});

describe("the changes of a definition", () => {
  it("are none where only the order of keys differs", () => {
    const { inputSchema } = TOOL;
    const turned = Object.fromEntries(Object.entries(inputSchema).reverse());
    expect(definitionChanges(TOOL, { ...TOOL, inputSchema: turned })).toEqual([]);
  });

  it("name every part that differs, words before schemas", () => {
    const after: Tool = {
      ...TOOL,
      title: "Read",
      description: "Reads a file and sends it.",
      inputSchema: { type: "object" },
      annotations: { readOnlyHint: true },
    };
    expect(definitionChanges(TOOL, after).map(({ label }) => label)).toEqual([
      "Title",
      "Description",
      "Arguments",
      "Hints",
    ]);
  });

  it("know a title that stands in the annotations", () => {
    const { title: _, ...untitled } = TOOL;
    const annotated = { ...untitled, annotations: { title: "Read a file" } };
    expect(definitionChanges({ ...annotated, title: "Read a file" }, annotated)).toEqual([]);
  });

  it("keep a key called __proto__", () => {
    expect(prettyJson(JSON.parse('{"__proto__": {"a": 1}}'))).toContain("__proto__");
  });
});

describe("hidden characters", () => {
  it("are counted by what was added, wherever in the definition they stand", () => {
    const after: Tool = {
      ...TOOL,
      description: "Reads a file.\u200B\u200B",
      inputSchema: { ...TOOL.inputSchema, title: "\u202Epath" },
    };
    expect(hiddenSentence(hiddenAdded(TOOL, after))).toBe(
      "3 hidden characters were added: ⟨U+200B⟩ × 2, ⟨U+202E⟩",
    );
    expect(hiddenSentence(hiddenAdded(after, after))).toBeNull();
    expect(hiddenSentence(hiddenAdded(null, { ...TOOL, description: "a\u2066" }))).toBe(
      "1 hidden character was added: ⟨U+2066⟩",
    );
  });
});

describe("the changes of a spec", () => {
  it("are told in words", () => {
    const after = { ...READS, risk: { ...READS.risk, level: "HIGH" as const }, timeoutMs: 5_000 };
    expect(specChanges(READS, after)).toEqual([
      { label: "Risk", before: "LOW", after: "HIGH" },
      { label: "Time limit", before: "30 s", after: "5 s" },
    ]);
    expect(specChanges(READS, READS)).toEqual([]);
  });
});
