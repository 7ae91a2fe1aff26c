import type { RateLimit, Tx } from "../platform/db";
import type { LimitScope } from "./schemas";

/** The columns that keep the terms of a limit; a quota has neither a period nor a burst. */
export function termsColumns(
  terms: { kind: "rate"; calls: number; perSeconds: number; burst: number } | { kind: string; calls: number },
) {
  const rate = "perSeconds" in terms ? terms : null;
  return {
    kind: terms.kind,
    calls: terms.calls,
    perSeconds: rate?.perSeconds ?? null,
    burst: rate?.burst ?? null,
  };
}

/** What an audit leaf keeps of a limit. */
export function limitFacts({ scope, target, kind, calls, perSeconds, burst, enabled, note }: RateLimit) {
  return { scope, target, kind, calls, perSeconds, burst, enabled, note };
}

/** Whether there is what a limit names. */
export async function targetExists(
  tx: Tx,
  tenantId: string,
  scope: LimitScope,
  target: string,
): Promise<boolean> {
  switch (scope) {
    case "agent":
      return (
        /^[0-9a-f-]{36}$/.test(target) && (await tx.agent.count({ where: { tenantId, id: target } })) > 0
      );
    case "capability":
      return (await tx.capability.count({ where: { tenantId, name: target } })) > 0;
    case "upstream":
      return (await tx.upstream.count({ where: { tenantId, slug: target } })) > 0;
    case "tenant":
      return false;
  }
}
