import { canonical } from "../platform/json";
import type { UpstreamRef } from "./types";

/** True where both lead to the same server in the same way, so that what serves one serves the other. */
export function sameUpstream(one: UpstreamRef, other: UpstreamRef): boolean {
  return one === other || canonical(facts(one)) === canonical(facts(other));
}

function facts({ kind, config, limits, tls, updatedAt, allow, credential }: UpstreamRef) {
  return {
    kind,
    config,
    limits: limits ?? {},
    tls: tls ?? null,
    updatedAt: updatedAt ?? 0,
    // The database gives them in whatever order.
    allow: [...(allow ?? [])].sort(),
    credential: credential ?? null,
  };
}
