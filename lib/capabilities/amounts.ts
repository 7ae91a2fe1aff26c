import type { Json } from "../platform/json";
import type { Fault } from "../platform/errors";
import { nothingAt, resolve, type OriginalCall } from "./compensation";
import { placeOf, type Source } from "./mapping-faults";
import { typesOf } from "./schema-place";
import type { Amount, AmountKind, AmountTotal } from "./types";

/** Places after the point that are kept exactly; a currency has at most four (ISO 4217). */
const DIGITS = 6;
const SCALE = 10n ** BigInt(DIGITS);
const DECIMAL = new RegExp(`^(-?)(\\d{1,15})(?:\\.(\\d{1,${DIGITS}}))?$`);

/** Calls of one capability, and what it declares. */
export type Counted = { amounts: readonly Amount[]; calls: readonly OriginalCall[] };

/** What calls moved together, by kind and unit, the kinds in the order they are first declared. Pure and exact. */
export function totalAmounts(counted: readonly Counted[]): AmountTotal[] {
  const totals = new Map<string, AmountTotal & { scaled: bigint }>();
  for (const { amounts, calls } of counted) {
    for (const amount of amounts) {
      const key = `${amount.of} ${amount.unit}`;
      const { of, unit } = amount;
      const total = totals.get(key) ?? { of, unit, total: "0", calls: 0, unreadable: 0, scaled: 0n };
      totals.set(key, total);
      for (const call of calls) {
        const moved = scaledOf(amount.of, resolve(call[amount.from], amount.pointer));
        total.calls++;
        if (moved === null) total.unreadable++;
        else total.scaled += moved;
      }
    }
  }
  return [...totals.values()].map(({ scaled, ...total }) => ({ ...total, total: decimalOf(scaled) }));
}

/** In millionths; null where it is no amount. */
function scaledOf(of: AmountKind, value: Json | undefined): bigint | null {
  if (of === "records" && Array.isArray(value)) return BigInt(value.length) * SCALE;
  // A number's shortest text is what the agent wrote; one with an exponent is no amount that people count in.
  const text = typeof value === "number" ? String(value) : value;
  const [, sign, whole, part = ""] = (typeof text === "string" && DECIMAL.exec(text)) || [];
  if (whole === undefined) return null;
  const scaled = BigInt(whole) * SCALE + BigInt(part.padEnd(DIGITS, "0"));
  return sign === "-" ? -scaled : scaled;
}

function decimalOf(scaled: bigint): string {
  const [sign, size] = scaled < 0n ? ["-", -scaled] : ["", scaled];
  const part = (size % SCALE).toString().padStart(DIGITS, "0").replace(/0+$/, "");
  return `${sign}${size / SCALE}${part === "" ? "" : `.${part}`}`;
}

/** Amounts at places that the tool's schemas don't have, or where they have nothing that can be counted. */
export function amountFaults(amounts: readonly Amount[], source: Source): Fault[] {
  return amounts.flatMap((amount, index): Fault[] => {
    const fault = (detail: string) => [{ pointer: `/spec/amounts/${index}/pointer`, detail }];
    const place = placeOf(amount, source);
    if (place.kind === "none") return fault(nothingAt("The tool's", amount));
    const types = place.kind === "known" ? typesOf(place.schema) : null;
    const counts = ["number", "integer", "string", ...(amount.of === "records" ? ["array"] : [])];
    return types !== null && !counts.some((type) => types.has(type))
      ? fault(amount.of === "records" ? "That is no number, text or list." : "That is no number or text.")
      : [];
  });
}
