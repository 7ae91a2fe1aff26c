import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { raiseAlert, resolveAlert, type NewAlert } from "../platform/alerts";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { acknowledgeAlert, countOpenAlerts, listAlerts } from "./index";

let tenant: TestTenant;
let responder: Ctx;
let viewer: Ctx;
beforeEach(async () => {
  tenant = await createTenant();
  responder = ctxFor(tenant.id, tenant.responder);
  viewer = ctxFor(tenant.id, tenant.viewer);
});

const DOWN = { kind: "upstream.down", severity: "critical", subjectKind: "upstream" } as const;

async function raise(title: string, subjectId = newId(), more: Partial<NewAlert> = {}): Promise<string> {
  const alert: NewAlert = { ...DOWN, subjectId, title, detail: "Three checks failed.", ...more };
  await withTenant(tenant.id, (tx) => raiseAlert(tx, tenant.id, alert));
  return subjectId;
}

const titles = async (input: Parameters<typeof listAlerts>[1]) =>
  (await listAlerts(viewer, input)).rows.map(({ title }) => title);

describe("alerts", () => {
  it("are listed with what they are about, newest first, page by page", async () => {
    const subjectId = await raise("one");
    for (const title of ["two", "three"]) await raise(title);
    const first = await listAlerts(viewer, { limit: 2 });
    expect(first.rows.map(({ title }) => title)).toEqual(["three", "two"]);
    const second = await listAlerts(viewer, {
      limit: 2,
      ...(first.nextCursor ? { cursor: first.nextCursor } : {}),
    });
    expect(second).toMatchObject({
      nextCursor: null,
      rows: [
        {
          kind: "upstream.down",
          severity: "critical",
          subject: { kind: "upstream", id: subjectId },
          title: "one",
          detail: "Three checks failed.",
          acknowledgedAt: null,
          acknowledgedBy: null,
          resolvedAt: null,
        },
      ],
    });
  });

  it("are raised once while their cause lasts, and again when it comes back", async () => {
    const subjectId = await raise("down");
    await raise("down again", subjectId);
    expect(await titles({ open: true })).toEqual(["down"]);
    await withTenant(tenant.id, (tx) => resolveAlert(tx, tenant.id, DOWN.kind, subjectId));
    expect(await titles({ open: true })).toEqual([]);
    await raise("down once more", subjectId);
    expect(await titles({ open: true })).toEqual(["down once more"]);
    expect(await titles({ open: false })).toEqual(["down"]);
    expect(await titles({})).toEqual(["down once more", "down"]);
  });

  it("are acknowledged by somebody, who is named and recorded, and then aren't counted any more", async () => {
    const about = await raise("down");
    const [alert] = (await listAlerts(viewer, {})).rows;
    const id = alert?.id ?? "";
    expect(await countOpenAlerts(viewer)).toBe(1);
    const after = await acknowledgeAlert(responder, { id });
    expect(after).toMatchObject({ acknowledgedBy: tenant.responder.name, resolvedAt: null });
    expect(after.acknowledgedAt).not.toBeNull();
    expect(await countOpenAlerts(viewer)).toBe(0);
    expect(await titles({ open: true })).toEqual(["down"]);
    const where = { action: "alert.acknowledged" };
    const [leaf] = await withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where }));
    expect(JSON.parse(Buffer.from(leaf?.bytes ?? []).toString())).toMatchObject({
      actor: { id: tenant.responder.id },
      subject: { kind: "alert", id },
      data: { kind: "upstream.down", about: { kind: "upstream", id: about } },
    });
  });

  it("are acknowledged once, also by two at once, and not when their cause is gone", async () => {
    await raise("down");
    const [alert] = (await listAlerts(viewer, {})).rows;
    const id = alert?.id ?? "";
    const admin = ctxFor(tenant.id, tenant.admin);
    const both = await Promise.allSettled([
      acknowledgeAlert(admin, { id }),
      acknowledgeAlert(responder, { id }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(acknowledgeAlert(admin, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    const subjectId = await raise("gone");
    await withTenant(tenant.id, (tx) => resolveAlert(tx, tenant.id, DOWN.kind, subjectId));
    const [gone] = (await listAlerts(viewer, { open: false })).rows;
    await expect(acknowledgeAlert(admin, { id: gone?.id ?? "" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("of another tenant are nothing", async () => {
    await raise("down");
    const [alert] = (await listAlerts(viewer, {})).rows;
    const other = await createTenant();
    const stranger = ctxFor(other.id, other.admin);
    expect(await listAlerts(stranger, {})).toEqual({ rows: [], nextCursor: null });
    expect(await countOpenAlerts(stranger)).toBe(0);
    await expect(acknowledgeAlert(stranger, { id: alert?.id ?? "" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(acknowledgeAlert(stranger, { id: newId() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are acknowledged by nobody who only looks, and no agent sees them", async () => {
    await raise("down");
    const [alert] = (await listAlerts(viewer, {})).rows;
    const id = alert?.id ?? "";
    for (const person of [tenant.viewer, tenant.reviewer]) {
      await expect(acknowledgeAlert(ctxFor(tenant.id, person), { id })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    const agent: Ctx = { ...viewer, actor: { kind: "agent", id: tenant.agent.id, label: "worker" } };
    await expect(listAlerts(agent, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(countOpenAlerts(agent)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listAlerts(viewer, { limit: 1000 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
