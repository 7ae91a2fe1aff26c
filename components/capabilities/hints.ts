import type { JsonObject } from "@/lib/platform/json/types";

const HINTS = [
  ["readOnlyHint", "it only reads", "it changes things"],
  ["destructiveHint", "it destroys", "it destroys nothing"],
  ["idempotentHint", "repeating changes nothing more", "repeating changes more"],
  ["openWorldHint", "it reaches outside systems", "it stays within its own system"],
] as const;

/** What an upstream's annotations claim, in one sentence of ours. */
export function hintsOf(annotations: JsonObject | null): string {
  const claims = HINTS.flatMap(([name, yes, no]) => {
    const value = annotations?.[name];
    return typeof value === "boolean" ? [value ? yes : no] : [];
  });
  return claims.length === 0 ? "It gives no hints." : `It hints that ${claims.join(", ")}.`;
}
