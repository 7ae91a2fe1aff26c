import type { LimitFacts, TenantSnapshot } from "../snapshot";

/** A limit that applies to a call, and whose bucket of it. */
export type Due = { limit: LimitFacts; target: string };

/**
 * The limits that a call has to fit. A tool that isn't registered has no bucket of its own: an agent must not fill the
 * table by inventing names.
 */
export function applicable(
  { limits, capabilities }: Pick<TenantSnapshot, "limits" | "capabilities">,
  agentId: string,
  tool: string,
): Due[] {
  if (limits.length === 0) return [];
  const found = capabilities.get(tool);
  const targets: Readonly<Record<string, string | undefined>> = {
    tenant: "",
    agent: agentId,
    capability: found?.name,
    upstream: found?.upstream.slug,
  };
  return limits.flatMap((limit) => {
    const target = targets[limit.scope];
    return target === undefined || (limit.target !== null && limit.target !== target)
      ? []
      : [{ limit, target }];
  });
}
