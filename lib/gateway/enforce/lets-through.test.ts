import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "../../platform/ids";
import { letsThrough } from "./lets-through";

const uuid = fc.uuid();
const percent = fc.integer({ min: 0, max: 100 });

test("a session that is let through stays so while the percentage rises", () => {
  fc.assert(
    fc.property(uuid, uuid, percent, percent, (id, session, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      if (letsThrough({ id, percent: low }, session))
        expect(letsThrough({ id, percent: high }, session)).toBe(true);
    }),
  );
});

test("nobody is let through at 0 percent, everybody at 100", () => {
  fc.assert(
    fc.property(uuid, uuid, (id, session) => {
      expect(letsThrough({ id, percent: 0 }, session)).toBe(false);
      expect(letsThrough({ id, percent: 100 }, session)).toBe(true);
    }),
  );
});

test("about as many sessions as the percentage says are let through, and other ones by another switch", () => {
  const sessions = Array.from({ length: 4_000 }, () => newId());
  const chosen = (id: string) => new Set(sessions.filter((it) => letsThrough({ id, percent: 25 }, it)));
  const [one, other] = [chosen(newId()), chosen(newId())];
  for (const { size } of [one, other]) {
    expect(size).toBeGreaterThan(850);
    expect(size).toBeLessThan(1_150);
  }
  const both = [...one].filter((it) => other.has(it)).length;
  expect(both).toBeGreaterThan(150);
  expect(both).toBeLessThan(350);
});
