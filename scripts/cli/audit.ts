import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { getChain, parseCheckpoint, verifyChain, type Verified } from "../../lib/audit";
import { systemCtx } from "../../lib/platform/ctx";
import { closeDatabase, withSystem } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { CommandError, connect, tenantId } from "./connect";

/** More faults than these tell nothing more to somebody who reads them. */
const SHOWN = 20;

/** `agentgate audit checkpoint`: what the tenant's log is now, to keep somewhere else. @returns the exit code */
export async function auditCheckpoint(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { tenant: { type: "string" } } });
  await connect();
  try {
    const chain = await getChain(systemCtx(await tenantId(values.tenant), `cli-${newId()}`));
    process.stdout.write(chain.checkpoint);
    return 0;
  } finally {
    await closeDatabase();
  }
}

/**
 * `agentgate audit verify`: whether the audit log of a tenant, or of all, is what was written; with --against, also
 * whether it begins with what it was then. @returns 0 where it is, 1 where it isn't
 */
export async function auditVerify(argv: readonly string[]): Promise<number> {
  const options = { tenant: { type: "string" }, against: { type: "string" } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const against = values.against === undefined ? undefined : await readCheckpoint(values.against);
  await connect();
  try {
    const wanted = values.tenant === undefined ? against?.tenantId : await tenantId(values.tenant);
    if (against && wanted !== against.tenantId)
      throw new CommandError("That checkpoint is of another tenant's log.");
    const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true, slug: true } }));
    // Also a tenant that is there no more: its log is then not what it was.
    const chosen = wanted === undefined ? tenants : [nameOf(wanted, tenants)];
    let failed = false;
    for (const { id, slug } of chosen) {
      const verified = await verifyChain(id, against ? { against } : {});
      failed ||= verified.faultCount > 0;
      process.stdout.write(said(slug, verified, against !== undefined));
    }
    return failed ? 1 : 0;
  } finally {
    await closeDatabase();
  }
}

type Named = { id: string; slug: string };
const nameOf = (id: string, tenants: readonly Named[]): Named =>
  tenants.find((it) => it.id === id) ?? { id, slug: id };

async function readCheckpoint(file: string) {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint)
    throw new CommandError(`${file} is no checkpoint as agentgate audit checkpoint prints it.`);
  return checkpoint;
}

function said(slug: string, { size, root, waiting, faults, faultCount }: Verified, then: boolean): string {
  const wait = waiting === 0 ? "" : `, ${waiting} not sealed yet`;
  const end = then ? " It begins with what it was at the checkpoint." : "";
  if (faultCount === 0) return `${slug}: verified, ${size} sealed${wait}, root ${root}.${end}\n`;
  const more = faultCount - Math.min(faults.length, SHOWN);
  const lines = faults.slice(0, SHOWN).map(({ text }) => `  ${text}`);
  if (more > 0) lines.push(`  And ${more} more.`);
  return `${slug}: NOT VERIFIED, ${faultCount} ${faultCount === 1 ? "fault" : "faults"}:\n${lines.join("\n")}\n`;
}
