import { raiseAlert, resolveAlert } from "../../platform/alerts";
import { withSystem, withTenant } from "../../platform/db";
import { logger } from "../../platform/log";

/** The file belongs to the installation: every tenant's alert is about the same thing. */
const INSTALLATION = "00000000-0000-7000-8000-000000000000";

/** Tells every tenant of a stop file that doesn't count, or that there is none any more (null). Beside the calls. */
export function alertOfStopFile(why: string | null): void {
  tell(why).catch((err: unknown) => logger("gateway").warn("nobody could be told of a stop file", { err }));
}

async function tell(why: string | null): Promise<void> {
  const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true } }));
  for (const { id } of tenants)
    await withTenant(id, (tx) =>
      why === null
        ? resolveAlert(tx, id, "stop_file.invalid", INSTALLATION)
        : raiseAlert(tx, id, {
            kind: "stop_file.invalid",
            severity: "critical",
            subjectKind: "gateway",
            subjectId: INSTALLATION,
            title: "A stop file was ignored",
            detail: `A gateway found a file that would stop every call, and does not obey it. ${why} Find out who left it there.`,
          }),
    );
}
