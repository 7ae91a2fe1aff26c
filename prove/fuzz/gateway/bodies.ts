import fc, { type Arbitrary } from "fast-check";
import type { Json } from "../../../lib/platform/json";
import { HOSTILE_TEXTS, HOSTILE_VALUES, POLLUTING } from "../corpora/hostile";

/** A value that nobody meant, at whatever place. */
export const hostileValue: Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.constantFrom(...HOSTILE_VALUES),
  fc.jsonValue({ maxDepth: 3 }) as Arbitrary<Json>,
);

/** The text of a good message with one to three of its members, at any depth, replaced, removed or added. */
export function changed(good: Arbitrary<Json>): Arbitrary<Buffer> {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), hostileValue), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(good, edits)
    .map(([value, all]) => Buffer.from(JSON.stringify(all.reduce((so, edit) => edited(so, edit), value))));
}

function edited(value: Json, [at, how, by]: [number, number, Json]): Json {
  if (Array.isArray(value)) return value.length === 0 ? by : [by, ...value];
  if (typeof value !== "object" || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[at % keys.length];
  if (key === undefined) return by;
  const inner = value[key] ?? null;
  // A change at the top is found at the door; one deep inside gets far.
  if (typeof inner === "object" && inner !== null && at % 5 > 0)
    return { ...value, [key]: edited(inner, [Math.floor(at / keys.length), how, by]) };
  if (how === 0) return Object.fromEntries(Object.entries(value).filter(([it]) => it !== key));
  if (how === 1) return { ...value, [HOSTILE_TEXTS[at % HOSTILE_TEXTS.length] || "x"]: by };
  return { ...value, [key]: by };
}

/** The bytes of a good message with some of them changed, inserted, taken out, repeated or cut off. */
export function damaged(good: Arbitrary<Json>): Arbitrary<Buffer> {
  const hits = fc.array(fc.tuple(fc.nat(), fc.nat(5), fc.nat(255)), { minLength: 1, maxLength: 6 });
  return fc
    .tuple(good, hits)
    .map(([value, all]) =>
      all.reduce<Buffer>((so, hit) => hitBytes(so, hit), Buffer.from(JSON.stringify(value))),
    );
}

function hitBytes(bytes: Buffer, [place, how, byte]: [number, number, number]): Buffer {
  const at = bytes.length === 0 ? 0 : place % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (how === 0) return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
  if (how === 1) return Buffer.concat([before, Buffer.from([byte]), after]);
  if (how === 2) return Buffer.concat([before, after.subarray(1 + (byte % 8))]);
  if (how === 3) return Buffer.concat([before, after.subarray(0, byte), after]);
  if (how === 4) return before;
  return Buffer.concat([before, Buffer.from(`"${"\\u0000".repeat(byte % 5)}",`), after]);
}

/** Nothing that was ever a message. */
const anything: Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: "binary", maxLength: 500 }).map((text) => Buffer.from(text)),
  fc.jsonValue({ maxDepth: 5 }).map((value) => Buffer.from(JSON.stringify(value))),
  fc.constantFrom(...POLLUTING).map((text) => Buffer.from(text)),
  heavy(),
);

/** What costs most to read among what fits: deep, wide, long, escaped, repeated. */
export function heavy(): Arbitrary<Buffer> {
  const many = fc.integer({ min: 1_000, max: 60_000 });
  return fc.oneof(
    many.map((n) => Buffer.from("[".repeat(n))),
    many.map((n) => Buffer.from("[".repeat(n) + "]".repeat(n))),
    many.map((n) => Buffer.from(`[${"0,".repeat(n)}0]`)),
    many.map((n) => Buffer.from(`{${Array.from({ length: n }, (_, i) => `"k${i}":1`).join(",")}}`)),
    many.map((n) => Buffer.from(`{"a":"${"\\u0041".repeat(n)}"}`)),
    many.map((n) => Buffer.from(`{"${"k".repeat(n)}":1,"${"k".repeat(n)}":2}`)),
    many.map((n) => Buffer.from(`{"a":${"1".repeat(n)}}`)),
    many.map((n) => Buffer.from(`{"a":0.${"0".repeat(n)}1e-${n}}`)),
    many.map((n) => Buffer.from(`${" ".repeat(n)}{}`)),
    many.map((n) => Buffer.from(`{"a":"${"\\".repeat(n)}"}`)),
  );
}

/** A body for a place that wants `good`: near it mostly, because what is far from it is refused at the door. */
export function bodyNear(good: Arbitrary<Json>): Arbitrary<Buffer> {
  return fc.oneof(
    { arbitrary: good.map((value) => Buffer.from(JSON.stringify(value))), weight: 3 },
    { arbitrary: changed(good), weight: 6 },
    { arbitrary: damaged(good), weight: 2 },
    { arbitrary: anything, weight: 1 },
  );
}
