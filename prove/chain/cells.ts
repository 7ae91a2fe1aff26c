import type { Random } from "../random";

/** The tables of the log: what names a row, and what else it holds. */
export const TABLES = {
  audit_leaves: {
    key: ["id"],
    columns: [
      ...["id", "tenant_id", "category", "action", "actor_kind", "actor_id", "subject_kind", "subject_id"],
      ...["bytes", "hash", "recorded_at"],
    ],
  },
  audit_seals: {
    key: ["tenant_id", "seq"],
    columns: ["tenant_id", "seq", "leaf_id", "leaf_hash", "prev_hash", "sealed_at", "hash"],
  },
  audit_checkpoints: {
    key: ["tenant_id", "size"],
    columns: ["tenant_id", "size", "prev_size", "root", "hash", "peaks", "sealed_at"],
  },
} as const;
export type Table = keyof typeof TABLES;
export type Value = string | Date | Buffer | Buffer[];

/** A value of the same type that is another. Ids stay in their month, where a partition is. */
export function otherValue(column: string, value: Value, random: Random): Value {
  if (Buffer.isBuffer(value)) return flipped(value, random);
  if (Array.isArray(value)) {
    const index = random.integer(0, value.length - 1);
    const changes = [
      () => value.map((peak, at) => (at === index ? flipped(peak, random) : peak)),
      () => [...value, Buffer.alloc(32)],
      ...(value.length > 1 ? [() => value.slice(1), () => value.slice(0, -1), () => value.toReversed()] : []),
    ];
    return random.pick(changes)();
  }
  if (value instanceof Date)
    return new Date(value.getTime() + random.pick([-1, 1]) * 10 ** random.integer(0, 9));
  if (column === "seq" || column === "size") return String(BigInt(value) + BigInt(random.integer(1, 10_000)));
  if (column === "prev_size") return String(BigInt(value) + BigInt(random.integer(1, 3)));
  if (column.endsWith("_id") || column === "id") {
    // The last digits of an id are random; text columns hold ids too.
    const digit = random.integer(1, Math.min(12, value.length));
    const at = value.length - digit;
    const other = value[at] === "0" ? "1" : "0";
    return value.slice(0, at) + other + value.slice(at + 1);
  }
  return random.pick([`${value}x`, value.slice(1), value.toUpperCase()].filter((it) => it !== value));
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.integer(0, copy.length - 1);
  copy[at]! ^= 1 << random.integer(0, 7);
  return copy;
}
