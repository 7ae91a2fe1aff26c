import fc from "fast-check";
import { expect, test } from "vitest";
import { DOWN_AFTER, nextHealth, type Check, type Known } from "./next-health";

const at = (seconds: number) => new Date(seconds * 1_000);
const ok: Check = { ok: true, latencyMs: 12 };
const bad: Check = { ok: false, error: "It did not answer." };
const up: Known = { status: "up", since: at(1), failures: 0 };

test("one lost answer is no reason to call it down; three in a row are, and somebody hears of it", () => {
  const first = nextHealth(up, bad, at(10));
  expect(first).toMatchObject({ health: { status: "up", since: at(1), failures: 1 }, alert: null });
  const second = nextHealth(first.health, bad, at(20));
  const third = nextHealth(second.health, bad, at(30));
  expect(third).toMatchObject({ health: { status: "down", since: at(30), failures: 3 }, alert: "raise" });
});

test("the first success is up again and ends the alert", () => {
  const down: Known = { status: "down", since: at(5), failures: 9 };
  expect(nextHealth(down, ok, at(10))).toEqual({
    health: { status: "up", since: at(10), failures: 0, latencyMs: 12, error: null },
    alert: "resolve",
  });
});

test("one that was never well is down from its first failure", () => {
  expect(nextHealth(null, bad, at(10))).toMatchObject({
    health: { status: "down", since: at(10), failures: 1, error: "It did not answer." },
    alert: null,
  });
});

test("after any checks: up means that fewer than three failed since, and `since` is when the status changed", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (results) => {
      let known: Known | null = null;
      let changed = at(0);
      let inARow = 0;
      results.forEach((success, index) => {
        const before: Known["status"] | undefined = known?.status;
        known = nextHealth(known, success ? ok : bad, at(index)).health;
        inARow = success ? 0 : inARow + 1;
        if (known.status !== before) changed = at(index);
        expect(known.since).toEqual(changed);
        expect(known.failures).toBe(inARow);
        if (inARow === 0) expect(known.status).toBe("up");
        if (inARow >= DOWN_AFTER) expect(known.status).toBe("down");
      });
    }),
  );
});
