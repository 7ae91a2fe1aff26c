import { readChains } from "../../crash/chain";
import type { LeafRow } from "../../crash/facts";
import { chainHolds } from "../../crash/invariants";
import { finding, type Finding } from "../promises";
import type { Trial } from "../trial";
import { until } from "../until";

/** Waves of calls: between them there is time to seal. */
const WAVES = 2;

/** Traffic through two gateways, each of which seals; and then the chain is read from its beginning. */
export async function sealedAtOnce(trial: Trial): Promise<Finding[]> {
  const { tenantId } = trial.stage.agents.first;
  const session = await trial.openSession();
  for (let wave = 0; wave < WAVES; wave++) {
    const calls = [0, 1].map((through) =>
      trial.call({ session, tag: `${session}-${wave}-${through}`, through }),
    );
    await Promise.all(calls);
    await untilSealed(trial);
  }
  const read = async <T>(sql: string, values: unknown[]) => (await trial.sql.query(sql, values)).rows as T[];
  const leaves = await read<LeafRow>(
    `select id, tenant_id as "tenantId", encode(hash, 'hex') as hash from audit_leaves where tenant_id = $1`,
    [tenantId],
  );
  const chains = await readChains(read, [tenantId], new Map());
  return [finding("chained", chainHolds({ chains, leaves }).violations)];
}

async function untilSealed(trial: Trial): Promise<void> {
  await until("all is sealed", async () => (await trial.count("audit_unsealed")) === 0);
}
