import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayEnter, type Crowd, type Own } from "./may-enter";

const crowds = fc
  .record({
    limit: fc.integer({ min: 1, max: 512 }),
    least: fc.integer({ min: 1, max: 64 }),
    tenants: fc.integer({ min: 1, max: 100 }),
  })
  .chain(({ limit, least, tenants }) =>
    fc.record({
      ...{ limit: fc.constant(limit), least: fc.constant(Math.min(limit, least)) },
      tenants: fc.constant(tenants),
      inWork: fc.integer({ min: 0, max: 2 * limit - 1 }),
      noisy: fc.integer({ min: 0, max: tenants }),
    }),
  );
const noisy = { noisy: true, onTrial: false };
const onTrial = { noisy: false, onTrial: true };
const calm = { noisy: false, onTrial: false };

/** How many of a tenant's calls get in beside what others have in work. */
function placesOf(own: Omit<Own, "inWork">, crowd: Crowd): number {
  let inWork = 0;
  while (mayEnter({ ...own, inWork }, { ...crowd, inWork: crowd.inWork + inWork })) inWork++;
  return inWork;
}

describe("who may enter", () => {
  it("is anybody who isn't noisy, up to an equal share among their like, however full it is", () => {
    fc.assert(
      fc.property(crowds, fc.nat(512), (crowd, inWork) => {
        const { limit, tenants } = crowd;
        fc.pre(crowd.noisy < tenants);
        const places = crowd.noisy > 0 ? limit * (3 / 4) : limit;
        fc.pre(inWork < Math.max(1, Math.floor(places / (tenants - crowd.noisy))));
        expect(mayEnter({ ...calm, inWork }, crowd)).toBe(true);
      }),
    );
  });

  it("is a noisy tenant beside others with a quarter of what is no load at most, together with its like", () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        fc.pre(crowd.noisy > 0 && crowd.noisy < crowd.tenants);
        const places = placesOf(noisy, { ...crowd, inWork: 0 });
        expect(places).toBeGreaterThanOrEqual(1);
        expect(places).toBeLessThanOrEqual(Math.max(1, crowd.least / 4 / crowd.noisy));
      }),
    );
  });

  it("is a noisy tenant like others where nobody else is there, or nobody that is not", () => {
    expect(placesOf(noisy, { limit: 8, least: 8, inWork: 0, tenants: 1, noisy: 1 })).toBe(8);
    expect(placesOf(noisy, { limit: 8, least: 8, inWork: 0, tenants: 2, noisy: 2 })).toBe(8);
  });

  it("is one on trial with twice what is no load, where others are there", () => {
    const crowd = { limit: 256, least: 32, inWork: 0, noisy: 0 };
    expect(placesOf(onTrial, { ...crowd, tenants: 2 })).toBe(64);
    expect(placesOf(onTrial, { ...crowd, tenants: 2, limit: 40 })).toBe(40);
    expect(placesOf(onTrial, { ...crowd, tenants: 1 })).toBe(256);
  });

  it("is nobody where twice the bound is in work", () => {
    fc.assert(
      fc.property(crowds, fc.boolean(), (crowd, isNoisy) => {
        expect(
          mayEnter({ noisy: isNoisy, onTrial: false, inWork: 0 }, { ...crowd, inWork: 2 * crowd.limit }),
        ).toBe(false);
      }),
    );
  });
});
