import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffArguments, textChange } from "./argument-diff";
import { labelOfPointer, MAX_PATHS, pathsOf } from "./argument-paths";

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("-0"));

/** A value with every reported change made to it, by pointer. */
function apply(root: unknown, changes: ReturnType<typeof diffArguments>["changes"]): unknown {
  const box: Record<string, unknown> = { root: structuredClone(root) };
  // From the end, so that taking items off a list leaves the places of the others.
  for (const { pointer, after } of [...changes].reverse()) {
    const steps = ["root", ...pointer.split("/").slice(1)].map((step) =>
      step.replaceAll("~1", "/").replaceAll("~0", "~"),
    );
    let holder: Record<string, unknown> = box;
    for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
    const last = steps.at(-1) ?? "";
    if (after !== undefined)
      Object.defineProperty(holder, last, {
        value: after,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  }
  return box.root;
}

describe("the difference between two calls' arguments", () => {
  it("says place by place what was added, removed and changed", () => {
    const before = { to: "a@example.com", amount: 10, tags: ["x", "y"], note: "hi" };
    const after = { to: "b@example.com", amount: 10, tags: ["x"], extra: { deep: true } };
    const { changes, same, cut } = diffArguments(before, after);
    expect(changes.map(({ label, kind }) => `${kind} ${label}`)).toEqual([
      "changed to",
      "removed tags[1]",
      "removed note",
      "added extra",
    ]);
    expect({ same, cut }).toEqual({ same: 2, cut: false });
  });

  it("takes another order of keys for the same, and another type for a change", () => {
    expect(diffArguments({ a: 1, b: 2 }, { b: 2, a: 1 }).changes).toEqual([]);
    expect(diffArguments({ a: 1 }, { a: "1" }).changes).toMatchObject([{ pointer: "/a", kind: "changed" }]);
    expect(diffArguments({ a: [] }, { a: {} }).changes).toMatchObject([{ pointer: "/a" }]);
  });

  it("turns the one into the other, for any two values that grow or stay", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const { changes, cut } = diffArguments(before, after);
        if (!cut) expect(apply(before, changes)).toEqual(after);
        expect(diffArguments(before, before).changes).toEqual([]);
      }),
    );
  });

  it("finds where two texts part, and never tears a character apart", () => {
    expect(textChange("/notes/a.txt", "/notes/b.txt")).toEqual({
      start: "/notes/",
      before: "a",
      after: "b",
      end: ".txt",
    });
    expect(textChange("aa", "aaa")).toEqual({ start: "aa", before: "", after: "a", end: "" });
    expect(textChange("😀", "😁")).toMatchObject({ start: "", before: "😀", after: "😁" });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, two) => {
        const { start, before, after, end } = textChange(one, two);
        expect(start + before + end).toBe(one);
        expect(start + after + end).toBe(two);
      }),
    );
  });
});

describe("the places in a call's arguments", () => {
  it("have a pointer and a label that people read", () => {
    const args = { to: ["a"], "odd/key": { "~": 1 }, "": 2 };
    const found = pathsOf(args);
    expect(found.map(({ pointer }) => pointer)).toEqual([
      "",
      "/to",
      "/to/0",
      "/odd~1key",
      "/odd~1key/~0",
      "/",
    ]);
    expect(found.map(({ label }) => label)).toEqual([
      "all arguments",
      "to",
      "to[0]",
      '["odd/key"]',
      '["odd/key"]["~"]',
      '[""]',
    ]);
    for (const { pointer, label } of found) expect(labelOfPointer(pointer, args)).toBe(label);
    expect(labelOfPointer("/to/5/x", args)).toBe("to[5].x");
  });

  it("are not more than a person picks from", () => {
    expect(pathsOf(Array.from({ length: 5_000 }, () => 1))).toHaveLength(MAX_PATHS);
  });
});
