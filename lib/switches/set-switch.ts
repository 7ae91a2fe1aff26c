import { requirePermission, type Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { enforce } from "./enforce";
import { tellIncident } from "./in-incident";
import { clock, personOf, withSwitches } from "./on-switch";
import { mayOperateIn } from "./operators";
import { parseInput } from "./parse";
import {
  SetSwitchesInput,
  type Origin,
  type SetSwitchesInput as SwitchesIn,
  type SetSwitchInput,
} from "./schemas";
import { requireTargets } from "./targets";
import type { StopSet } from "./types";

/** Which door it came in by; the caller says it, never the person. */
type SetOptions = { origin?: Origin };

/**
 * Stops one thing. Once this has returned (and `complete`), no later call that it covers is executed, on any process.
 * @throws DomainError FORBIDDEN, INVALID_INPUT naming what does not exist, UNAVAILABLE
 */
export async function setSwitch(
  ctx: Ctx,
  { scope, target = null, ...how }: SetSwitchInput,
  options: SetOptions = {},
): Promise<StopSet> {
  return setSwitches(ctx, { targets: [{ scope, target }], ...how }, options);
}

/** Stops several things together: one transaction, one audit record, a switch for each. @throws as {@link setSwitch} */
export async function setSwitches(
  ctx: Ctx,
  input: SwitchesIn,
  { origin = ctx.actor.kind === "user" ? "person" : "cli" }: SetOptions = {},
): Promise<StopSet> {
  const began = performance.now();
  requirePermission(ctx, "switches.set");
  const parsed = parseInput(SetSwitchesInput, input);
  const global = parsed.targets.some(({ scope }) => scope === "global");
  const set = await withSwitches(ctx, global, async (tx) => {
    if (global) await requireOperator(tx, ctx);
    await requireTargets(tx, parsed.targets);
    await requireIncident(tx, parsed.incidentId);
    const setAt = await clock(tx);
    const expiresAt = parsed.expiresAt === null ? null : new Date(parsed.expiresAt);
    if (expiresAt && expiresAt <= setAt) throw fault("/expiresAt", "This moment is over already.");
    const first = { id: newId() };
    const switches = parsed.targets.map((it, n) => ({ id: n === 0 ? first.id : newId(), ...it }));
    const { reason, inFlight, freeze, incidentId } = parsed;
    for (const { id, scope, target } of switches) {
      const row = {
        ...{ id, scope, target, reason, origin, inFlight, incidentId, setAt, expiresAt },
        tenantId: scope === "global" ? null : ctx.tenantId,
        freezes: freeze,
        setById: personOf(ctx),
        actionId: first.id,
        // recordCovered says in which tenant's log what it met.
        uncoveredIn: id === first.id ? ctx.tenantId : null,
        setIn: scope === "global" ? ctx.tenantId : null,
      };
      await tx.switch.createMany({ data: row });
      await tellIncident(tx, ctx, row, "switch_set", reason);
    }
    if (global && freeze) await tx.$executeRaw`SELECT settle_freezes(${ctx.tenantId}::uuid)`;
    const auditId = await appendLeaf(tx, ctx, {
      action: "switch.set",
      subjectKind: "switch",
      subjectId: first.id,
      data: {
        ...{ reason, inFlight, freeze, incidentId, origin },
        expiresAt: expiresAt?.toISOString() ?? null,
        switches: switches.map(({ id, scope, target }) => ({ id, scope, target })),
      },
    });
    return { switches, auditId };
  });
  const enforced = await enforce(ctx, set.switches, began);
  return { ...set, id: set.switches[0]?.id ?? "", ...enforced };
}

async function requireOperator(tx: Tx, ctx: Ctx): Promise<void> {
  const may = await mayOperateIn(tx, ctx);
  if (!may.ok) throw new DomainError("FORBIDDEN", may.why);
}

async function requireIncident(tx: Tx, id: string | null): Promise<void> {
  if (id === null || (await tx.incident.findUnique({ where: { id }, select: { id: true } }))) return;
  throw fault("/incidentId", "There is no such incident in this tenant.");
}

function fault(pointer: string, detail: string): DomainError {
  return new DomainError("INVALID_INPUT", detail, { faults: [{ pointer, detail }] });
}
