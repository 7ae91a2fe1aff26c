import { describe, expect, it } from "vitest";
import { causes } from "./causes";
import { isUnavailable } from "./unavailable";
import { isUnstorable } from "./unstorable";

const withMeta = (driverAdapterError: unknown) =>
  Object.assign(new Error("query"), { code: "P2010", meta: { driverAdapterError } });

describe("causes", () => {
  it("tells of an error, of its causes and of what the driver adapter hands on beside them", () => {
    const said = { originalCode: "57P03", kind: "postgres" };
    const error = withMeta(new Error("DriverAdapterError", { cause: said }));
    error.cause = Object.assign(new Error("socket"), { code: "EPIPE" });
    expect([...causes(error)]).toEqual([
      { codes: ["P2010"], kind: "", message: "query" },
      { codes: ["EPIPE"], kind: "", message: "socket" },
      { codes: [], kind: "", message: "DriverAdapterError" },
      { codes: ["57P03"], kind: "postgres", message: "" },
    ]);
  });

  it("ends in a circle, and says nothing of what is no object", () => {
    const error = new Error("one");
    error.cause = new Error("two", { cause: error });
    expect([...causes(error)].map(({ message }) => message)).toEqual(["one", "two"]);
    for (const nothing of [null, undefined, "57P03", 7]) expect([...causes(nothing)]).toEqual([]);
    expect([...causes({ code: 7, kind: {}, meta: null })]).toEqual([{ codes: [], kind: "", message: "" }]);
  });
});

describe.each([
  ["unavailable", isUnavailable, "08006", "22021"],
  ["unstorable", isUnstorable, "22P05", "57P01"],
] as const)("a state that means %s", (_, is, state, other) => {
  it.each([
    ["of the error itself", (it: string) => Object.assign(new Error("x"), { code: it })],
    [
      "of its cause's cause",
      (it: string) => new Error("x", { cause: new Error("y", { cause: { originalCode: it } }) }),
    ],
    ["of what the adapter hands on", (it: string) => withMeta({ cause: { originalCode: it } })],
    [
      "of what the adapter hands on for a cause",
      (it: string) => new Error("x", { cause: withMeta({ originalCode: it }) }),
    ],
  ])("is found where it is that %s", (_where, error) => {
    expect(is(error(state))).toBe(true);
    expect(is(error(other))).toBe(false);
  });
});
