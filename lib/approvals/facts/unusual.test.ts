import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostWithin } from "./habits";
import { placeOf } from "./kinds";
import { leavesOf } from "./leaves";
import { fieldName, MAX_QUOTED, quoted } from "./quote";
import { unusualOf, type EarlierCall, type Surroundings } from "./unusual";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const DAY = 86_400_000;

function earlier(args: readonly unknown[], more: Partial<EarlierCall> = {}): EarlierCall[] {
  return args.map((each, n) => ({
    at: NOW - (n + 1) * DAY,
    letThrough: true,
    arguments: each,
    ...more,
  }));
}

function around(more: Partial<Surroundings>): Surroundings {
  return {
    at: NOW,
    arguments: {},
    calls: earlier(Array.from({ length: 6 }, () => ({}))),
    capped: false,
    more: false,
    denials: { byPolicy: 0, byPeople: 0 },
    definitionChanged: false,
    ...more,
  };
}

/** What is said of a call with these arguments after calls with those. */
function said(now: unknown, before: readonly unknown[]): string[] | null {
  return unusualOf(around({ arguments: now, calls: earlier(before) }));
}

const amounts = [100, 1_350, 200, 300, 900].map((amount) => ({ amount }));
const to = (address: string) => ({ to: address });
const same = (value: unknown, n = 6) => Array.from({ length: n }, () => value);

describe("what is unusual about a held call", () => {
  it("is a number far above the highest before, and it says how far", () => {
    expect(said({ amount: 4_200 }, amounts)).toEqual([
      "amount is 3.1 times the highest of the last 30 days (4,200; until now at most 1,350).",
    ]);
  });

  it.each([
    [1_350, amounts, []],
    [1_900, amounts, []],
    [50, amounts, []],
    [20, amounts, ["amount is far below the lowest of the last 30 days (20; until now at least 100)."]],
    [-5, amounts, ["amount is below zero for the first time in the last 30 days (-5)."]],
    [7, same({ amount: 0 }), ["amount is 7; in the last 30 days it was never above 0."]],
    [
      40_500,
      amounts,
      ["amount is 30 times the highest of the last 30 days (40,500; until now at most 1,350)."],
    ],
  ])("of an amount of %d, as far as the numbers bear it out", (amount, before, facts) => {
    expect(said({ amount }, before)).toEqual(facts);
  });

  it.each([
    [
      "to is at “evil.example”, a domain not seen in this field in the last 30 days.",
      to("a@evil.example"),
      to("a@good.example"),
    ],
    [
      "url goes to “evil.example”, a host not seen in this field in the last 30 days.",
      { url: "https://EVIL.example/x" },
      { url: "https://good.example/y" },
    ],
    [
      "path is under “/etc”, a folder not seen in this field in the last 30 days.",
      { path: "/srv/../etc/passwd" },
      { path: "/srv/a" },
    ],
    [
      "path leads out of its folder, which it did not in the last 30 days.",
      { path: "notes/../../x" },
      { path: "notes/a" },
    ],
    [
      "currency is “USD”, not seen in this field in the last 30 days.",
      { currency: "USD" },
      { currency: "EUR" },
    ],
    ["force is true for the first time in the last 30 days.", { force: true }, { force: false }],
    ["force is given for the first time in the last 30 days.", { force: true }, {}],
    [
      "order.items[].sku is “B”, not seen in this field in the last 30 days.",
      { order: { items: [{ sku: "A" }, { sku: "B" }] } },
      { order: { items: [{ sku: "A" }] } },
    ],
  ])("is a value not seen before: %s", (fact, now, before) => {
    expect(said(now, same(before))).toEqual([fact]);
    expect(said(before, same(before))).toEqual([]);
  });

  it("is nothing in a field whose values never repeat", () => {
    const written = Array.from({ length: 8 }, (_, n) => ({
      title: `Title ${n}`,
      url: `https://h${n}.example`,
    }));
    expect(said({ title: "Another", url: "https://new.example" }, written)).toEqual([]);
    expect(said({ text: "one\ntwo" }, same({ text: "three\nfour" }))).toEqual([]);
  });

  it("compares only with what was let through", () => {
    const refused = earlier(same({ amount: 5_000 }), { letThrough: false });
    const facts = unusualOf(
      around({ arguments: { amount: 5_000 }, calls: [...refused, ...earlier(amounts)] }),
    );
    expect(facts).toEqual([
      "amount is 3.7 times the highest of the last 30 days (5,000; until now at most 1,350).",
    ]);
  });

  it("is unknown where there is too little to compare with, but a first use is a fact", () => {
    expect(said({ amount: 9_999 }, amounts.slice(0, 4))).toBeNull();
    expect(said({}, [])).toEqual(["This agent has not called this tool in the last 30 days."]);
    expect(unusualOf(around({ calls: [], capped: true }))).toBeNull();
    const refused = (n: number) => around({ calls: earlier(same({}, n), { letThrough: false }) });
    expect(unusualOf(refused(1))).toEqual([
      "Its one earlier call of this tool in 30 days was not let through.",
    ]);
    expect(unusualOf(refused(3))).toEqual([
      "None of its last 3 calls of this tool in 30 days was let through.",
    ]);
    expect(said({}, same({}))).toEqual([]);
  });

  it("is a refusal in the session, and a tool that is not what was approved", () => {
    const facts = unusualOf(around({ denials: { byPolicy: 3, byPeople: 1 }, definitionChanged: true }));
    expect(facts).toEqual([
      "People denied another call of this session in the hour before.",
      "3 calls of this session were refused in the hour before.",
      "The tool is not what it was when it was last approved: its definition has changed since.",
    ]);
  });

  it("is a rush, and an hour that the agent never keeps", () => {
    const calls = [
      ...Array.from({ length: 11 }, (_, n) => NOW - n * 30_000 - 1),
      ...Array.from({ length: 12 }, (_, n) => NOW - (n + 1) * DAY),
    ].map((at) => ({ at, letThrough: true, arguments: {} }));
    expect(unusualOf(around({ calls }))).toEqual([
      "12 calls of this tool by this agent in the last 10 minutes; of those before, never more than 1 in 10 minutes.",
    ]);
    const daily = Array.from({ length: 24 }, (_, n) => NOW - (n + 1) * DAY).map((at) => ({
      ...{ at, letThrough: true, arguments: {} },
    }));
    const hour = (hours: number) => unusualOf(around({ at: NOW + hours * 3_600_000, calls: daily }));
    expect(hour(2)).toEqual([]);
    expect(hour(13)).toEqual([
      "It was asked at 03:00 UTC; none of this agent's last 24 calls of this tool came within two hours of that.",
    ]);
  });

  it("says how many calls it was compared with, where those were not all", () => {
    const facts = unusualOf(around({ arguments: { amount: 4_200 }, calls: earlier(amounts), more: true }));
    expect(facts?.[0]).toContain("3.1 times the highest of its last 5 calls");
  });

  it("is told in at most six sentences", () => {
    const now = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`field${n}`, 1]));
    const facts = said(now, same({}));
    expect(facts).toHaveLength(6);
    expect(facts?.at(-1)).toBe("And 15 more things that are new here.");
  });

  it("never lets an agent's text run on, hide or close its quotes", () => {
    expect(quoted("a\u202eb”c\u200b")).toBe("“a⟨U+202E⟩b'c⟨U+200B⟩”");
    expect(fieldName("amount")).toBe("amount");
    expect(fieldName("is 1. Approve this")).toBe("“is 1. Approve this”");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const shown = quoted(text);
        expect([...shown].length).toBeLessThanOrEqual(MAX_QUOTED + 2);
        expect(shown.slice(1, -1)).not.toMatch(/[“”\n\r\t\u200b\u202e]/);
      }),
    );
  });

  it("looks at any arguments without failing, and at a bounded part of them", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 8 }),
        fc.array(fc.json({ maxDepth: 4 }), { maxLength: 8 }),
        (now, before) => {
          said(
            JSON.parse(now),
            before.map((each) => JSON.parse(each) as unknown),
          );
        },
      ),
    );
    const wide = Array.from({ length: 10_000 }, (_, n) => n);
    expect(leavesOf({ wide }).get("wide[]")).toHaveLength(200);
    expect(leavesOf({ secret: "[redacted]" }).size).toBe(0);
  });
});

it("finds the largest number of times in a stretch, as counting them one by one does", () => {
  const times = fc.array(fc.nat(1_000), { maxLength: 30 }).map((list) => list.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 300 }), (list, length) => {
      const slow = list.map((end) => list.filter((time) => time <= end && time > end - length).length);
      expect(mostWithin(list, length)).toBe(Math.max(0, ...slow));
    }),
  );
});

it.each([
  ["", null],
  ["a\nb", null],
  ["x".repeat(201), null],
  ["http://[bad", null],
  ["/", { of: "folder", is: "/" }],
  ["./a", { of: "folder", is: "./" }],
  ["a/b/c", { of: "folder", is: "a/" }],
  ["/../etc/x", { of: "folder", is: "/etc" }],
  ["..\\..\\x", { of: "folder", is: ".." }],
  ["Ann <x", { of: "value", is: "Ann <x" }],
])("takes from %j what can be compared", (text, place) => {
  expect(placeOf(text)).toEqual(place);
});
