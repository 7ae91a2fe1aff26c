import { expect, it } from "vitest";
import { gatewaysFigure, upstreamsFigure } from "./health-figures";

it.each([
  ["nothing is in force", null, true, { value: "unknown", odd: false }],
  ["nobody has called yet", { living: 0, enforcing: 0 }, false, { value: "—", odd: false }],
  ["agents called and no gateway is left", { living: 0, enforcing: 0 }, true, { value: "0 of 0", odd: true }],
  ["one still enforces what was before", { living: 2, enforcing: 1 }, true, { value: "1 of 2", odd: true }],
  ["all enforce it", { living: 2, enforcing: 2 }, false, { value: "2 of 2", odd: false }],
])("says of gateways where %s", (_, gateways, called, figure) => {
  expect(gatewaysFigure(gateways && { ...gateways, revision: 7 }, called)).toMatchObject(figure);
});

it("names the revision that gateways enforce, and says where none was heard of", () => {
  expect(gatewaysFigure({ living: 1, enforcing: 1, revision: 7 }, true).said).toBe("enforce revision 7");
  expect(gatewaysFigure({ living: 0, enforcing: 0, revision: 7 }, true).said).toBe(
    "None was heard of lately",
  );
});

it.each([
  ["the reader may not know", null, { value: "unknown", said: "Not yours to see", odd: false }],
  ["there are none", { all: 0, down: 0, unknown: 0 }, { value: "—", said: "None is connected", odd: false }],
  ["all are up", { all: 3, down: 0, unknown: 0 }, { value: "0", said: "of 3", odd: false }],
  [
    "one is down, and one was not looked at",
    { all: 3, down: 1, unknown: 1 },
    { value: "1", said: "of 3; 1 not looked at yet", odd: true },
  ],
])("says of upstreams where %s", (_, upstreams, figure) => {
  expect(upstreamsFigure(upstreams)).toEqual(figure);
});
