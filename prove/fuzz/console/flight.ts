import fc, { type Arbitrary } from "fast-check";
import type { Json } from "../../../lib/platform/json";
import { changed, hostileValue } from "../gateway/bodies";

/** A body of a server action, with what tells Next how to read it. */
export type FlightBody = { name: string; type: string; body: Buffer; action?: string };

const PLAIN = "text/plain;charset=UTF-8";
const BOUNDARY = "----agentgate-fuzz";
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** Arguments near the good ones, written as React writes them: they can be read, whatever they say. */
export function argumentsNear(good: readonly Json[]): Arbitrary<FlightBody> {
  const first = fc.oneof(
    {
      arbitrary: changed(fc.constant(good[0] ?? {})).map((it) => JSON.parse(it.toString()) as Json),
      weight: 8,
    },
    { arbitrary: hostileValue, weight: 1 },
    { arbitrary: fc.constant(good[0] ?? {}), weight: 1 },
  );
  const rest = fc.array(hostileValue, { maxLength: 2 });
  return fc.tuple(first, rest, fc.nat(3)).map(([one, more, how]) => {
    const args = escaped(how === 0 ? [one, ...more] : [one]);
    return how === 1
      ? { name: "arguments in a form", type: MULTIPART, body: form([["0", JSON.stringify(args)]]) }
      : { name: "arguments", type: PLAIN, body: Buffer.from(JSON.stringify(args)) };
  });
}

/** React reads a text that begins with a dollar as a reference, unless it begins with two. */
export function escaped(value: Json): Json {
  if (typeof value === "string") return value.startsWith("$") ? `$${value}` : value;
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

export function form(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join("")}--${BOUNDARY}--\r\n`);
}

/** What a reference may begin with, of the protocol's and not. */
const KINDS = [..."@FhQWiBRrXxAKDnTSLlpPoOmMVZ#~:", ""];
const PATHS = [
  ...["", ":0", ":a:b", ":__proto__", ":__proto__:then", ":constructor:constructor", ":then:then", ":0:0:0"],
  ...[":length", ":toString", ":__proto__:__proto__:__proto__", ":value:_response:_formData:get", ":", "::"],
];
/** Rows that something may refer to: circles, promises that are none, models of chunks, functions. */
const ROWS = (id: string) => [
  ...[
    '"$1"',
    '"$2"',
    '"$@1"',
    '"$@2"',
    '["$1"]',
    '{"then":"$1:__proto__:then"}',
    "{}",
    "[]",
    "null",
    "{",
    "",
  ],
  ...['{"then":"$2"}', '{"status":"resolved_model","value":"{}","reason":-1,"_response":{"_prefix":"1"}}'],
  ...[
    `{"id":"${id}","bound":null}`,
    `{"id":"${id}","bound":"$@2"}`,
    '{"id":"x","bound":null}',
    '{"id":null}',
  ],
  ...['{"id":"__proto__","bound":[]}', '["$Q2"]', '[["a","$W1"]]', '"$K1"', '"$R1"', '"$F2"', '"$i1"'],
];

/** References to what is not there, to each other, to themselves and to what nobody may reach. */
function references(id: string): Arbitrary<FlightBody> {
  const number = fc.constantFrom("0", "1", "2", "3", "a", "-1", "ffffffff", "1e9", "");
  const text = fc
    .tuple(fc.constantFrom(...KINDS), number, fc.constantFrom(...PATHS))
    .map(([kind, at, path]) => `$${kind}${at}${path}`);
  const row = fc.oneof(
    fc.constantFrom(...ROWS(id)),
    text.map((it) => JSON.stringify(it)),
  );
  const rows = fc.array(row, { maxLength: 4 });
  return fc.tuple(text, rows, fc.boolean()).map(([from, all, inside]) => {
    // An object that an action is given has to have its fields: what can't be resolved stands in its place.
    const root = JSON.stringify(inside ? [{ a: from }] : [from]);
    const fields = all.map((value, at): [string, string] => [String(at + 1), value]);
    const name = `reference ${from}`;
    return all.length === 0
      ? { name, type: PLAIN, body: Buffer.from(root) }
      : { name, type: MULTIPART, body: form([...fields, ["0", root]]) };
  });
}

const MANY = fc.integer({ min: 500, max: 20_000 });

/** Dear to read, or cut off, or said to be something else. */
function broken(id: string): Arbitrary<FlightBody> {
  const plain = (name: string, body: string | Buffer): FlightBody => ({
    name,
    type: PLAIN,
    body: Buffer.from(body),
  });
  const multi = (name: string, body: Buffer): FlightBody => ({ name, type: MULTIPART, body });
  const rows = (n: number, of: (at: number) => string) =>
    Array.from({ length: n }, (_, at): [string, string] => [String(at + 1), of(at + 1)]);
  return fc.oneof(
    fc.uint8Array({ maxLength: 500 }).map((it) => plain("bytes", Buffer.from(it))),
    fc.uint8Array({ maxLength: 500 }).map((it) => multi("bytes as a form", Buffer.from(it))),
    MANY.map((n) => plain("open brackets", "[".repeat(n))),
    MANY.map((n) => plain("deep brackets", "[".repeat(n) + "]".repeat(n))),
    MANY.map((n) => plain("deep objects", `${'[{"a":'.repeat(n)}1${"}]".repeat(n)}`)),
    MANY.map((n) => plain("a number without end", `["$n${"9".repeat(n)}"]`)),
    MANY.map((n) => plain("arguments without end", JSON.stringify(Array(n).fill({})))),
    MANY.map((n) =>
      multi(
        "rows in a chain",
        form([["0", '["$1"]'], ...rows(n >> 4, (at) => `"$${(at + 1).toString(16)}"`)]),
      ),
    ),
    MANY.map((n) =>
      multi(
        "rows that double",
        form([
          ["0", '["$1"]'],
          ...rows(n >> 8, (at) => `["$${(at + 1).toString(16)}","$${(at + 1).toString(16)}"]`),
        ]),
      ),
    ),
    MANY.map((n) =>
      multi(
        "the same row again",
        form([...rows(n >> 4, () => "{}").map((): [string, string] => ["1", "{}"]), ["0", '["$1"]']]),
      ),
    ),
    MANY.map((n) =>
      multi(
        "a path without end",
        form([
          ["0", `["$1${":a".repeat(n)}"]`],
          ["1", '{"a":{}}'],
        ]),
      ),
    ),
    MANY.map((n) =>
      multi(
        "a long name of a field",
        form([
          ["x".repeat(n), "1"],
          ["0", '["$1"]'],
        ]),
      ),
    ),
    fc.nat(60).map((cut) => multi("a form that is cut off", form([["0", '["$1"]']]).subarray(0, 20 + cut))),
    fc.constantFrom(
      { ...plain("a form without its boundary", form([["0", "[]"]])), type: "multipart/form-data" },
      { ...plain("another boundary", form([["0", "[]"]])), type: "multipart/form-data; boundary=x" },
      { ...plain("a boundary of nothing", form([["0", "[]"]])), type: 'multipart/form-data; boundary=""' },
      { ...plain("a form of an address", "0=%5B%5D"), type: "application/x-www-form-urlencoded" },
      {
        ...plain("another encoding", Buffer.from("\ufeff[]", "utf16le")),
        type: "text/plain; charset=utf-16",
      },
      multi("no row at all", form([])),
      multi("a row zero of nothing", form([["0", ""]])),
      multi(
        "a prototype as a row",
        form([
          ["__proto__", "{}"],
          ["0", '["$__proto__"]'],
        ]),
      ),
      { ...plain("an action that is not there", "[]"), action: `7f${"0".repeat(40)}` },
      { ...plain("an action of no name", "[]"), action: "x" },
      { ...plain("an action of a prototype", "[]"), action: "__proto__" },
      { ...multi("an action in the form", form([[`$ACTION_ID_${"0".repeat(42)}`, ""]])), action: "" },
      {
        ...multi(
          "an action by reference",
          form([
            ["$ACTION_REF_1", ""],
            ["$ACTION_1:0", `{"id":"${id}","bound":"$@1"}`],
            ["$ACTION_1:1", '["$1"]'],
          ]),
        ),
        action: "",
      },
      {
        ...multi(
          "an action by a circle",
          form([
            ["$ACTION_REF_1", ""],
            ["$ACTION_1:0", '{"id":"x","bound":"$@0"}'],
          ]),
        ),
        action: "",
      },
    ),
  );
}

/** Past the limit of 2 MB; few, for each is as much work to send. */
export const TOO_LARGE: readonly FlightBody[] = [
  { name: "10 MB of text", type: PLAIN, body: Buffer.from(JSON.stringify([{ a: "x".repeat(10_000_000) }])) },
  {
    name: "10 MB in one field",
    type: MULTIPART,
    body: form([["0", JSON.stringify(["x".repeat(10_000_000)])]]),
  },
];

/** What cannot be the arguments of any action. */
export function noArguments(id: string): Arbitrary<FlightBody> {
  return fc.oneof({ arbitrary: references(id), weight: 3 }, { arbitrary: broken(id), weight: 2 });
}
