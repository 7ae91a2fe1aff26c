import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayEnter, type Crowd } from "./may-enter";

const crowds = fc
  .record({ limit: fc.integer({ min: 1, max: 512 }), tenants: fc.integer({ min: 1, max: 100 }) })
  .chain(({ limit, tenants }) =>
    fc.record({
      ...{ limit: fc.constant(limit), tenants: fc.constant(tenants) },
      inWork: fc.integer({ min: 0, max: 2 * limit - 1 }),
      noisy: fc.integer({ min: 0, max: tenants }),
    }),
  );
const calm = { noisy: false };

/** How many of a tenant's calls get in beside what others have in work. */
function placesOf(noisy: boolean, crowd: Crowd): number {
  let inWork = 0;
  while (mayEnter({ inWork, noisy }, { ...crowd, inWork: crowd.inWork + inWork })) inWork++;
  return inWork;
}

describe("who may enter", () => {
  it("is anybody who isn't noisy, up to an equal share among their like, however full it is", () => {
    fc.assert(
      fc.property(crowds, fc.nat(512), (crowd, inWork) => {
        const { limit, tenants, noisy } = crowd;
        fc.pre(noisy < tenants);
        const places = noisy > 0 ? limit * (3 / 4) : limit;
        fc.pre(inWork < Math.max(1, Math.floor(places / (tenants - noisy))));
        expect(mayEnter({ ...calm, inWork }, crowd)).toBe(true);
      }),
    );
  });

  it("is a noisy tenant beside others with a quarter of all places at most, together with its like", () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        fc.pre(crowd.noisy > 0 && crowd.noisy < crowd.tenants);
        const places = placesOf(true, { ...crowd, inWork: 0 });
        expect(places).toBeGreaterThanOrEqual(1);
        expect(places).toBeLessThanOrEqual(Math.max(1, crowd.limit / 4 / crowd.noisy));
      }),
    );
  });

  it("is a noisy tenant like others where nobody else is there, or nobody that is not", () => {
    expect(placesOf(true, { limit: 8, inWork: 0, tenants: 1, noisy: 1 })).toBe(8);
    expect(placesOf(true, { limit: 8, inWork: 0, tenants: 2, noisy: 2 })).toBe(8);
  });

  it("is nobody where twice the bound is in work", () => {
    fc.assert(
      fc.property(crowds, fc.boolean(), (crowd, noisy) => {
        expect(mayEnter({ noisy, inWork: 0 }, { ...crowd, inWork: 2 * crowd.limit })).toBe(false);
      }),
    );
  });
});
