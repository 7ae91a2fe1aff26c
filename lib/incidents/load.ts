import { requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { withTenant, type Incident, type Prisma, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import type { z } from "zod";
import type { IncidentEventKind, IncidentStatus, LinkKind } from "./schemas";
import type { IncidentChange } from "./types";
import { incidentRef } from "./words";

/** One incident of the bound tenant, by id or by INC-41. @throws DomainError NOT_FOUND */
export async function loadIncident(tx: Tx, tenantId: string, key: string): Promise<Incident> {
  const number = /^INC-(\d+)$/i.exec(key)?.[1];
  const where = number === undefined ? { tenantId, id: key } : { tenantId, number: Number(number) };
  const row = await tx.incident.findFirst({ where });
  if (!row) throw notFound("incident");
  return row;
}

/** @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, and what `work` throws */
export async function onIncident<Schema extends z.ZodType<{ id: string }>, T>(
  ctx: Ctx,
  permission: Permission,
  schema: Schema,
  input: z.input<Schema>,
  work: (tx: Tx, row: Incident, parsed: z.output<Schema>) => Promise<T>,
): Promise<T> {
  requirePermission(ctx, permission);
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) =>
    work(tx, await loadIncident(tx, ctx.tenantId, parsed.data.id), parsed.data),
  );
}

/**
 * Changes an incident under the version the person saw, and raises it.
 * @throws DomainError CONFLICT that says what has changed since, and by whom
 */
export async function writeVersion(
  tx: Tx,
  row: Incident,
  seen: number,
  data: Prisma.IncidentUncheckedUpdateManyInput,
): Promise<Incident> {
  const { tenantId, id } = row;
  const { count } = await tx.incident.updateMany({
    where: { tenantId, id, version: seen },
    data: { ...data, version: seen + 1 },
  });
  if (count === 0) throw await changedSince(tx, tenantId, id);
  return { ...row, ...(data as Partial<Incident>), version: seen + 1 };
}

async function changedSince(tx: Tx, tenantId: string, incidentId: string): Promise<DomainError> {
  const kind = {
    in: ["status", "severity", "people", "renamed", "quarantined"] satisfies IncidentEventKind[],
  };
  const last = await tx.incidentEvent.findFirst({
    where: { tenantId, incidentId, kind },
    orderBy: [{ recordedAt: "desc" }, { id: "desc" }],
  });
  if (!last)
    return new DomainError("CONFLICT", "It has changed since you looked. Look again before you change it.");
  const [who] =
    last.actorKind === "user" ? await namesOf(tx, [last.actorId]).then((map) => [...map.values()]) : [];
  return new DomainError(
    "CONFLICT",
    `${who ?? "AgentGate"} was quicker: ${last.title}. Nothing of yours was changed; look again before you do.`,
    { meta: { by: who ?? "AgentGate", changed: last.title } },
  );
}

/** Names of people, by id. */
export async function namesOf(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return new Map();
  const people = await tx.user.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** The person who acts; null where it is the system. */
export function actorId({ actor }: Ctx): string | null {
  return actor.kind === "user" ? actor.id : null;
}

export type NewEvent = {
  kind: IncidentEventKind;
  title: string;
  body?: string;
  at?: Date;
  subject?: { kind: LinkKind | "event" | "step"; id: string };
};

/** Adds to an incident's own timeline, in the caller's transaction. @returns the event's id */
export async function addEvent(tx: Tx, ctx: Ctx, incidentId: string, event: NewEvent): Promise<string> {
  const id = newId();
  const now = new Date();
  await tx.incidentEvent.create({
    data: {
      id,
      tenantId: ctx.tenantId,
      incidentId,
      kind: event.kind,
      at: event.at ?? now,
      recordedAt: now,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      title: event.title,
      body: event.body ?? "",
      subjectKind: event.subject?.kind ?? null,
      subjectId: event.subject?.id ?? null,
    },
  });
  return id;
}

/** The audit leaf of one change, and the receipt for it. */
export async function recordChange(
  tx: Tx,
  ctx: Ctx,
  row: Pick<Incident, "id" | "number" | "version" | "status">,
  action: `incident.${string}`,
  data: JsonObject = {},
): Promise<IncidentChange> {
  const ref = incidentRef(row.number);
  const auditId = await appendLeaf(tx, ctx, {
    action,
    subjectKind: "incident",
    subjectId: row.id,
    data: { ref, ...data },
  });
  // CHECK status_known
  return { id: row.id, ref, version: row.version, status: row.status as IncidentStatus, auditId };
}
