import { createHash } from "node:crypto";

/**
 * Whether a switch that is being lifted in stages lets a session through. The same sessions stay let through as the
 * percentage rises, and another switch chooses others. The database's switch_lets_through says the same.
 */
export function letsThrough({ id, percent }: { id: string; percent: number }, sessionId: string): boolean {
  if (percent <= 0) return false;
  const hash = createHash("sha256")
    .update(id + sessionId)
    .digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100 < percent;
}
