import type { JsonObject } from "../../lib/platform/json";
import type { Random } from "../random";

/** What other systems hash in one way and read back in another. */
const TEXTS = [
  ...[
    "",
    "\u00e9",
    "e\u0301",
    "\u1100\u1161",
    "🜚👩🏽‍🚀",
    "a\u0000b",
    "\u0000",
    "\u0001\u001f",
    "\u2028\u2029",
    "\ufeffx",
    "\u202eabc",
    "\\u0000",
  ],
  ...[
    "2026-11-22T10:00:00.123456789Z",
    "1e400",
    "-0",
    '"quoted" \\ back',
    "line\nfeed\r\n\ttab",
    "\ud7ff\ue000",
    "�",
  ],
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1 + 0.2,
  1e21,
  1e-7,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53,
  123456789.123,
  1 / 3,
];

/** Data of a leaf: dates, decimals, nested JSON, emoji, text around NUL. */
export function randomData(random: Random, depth = 2): JsonObject {
  const value = (): JsonObject[string] => {
    const kind = random.integer(0, depth > 0 ? 6 : 4);
    if (kind <= 1) return random.pick(TEXTS) + random.pick(TEXTS);
    if (kind === 2) return random.pick(NUMBERS);
    if (kind === 3) return random.pick([true, false, null]);
    if (kind === 4) return new Date(random.integer(0, 4_102_444_800_000)).toISOString();
    if (kind === 5) return [value(), random.pick(TEXTS)];
    return randomData(random, depth - 1);
  };
  return Object.fromEntries(
    Array.from({ length: random.integer(1, 4) }, (_, n) => [`${random.pick(TEXTS)}${n}`, value()]),
  );
}
