import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountFaults, totalAmounts } from "./amounts";
import { CapabilitySpecInput } from "./schemas";
import type { Amount } from "./types";

const money = (pointer: string, unit = "EUR"): Amount => ({ of: "money", from: "arguments", pointer, unit });
const records: Amount = {
  of: "records",
  from: "result",
  pointer: "/structuredContent/ids",
  unit: "customer",
};
const paid = (...values: unknown[]) =>
  values.map((amount) => ({ arguments: { amount } as never, result: {} }));

describe("what calls moved", () => {
  it("is exact where floating point is not", () => {
    const [total] = totalAmounts([{ amounts: [money("/amount")], calls: paid(0.1, 0.2, "0.70", -0.5) }]);
    expect(total).toEqual({ of: "money", unit: "EUR", total: "0.5", calls: 4, unreadable: 0 });
  });

  it("is kept apart by unit, over all capabilities", () => {
    const totals = totalAmounts([
      { amounts: [money("/amount")], calls: paid(10) },
      { amounts: [money("/amount"), money("/amount", "USD")], calls: paid(5) },
    ]);
    expect(totals.map(({ unit, total }) => [unit, total])).toEqual([
      ["EUR", "15"],
      ["USD", "5"],
    ]);
  });

  it("counts a list's items as records", () => {
    const calls = [{ arguments: {}, result: { structuredContent: { ids: ["a", "b", "c"] } } }];
    expect(totalAmounts([{ amounts: [records], calls }])[0]).toMatchObject({ total: "3", unreadable: 0 });
  });

  it("says of how many it cannot be told, rather than guess", () => {
    const odd = [undefined, null, "12 EUR", "1e3", 1e21, "[REDACTED]", true, {}, "1.0000001", ["x"]];
    expect(totalAmounts([{ amounts: [money("/amount")], calls: paid(...odd, 4) }])[0]).toMatchObject({
      ...{ total: "4", calls: odd.length + 1, unreadable: odd.length },
    });
  });

  it("is the sum of the cents, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })), (cents) => {
        const calls = paid(...cents.map((cent) => (cent / 100).toFixed(2)));
        const [total] = totalAmounts([{ amounts: [money("/amount")], calls }]);
        const sum = cents.reduce((before, cent) => before + cent, 0);
        expect(Math.round(Number(total!.total) * 100)).toBe(sum);
      }),
    );
  });
});

describe("declaring an amount", () => {
  const source = {
    inputSchema: { type: "object", properties: { amount: { type: "number" }, note: { type: "object" } } },
    outputSchema: { type: "object", properties: { ids: { type: "array" } } },
  };

  it("needs a place that the tool has, with something to count", () => {
    expect(amountFaults([money("/amount"), records], source)).toEqual([]);
    expect(amountFaults([money("/amuont")], source)).toEqual([
      { pointer: "/spec/amounts/0/pointer", detail: "The tool's arguments have nothing at /amuont." },
    ]);
    expect(amountFaults([money("/note")], source)[0]?.detail).toBe("That is no number or text.");
    expect(amountFaults([{ ...records, of: "money", unit: "EUR" }], source)).toHaveLength(1);
  });

  it("needs a currency's letters, and is left out rather than empty", () => {
    const amounts = (value: unknown) =>
      CapabilitySpecInput.safeParse({ amounts: value }).error?.issues.filter(
        ({ path }) => path[0] === "amounts",
      );
    expect(amounts([money("/amount", "euros")])).toMatchObject([{ path: ["amounts", 0, "unit"] }]);
    expect(amounts([money("/amount")])).toEqual([]);
    expect(amounts([])).toHaveLength(1);
  });
});
