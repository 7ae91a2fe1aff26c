import { verifyChain } from "../../lib/audit";
import type { Chain, Head, SealRow } from "./facts";

/** Asks the database in the transaction that all other rows are read in. */
export type Read = <T>(sql: string, values: unknown[]) => Promise<T[]>;
/** The newest checkpoint of each tenant when it was last looked at. */
export type Heads = ReadonlyMap<string, Head>;

const HEAD = `select size::int as size, encode(hash, 'hex') as hash, encode(root, 'hex') as root
  from audit_checkpoints where tenant_id = $1`;
const SEALS = `
  select s.seq::int as seq, s.leaf_id as "leafId", encode(s.leaf_hash, 'hex') as "leafHash", encode(s.prev_hash, 'hex') as prev,
    encode(s.hash, 'hex') as hash, s.sealed_at as "sealedAt", l.recorded_at as "recordedAt", l.category
  from audit_seals s left join audit_leaves l on l.id = s.leaf_id and l.tenant_id = s.tenant_id
  where s.tenant_id = $1 and s.seq > $2 order by s.seq`;
const WAITING = "select leaf_id as id from audit_unsealed where tenant_id = $1";

/** What each tenant's chain has got since it was last looked at. */
export async function readChains(read: Read, tenantIds: readonly string[], heads: Heads): Promise<Chain[]> {
  const chains: Chain[] = [];
  for (const tenantId of tenantIds) {
    const before = heads.get(tenantId) ?? null;
    const [then] = before ? await read<Head>(`${HEAD} and size = $2`, [tenantId, before.size]) : [];
    const [head] = await read<Head>(`${HEAD} order by size desc limit 1`, [tenantId]);
    const seals = await read<SealRow>(SEALS, [tenantId, before?.size ?? 0]);
    const waiting = (await read<{ id: string }>(WAITING, [tenantId])).map(({ id }) => id);
    chains.push({ tenantId, before, then: then ?? null, head: head ?? null, seals, waiting, faults: null });
  }
  return chains;
}

/** A longer chain is read through after the last cycle only: a night's would take longer than its cycles. */
const READ_THROUGH = 20_000;

/** What the product's own verifier says of each chain, held against what it was when it was last looked at. */
export async function verified(chains: readonly Chain[]): Promise<Chain[]> {
  return Promise.all(
    chains.map(async (chain) => {
      if ((chain.head?.size ?? 0) > READ_THROUGH) return chain;
      return { ...chain, faults: await faultsOf(chain.tenantId, chain.before) };
    }),
  );
}

/** What the product's verifier finds in a whole chain. @param then what it has to begin with */
export async function faultsOf(tenantId: string, then: Head | null): Promise<string[]> {
  const against = then && { tenantId, size: then.size, root: Buffer.from(then.root, "hex") };
  const { faults } = await verifyChain(tenantId, against ? { against } : {});
  return faults.map(({ text }) => text);
}

/** The chains' newest checkpoints, for the next look. */
export function headsOf(chains: readonly Chain[]): Heads {
  return new Map(chains.flatMap(({ tenantId, head }) => (head ? [[tenantId, head] as const] : [])));
}
