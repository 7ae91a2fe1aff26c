import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { searchParams } from "./search-params";

const params = searchParams({
  q: z.string().trim().min(1).max(50).optional(),
  risk: z.array(z.enum(["LOW", "HIGH"])).default([]),
  view: z.enum(["pending", "decided"]).default("pending"),
  after: z.uuid().optional(),
});
const id = "0190a000-0000-7000-8000-00000000d301";

describe("search params", () => {
  it("read what they wrote", () => {
    const values = fc.record({
      q: fc.option(
        fc.string({ minLength: 1, maxLength: 50 }).filter((text) => text.trim() === text && text !== ""),
        { nil: undefined },
      ),
      risk: fc.uniqueArray(fc.constantFrom("LOW" as const, "HIGH" as const)),
      view: fc.constantFrom("pending" as const, "decided" as const),
      after: fc.option(fc.constant(id), { nil: undefined }),
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(params.parse(new URLSearchParams(params.serialize(value)))).toEqual(value);
      }),
    );
  });

  it("leave defaults out of the address", () => {
    expect(params.serialize({ view: "pending", risk: [], q: undefined })).toBe("");
    expect(params.serialize({ view: "decided", risk: ["LOW", "HIGH"] })).toBe(
      "?risk=LOW&risk=HIGH&view=decided",
    );
  });

  it("ignore what does not fit, key by key, and never fail", () => {
    const raw = { q: "", risk: ["NOPE"], view: "x", after: "../../etc", extra: "1" };
    expect(params.parse(raw)).toEqual({ q: undefined, risk: [], view: "pending", after: undefined });
    expect(params.parse({ q: ["first", "second"], risk: "LOW" })).toMatchObject({
      q: "first",
      risk: ["LOW"],
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (anything) => {
        params.parse(anything);
      }),
    );
  });
});
