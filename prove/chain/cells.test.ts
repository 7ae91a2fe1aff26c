import { expect, it } from "vitest";
import { randomFrom } from "../random";
import { otherValue, type Value } from "./cells";

const ID = "01900000-0000-7000-8000-0123456789ab";
const VALUES: [string, Value][] = [
  ["id", ID],
  ["actor_id", "agentgate"],
  ["category", "control"],
  ["seq", "7"],
  ["prev_size", "3"],
  ["hash", Buffer.alloc(32, 1)],
  ["peaks", [Buffer.alloc(32, 1)]],
  ["peaks", [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]],
  ["sealed_at", new Date()],
];

it.each(VALUES)("makes another value of %s, of the same type", (column, value) => {
  const random = randomFrom(1);
  for (let n = 0; n < 200; n++) {
    const other = otherValue(column, value, random);
    expect(other).not.toEqual(value);
    expect(Object.prototype.toString.call(other)).toBe(Object.prototype.toString.call(value));
  }
});
