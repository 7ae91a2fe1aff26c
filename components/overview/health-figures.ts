import type { HealthFacts } from "./types";

/** A number of the health panel, and what is said below it. */
export type HealthFigure = { value: string; said: string; odd: boolean };

/** How many of the gateways enforce what is in force. `called`: whether any agent called in the last hour. */
export function gatewaysFigure(gateways: HealthFacts["gateways"], called: boolean): HealthFigure {
  if (gateways === null)
    return { value: "unknown", said: "No policy is in force, or it is not yours to see", odd: false };
  const { enforcing, living, revision } = gateways;
  // A gateway loads a tenant's rules when its first agent calls.
  if (living === 0 && !called) return { value: "—", said: "Load its rules at the first call", odd: false };
  return {
    value: `${enforcing} of ${living}`,
    said: living === 0 ? "None was heard of lately" : `enforce revision ${revision}`,
    odd: living === 0 || enforcing < living,
  };
}

/** How many of the upstreams are down. */
export function upstreamsFigure(upstreams: HealthFacts["upstreams"]): HealthFigure {
  if (upstreams === null) return { value: "unknown", said: "Not yours to see", odd: false };
  const { all, down, unknown } = upstreams;
  if (all === 0) return { value: "—", said: "None is connected", odd: false };
  const unseen = unknown > 0 ? `; ${unknown} not looked at yet` : "";
  return { value: String(down), said: `of ${all}${unseen}`, odd: down > 0 };
}
