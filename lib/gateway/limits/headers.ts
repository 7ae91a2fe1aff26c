import { termsWords, whomWords } from "../../limits";
import type { JsonObject } from "../../platform/json";
import type { LimitFacts } from "../snapshot";
import type { LimitState, Purse } from "./purse";

const DAY_S = 86_400;
/** The longest month: the header speaks of a window's length, GET /api/v1/limits of its end. */
const WINDOW_S: Readonly<Record<string, number>> = { quota_day: DAY_S, quota_month: 31 * DAY_S };

/** What a limit is called towards agents: its kind and the end of its id, which GET /api/v1/limits spells out. */
export function limitName({ id, scope, kind }: LimitFacts): string {
  return `${scope}-${kind.replace("_", "-")}-${id.slice(-6)}`;
}

/** draft-ietf-httpapi-ratelimit-headers: what applies to this call, and what is left of it. */
export function limitHeaders({ states }: Purse): Record<string, string> {
  if (states.size === 0) return {};
  const all = [...states.values()];
  return {
    "ratelimit-policy": all
      .map(
        ({ limit }) => `"${limitName(limit)}";q=${limit.calls};w=${WINDOW_S[limit.kind] ?? limit.perSeconds}`,
      )
      .join(", "),
    ratelimit: all
      .map(
        ({ limit, left, fullInSeconds }) =>
          `"${limitName(limit)}";r=${whole(left)};t=${Math.ceil(fullInSeconds)}`,
      )
      .join(", "),
  };
}

/** The same for programs that read JSON. */
export function limitView({ limit, left, size, waitSeconds, fullInSeconds }: LimitState): JsonObject {
  return {
    name: limitName(limit),
    says: `${termsWords(limit)}, ${whomWords(limit)}`,
    scope: limit.scope,
    kind: limit.kind,
    calls: limit.calls,
    per_seconds: limit.perSeconds,
    size,
    left: whole(left),
    retry_after: waitSeconds > 0 ? Math.max(1, Math.ceil(waitSeconds)) : 0,
    full_in: Math.ceil(fullInSeconds),
  };
}

/** A token that is only nearly there can't be taken yet; the tolerance is take_tokens' own. */
function whole(left: number): number {
  return Math.max(0, Math.floor(left + 1e-9));
}
