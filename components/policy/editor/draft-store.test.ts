import { describe, expect, test } from "vitest";
import { afterSave, isDirty, receive, type Draft, type Texts } from "./draft-store";
import { parseLocalCopy } from "./local-copy";

const texts = (document: string): Texts => ({ title: "t", document, tests: "" });
const typed: Draft = { version: 3, saved: texts("a"), now: texts("b") };

describe("the draft in the page", () => {
  test("takes over what the server says as long as nothing was typed", () => {
    expect(receive(undefined, 1, texts("a"))).toEqual({ version: 1, saved: texts("a"), now: texts("a") });
    expect(receive({ ...typed, now: texts("a") }, 4, texts("c")).now).toEqual(texts("c"));
  });

  test("keeps what was typed, whatever the server says", () => {
    expect(receive(typed, 4, texts("c"))).toBe(typed);
  });

  test("isn't set back by an older page of the server", () => {
    const saved = afterSave(typed, 4, typed.now);
    expect(receive(saved, 3, texts("a"))).toBe(saved);
  });

  test("what was typed while saving is unsaved afterwards", () => {
    const saved = afterSave({ ...typed, now: texts("bc") }, 4, texts("b"));
    expect(isDirty(saved)).toBe(true);
    expect(saved.saved).toEqual(texts("b"));
  });
});

describe("the copy in the browser", () => {
  test("is read back, and anything else is no copy", () => {
    const copy = { version: 1, at: 5, texts: texts("x") };
    expect(parseLocalCopy(JSON.stringify(copy))).toEqual(copy);
    for (const raw of [null, "", "{", "1", '{"version":1}']) expect(parseLocalCopy(raw)).toBeNull();
  });
});
