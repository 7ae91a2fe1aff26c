import { expect, it } from "vitest";
import { DelegationScope } from "../schemas";
import { overlap } from "./overlap";

const period = (from: number, to: number, scope: object = {}) => ({
  startsAt: new Date(from),
  endsAt: new Date(to),
  scope: DelegationScope.parse(scope),
});
const caps = (...capabilities: string[]) => ({ capabilities });

it.each([
  [period(0, 10), period(5, 15), true],
  [period(0, 10), period(10, 20), false],
  [period(0, 10), period(2, 4), true],
  [period(0, 10, { risks: ["HIGH"] }), period(0, 10, { risks: ["LOW"] }), false],
  [period(0, 10, { risks: ["HIGH"] }), period(0, 10), true],
  [period(0, 10, { risks: ["HIGH", "LOW"] }), period(0, 10, { risks: ["LOW"] }), true],
  [period(0, 10, caps("io.fs.*")), period(0, 10, caps("io.fs.write_file")), true],
  [period(0, 10, caps("io.fs.*")), period(0, 10, caps("io.fsx.write")), false],
  [period(0, 10, caps("io.*")), period(0, 10, caps("io.fs.*")), true],
  [period(0, 10, caps("io.fs.*")), period(0, 10, caps("io.db.*")), false],
  [period(0, 10, caps("a.b")), period(0, 10, caps("a.c")), false],
  [period(0, 10, caps("a.b")), period(0, 10, { risks: ["HIGH"], ...caps("a.b") }), true],
])("finds whether two absences could cover one request: %j and %j", (a, b, expected) => {
  expect(overlap(a, b)).toBe(expected);
  expect(overlap(b, a)).toBe(expected);
});
