import { can, type Ctx } from "../../platform/ctx";
import type { Tx } from "../../platform/db";
import { idFloor } from "../../platform/ids";
import { onIncident } from "../load";
import { IncidentRef } from "../schemas";
import { actorNames } from "../timeline/actors";
import { CHANGE_ACTIONS, changeOf, hrefOf } from "./groups";
import type { Changes, InForceThen } from "./types";

const BEFORE_MS = 24 * 60 * 60_000;
const MOST = 200;

/**
 * What was changed in the day before an incident was opened, newest first, and which policies decided at that moment.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function readChanges(ctx: Ctx, input: IncidentRef): Promise<Changes> {
  return onIncident(ctx, "incidents.read", IncidentRef, input, async (tx, incident) => {
    const { tenantId } = ctx;
    const until = incident.openedAt.getTime();
    const from = until - BEFORE_MS;
    const leaves = await tx.auditLeaf.findMany({
      where: {
        tenantId,
        category: "control",
        action: { in: [...CHANGE_ACTIONS] },
        // Ids carry the time, and an index orders them.
        id: { gte: idFloor(from), lt: idFloor(until + 1) },
      },
      orderBy: { id: "desc" },
      take: MOST + 1,
    });
    const shown = leaves.slice(0, MOST);
    const by = await actorNames(tx, shown);
    const audits = can(ctx.actor, "audit.read");
    return {
      from: new Date(from).toISOString(),
      until: incident.openedAt.toISOString(),
      truncated: leaves.length > MOST,
      inForce: await inForceAt(tx, tenantId, incident.openedAt),
      rows: shown.map((leaf) => ({
        id: leaf.id,
        at: leaf.recordedAt.toISOString(),
        action: leaf.action,
        ...changeOf(leaf.action),
        name: nameIn(leaf.bytes),
        by: by(leaf.actorKind, leaf.actorId),
        href: readable(hrefOf(leaf.subjectKind, leaf.subjectId, leaf.id), audits),
      })),
    };
  });
}

/** Nobody is led where their roles do not let them in. */
function readable(href: string, audits: boolean): string | null {
  return href.startsWith("/audit") && !audits ? null : href;
}

/** What the record calls the thing. */
function nameIn(bytes: Uint8Array): string | null {
  const { data } = JSON.parse(Buffer.from(bytes).toString()) as { data?: Record<string, unknown> };
  const { number, name, slug, capability, title, environment } = data ?? {};
  if (typeof number === "number")
    return `revision ${number}${typeof environment === "string" ? ` · ${environment}` : ""}`;
  const text = [name, slug, capability, title].find((it) => typeof it === "string");
  return typeof text === "string" ? text.slice(0, 200) : null;
}

async function inForceAt(tx: Tx, tenantId: string, at: Date): Promise<InForceThen[]> {
  const rows = await tx.policyDeployment.findMany({
    where: { tenantId, deployedAt: { lte: at }, OR: [{ endedAt: null }, { endedAt: { gt: at } }] },
    include: { revision: { select: { number: true } } },
    orderBy: { environment: "asc" },
  });
  return rows.map(({ environment, revisionId, revision, deployedAt }) => ({
    environment,
    revisionId,
    number: revision.number,
    since: deployedAt.toISOString(),
  }));
}
