import { describe, expect, test } from "vitest";
import { changedBy, keepTyped, type Seen } from "./seen";

const old = { name: "Mail", url: "https://one.example" };
const sent = { name: "Mail", url: " https://two.example " };
const stored = { name: "Mail", url: "https://two.example" };

describe("a page that shows another version", () => {
  const opened: Seen<typeof old> = { form: old, stamp: "7", before: null };
  const saved: Seen<typeof old> = { form: sent, stamp: "8", before: "7" };

  test.each<[string, typeof opened, typeof old, string, string]>([
    ["has not changed", opened, old, "7", "nobody"],
    ["was changed by somebody else", opened, stored, "8", "somebody"],
    ["was changed in nothing that the form has", opened, old, "8", "me"],
    ["is late after one's own save", saved, old, "7", "nobody"],
    ["has one's own save", saved, stored, "8", "me"],
    ["has somebody's change after one's own save", saved, old, "9", "somebody"],
  ])("%s", (_title, seen, now, stamp, by) => {
    expect(changedBy(seen, { form: now, stamp })).toBe(by);
  });

  test("was changed by somebody in what the form can overwrite without showing it", () => {
    expect(changedBy({ ...opened, also: "set" }, { form: old, also: "set later", stamp: "8" })).toBe(
      "somebody",
    );
  });
});

describe("after a save", () => {
  test("what was sent becomes what is stored", () => {
    expect(keepTyped(sent, sent, stored)).toEqual(stored);
  });

  test("what was typed since stays, and only that", () => {
    const typed = { ...sent, name: "Mail of the team" };
    expect(keepTyped(typed, sent, stored)).toEqual({ ...stored, name: "Mail of the team" });
    const secrets = { name: "", secrets: { key: "old" } };
    const none = { name: "", secrets: {} };
    expect(keepTyped({ ...secrets, secrets: { key: "new" } }, secrets, none).secrets).toEqual({ key: "new" });
    expect(keepTyped(secrets, secrets, none).secrets).toEqual({});
  });
});
