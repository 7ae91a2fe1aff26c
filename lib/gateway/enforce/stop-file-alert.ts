import { hostname } from "node:os";
import { raiseAlert, resolveAlert } from "../../platform/alerts";
import { systemCtx } from "../../platform/ctx";
import { withSystem, withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { logger } from "../../platform/log";

/** The file belongs to the installation: every tenant's alert is about the same thing. */
const INSTALLATION = "00000000-0000-7000-8000-000000000000";
const GATEWAY = { subjectKind: "gateway", subjectId: INSTALLATION } as const;

/** Tells every tenant of a stop file that doesn't count, or that there is none any more (null). Beside the calls. */
export function alertOfStopFile(why: string | null): void {
  tell(why).catch((err: unknown) => logger("gateway").warn("nobody could be told of a stop file", { err }));
}

async function tell(why: string | null): Promise<void> {
  for (const id of await tenants())
    await withTenant(id, async (tx) => {
      if (why === null) await resolveAlert(tx, id, "stop_file.invalid", INSTALLATION);
      else
        await raiseAlert(tx, id, {
          ...{ kind: "stop_file.invalid", severity: "critical", ...GATEWAY },
          title: "A stop file was ignored",
          detail: `A gateway found a file that would stop every call, and does not obey it. ${why} Find out who left it there.`,
        });
    });
}

/**
 * Tells every tenant, and its audit log, that a file stops every call on a machine (why, as agents read it), or that it
 * does not any more (null). What is known already is not told again.
 */
export async function tellStopFile(reason: string | null): Promise<void> {
  for (const id of await tenants())
    await withTenant(id, async (tx) => {
      const news =
        reason === null
          ? await resolveAlert(tx, id, "stop_file.in_force", INSTALLATION)
          : await raiseAlert(tx, id, {
              ...{ kind: "stop_file.in_force", severity: "critical", ...GATEWAY },
              title: "A stop file stops every call",
              detail: `${reason} A file on the machine ${hostname()} says so, for every tenant. Lift it there with: npx agentgate stop --local --off`,
            });
      if (!news) return;
      await appendLeaf(tx, systemCtx(id, `stop-file-${newId()}`), {
        action: reason === null ? "stop_file.lifted" : "stop_file.in_force",
        ...GATEWAY,
        data: { machine: hostname(), ...(reason !== null && { reason }) },
      });
    });
}

async function tenants(): Promise<string[]> {
  const rows = await withSystem((tx) => tx.tenant.findMany({ select: { id: true } }));
  return rows.map(({ id }) => id);
}
