import { canonical, sha256 } from "../../lib/platform/json";
import { withTenant } from "../../lib/platform/db";
import { appendLeaf } from "../../lib/platform/ledger";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { randomFrom, type Random } from "../random";
import { randomData } from "./texts";

/** A leaf whose transaction was acknowledged, with the hash that it had in memory. */
export type Written = { id: string; tenantId: string; hash: string };

class RolledBack extends Error {}

type Plan = { writers: number; appends: number; seed: number; tenants: readonly TestTenant[] };

/** Many write at once, to all tenants in turn, a fifth of them in vain. */
export async function writeAll({ writers, appends, seed, tenants }: Plan): Promise<{
  written: Written[];
  /** Ids of leaves that were rolled back. */
  undone: string[];
}> {
  const written: Written[] = [];
  const undone: string[] = [];
  const writer = async (number: number) => {
    const random = randomFrom((seed + number * 7919) >>> 0);
    for (let n = 0; n < appends; n++)
      for (const tenant of tenants) {
        const leaf = await write(tenant, random);
        if ("hash" in leaf) written.push(leaf);
        else undone.push(leaf.id);
      }
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
  return { written, undone };
}

async function write(tenant: TestTenant, random: Random): Promise<Written | { id: string }> {
  const ctx = ctxFor(tenant.id, tenant.admin);
  const leaf = {
    action: "proof.written",
    subjectKind: "proof",
    subjectId: "chain",
    data: randomData(random),
  };
  const inVain = random.chance(0.2);
  let id = "";
  try {
    await withTenant(tenant.id, async (tx) => {
      id = await appendLeaf(tx, ctx, leaf);
      if (inVain) throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack) return { id };
    throw error;
  }
  const { action, subjectKind, subjectId, data } = leaf;
  const said = {
    action,
    actor: { id: ctx.actor.id, kind: ctx.actor.kind },
    data,
    id,
    requestId: ctx.requestId,
  };
  const whole = { ...said, subject: { id: subjectId, kind: subjectKind }, tenantId: tenant.id, v: 1 };
  return { id, tenantId: tenant.id, hash: sha256(canonical(whole)) };
}
