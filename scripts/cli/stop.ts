import { parseArgs } from "node:util";
import { systemCtx, type Ctx } from "../../lib/platform/ctx";
import { closeDatabase, withSystem, withTenant } from "../../lib/platform/db";
import { DomainError } from "../../lib/platform/errors";
import { newId } from "../../lib/platform/ids";
import { setSwitch, switchStatus, SCOPES, type Scope } from "../../lib/switches";
import { CommandError, connect, tenantId } from "./connect";

const WIDE: readonly string[] = ["global", "tenant"];
const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * `agentgate stop …`: sets a kill switch straight in the database, and waits until every gateway goes by it; with
 * --local, leaves a signed file instead. @returns the exit code: 0 only where it is enforced
 */
export async function stop(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      reason: { type: "string" },
      tenant: { type: "string" },
      for: { type: "string" },
      cancel: { type: "boolean", default: false },
      local: { type: "boolean", default: false },
      off: { type: "boolean", default: false },
    },
  });
  if (values.local && (positionals.length > 0 || values.tenant || values.for || values.cancel))
    throw new CommandError(
      "--local stops every call of every tenant on this machine, until it is taken away: beside it go --reason and --off only.",
    );
  if (values.off && !values.local)
    throw new CommandError(
      "--off goes with --local and takes its file away. To lift a switch: agentgate resume ID --reason WHY; agentgate stops lists them.",
    );
  // Only then is the gateway's own code loaded.
  if (values.local)
    return (await import("./stop-local")).stopLocal({ off: values.off, reason: values.reason });
  const { scope, name } = readTarget(positionals);
  const { reason } = values;
  if (!reason) throw new CommandError("Say why, with --reason.");
  const expiresAt = values.for === undefined ? null : endOf(values.for);
  await connect();
  try {
    const tenant = scope === "global" && values.tenant === undefined ? await anyTenant() : undefined;
    const ctx = systemCtx(tenant ?? (await tenantId(values.tenant)), `cli-${newId()}`);
    const target = await targetOf(ctx, scope, name);
    const inFlight = values.cancel ? "cancel" : "finish";
    const set = await setSwitch(ctx, { scope, target, reason, expiresAt, inFlight });
    return await tell(ctx, set, name === null ? scope : `${scope} ${name}`, values.cancel);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "UNAVAILABLE")) throw error;
    console.error(`${error.message}\nnpx agentgate stop --local stops every call on a machine without it.`);
    return 1;
  } finally {
    await closeDatabase();
  }
}

function readTarget([scope, name, ...more]: string[]): { scope: Scope; name: string | null } {
  const known = SCOPES.find((it) => it === scope);
  if (!known) throw new CommandError(`Say what to stop: ${SCOPES.join(", ")}.`);
  const named = name !== undefined;
  if (more.length > 0 || named === WIDE.includes(known))
    throw new CommandError(named ? `stop ${known} takes no name.` : `Name the ${known} to stop.`);
  return { scope: known, name: name ?? null };
}

function endOf(text: string): string {
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms === 0) throw new CommandError("--for takes a number and a unit: 90s, 30m, 4h, 2d.");
  return new Date(Date.now() + ms).toISOString();
}

/** A stop of everything is recorded in one tenant, whichever. */
async function anyTenant(): Promise<string> {
  const first = await withSystem((tx) =>
    tx.tenant.findFirst({ orderBy: { id: "asc" }, select: { id: true } }),
  );
  if (!first) throw new CommandError("There is no tenant yet, and so nothing to stop.");
  return first.id;
}

/** People know agents by name; a switch knows them by id. The verb says where the others do not exist. */
async function targetOf({ tenantId }: Ctx, scope: Scope, name: string | null): Promise<string | null> {
  if (scope !== "agent" || name === null) return name;
  const where = { tenantId, name: name.replace(/^agent:/, "") };
  const found = await withTenant(tenantId, (tx) => tx.agent.findFirst({ where, select: { id: true } }));
  if (!found) throw new CommandError(`There is no agent ${where.name} in this tenant.`);
  return found.id;
}

type Set = Awaited<ReturnType<typeof setSwitch>>;

async function tell(ctx: Ctx, set: Set, what: string, cancelled: boolean): Promise<number> {
  const { id, gateways, enforcedMs, complete, auditId } = set;
  const several = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  console.log(`Stopped: ${what}. Switch ${id}, audit record ${auditId}.`);
  if (complete)
    console.log(`Enforced by ${several(gateways, "gateway")} after ${enforcedMs} ms: no later call runs.`);
  else
    console.error(
      `NOT known to be enforced: only ${several(gateways, "gateway")} had said so after ${enforcedMs} ms. The switch stands; look at the others.`,
    );
  const { count } = (await switchStatus(ctx, { id })).inFlight;
  const end = cancelled ? "cancelled where they run" : "left to end";
  if (count > 0) console.log(`${several(count, "call")} had begun before and are ${end}.`);
  return complete ? 0 : 1;
}
