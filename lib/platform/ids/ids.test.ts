import { describe, expect, it } from "vitest";
import { idFloor, idTime, isId, newId } from "./index";

describe("newId", () => {
  it("is a UUIDv7 of the present, in order, and never the same twice", () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) {
      expect(isId(id)).toBe(true);
      expect(id[14]).toBe("7");
      expect("89ab").toContain(id[19]);
    }
    expect(idTime(ids[0]!)).toBeGreaterThanOrEqual(before);
    // 20,000 ids need at least five milliseconds of their own.
    expect(idTime(ids.at(-1)!)).toBeLessThan(Date.now() + 6);
  });

  it("carries the time that bounds a range of ids", () => {
    const id = newId();
    const at = idTime(id);
    expect(idFloor(at) <= id && id < idFloor(at + 1)).toBe(true);
    expect(isId(idFloor(at))).toBe(true);
  });

  it.each(["", "x", newId().toUpperCase(), newId().slice(1), `${newId()} `])(
    "does not take %j for an id",
    (text) => {
      expect(isId(text)).toBe(false);
    },
  );
});
