import { ChainSpec } from "../../approvals";
import type { Tx } from "../../platform/db";
import { logger } from "../../platform/log";
import type { ChainFacts } from "./types";

type Row = { name: string; version: number; spec: unknown };

/** The newest version of each of the tenant's own chains. One that can't be read isn't there, so its calls are denied. */
export async function newestChains(tx: Tx, tenantId: string): Promise<Map<string, ChainFacts>> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT DISTINCT ON (name) name, version, spec FROM approval_chains
    WHERE tenant_id = ${tenantId}::uuid ORDER BY name, version DESC`;
  return new Map(
    rows.flatMap(({ name, version, spec }): [string, ChainFacts][] => {
      const parsed = ChainSpec.safeParse(spec);
      if (parsed.success) return [[name, { version, spec: parsed.data }]];
      logger("gateway").error("an approval chain cannot be read", { tenantId, code: name });
      return [];
    }),
  );
}
