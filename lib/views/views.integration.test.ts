import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import {
  defaultViewQuery,
  deleteView,
  listViews,
  MAX_VIEWS,
  saveView,
  setDefaultView,
  updateView,
} from "./index";

const screen = "approvals";
let tenant: TestTenant;
let one: Ctx;
let two: Ctx;
let admin: Ctx;
beforeEach(async () => {
  tenant = await createTenant();
  [one, two, admin] = [tenant.reviewer, tenant.reviewer2, tenant.admin].map((user) =>
    ctxFor(tenant.id, user),
  ) as [Ctx, Ctx, Ctx];
});

const save = (ctx: Ctx, name: string, shared = false, query = "view=team&risk=HIGH") =>
  saveView(ctx, { screen, name, query, shared });
const names = async (ctx: Ctx) => (await listViews(ctx, { screen })).map(({ name }) => name);
const leaves = () =>
  withTenant(tenant.id, async (tx) =>
    (await tx.auditLeaf.findMany({ where: { subjectKind: "saved_view" }, orderBy: { id: "asc" } })).map(
      ({ action }) => action,
    ),
  );

describe("saved views", () => {
  it("are one's own until they are shared, and what everybody sees is recorded", async () => {
    const { id } = await save(one, "Risky");
    expect(await names(one)).toEqual(["Risky"]);
    expect(await names(two)).toEqual([]);
    expect(await leaves()).toEqual([]);

    await updateView(one, { viewId: id, shared: true });
    expect(await listViews(two, { screen })).toEqual([
      {
        id,
        name: "Risky",
        query: "view=team&risk=HIGH",
        shared: true,
        ownerName: tenant.reviewer.name,
        editable: false,
        isDefault: false,
      },
    ]);
    await updateView(one, { viewId: id, name: "Risky ones", query: "view=mine" });
    await updateView(one, { viewId: id, shared: false });
    expect(await names(two)).toEqual([]);
    await deleteView(one, { viewId: id });
    expect(await leaves()).toEqual(["view.shared", "view.changed", "view.unshared"]);
  });

  it("are changed and deleted by whoever made them, and shared ones by who configures approvals", async () => {
    const { id } = await save(one, "Risky", true);
    for (const attempt of [
      () => updateView(two, { viewId: id, name: "Mine" }),
      () => deleteView(two, { viewId: id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await deleteView(admin, { viewId: id });
    expect(await leaves()).toEqual(["view.shared", "view.deleted"]);
    const own = await save(one, "Own");
    await expect(deleteView(admin, { viewId: own.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are found in their own tenant only", async () => {
    const { id } = await save(one, "Risky", true);
    const other = await createTenant();
    const stranger = ctxFor(other.id, other.admin);
    expect(await names(stranger)).toEqual([]);
    for (const attempt of [
      () => updateView(stranger, { viewId: id, name: "x" }),
      () => deleteView(stranger, { viewId: id }),
      () => setDefaultView(stranger, { screen, viewId: id }),
      () => deleteView(one, { viewId: newId() }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("have each name once per person and once in the team, in whatever case, also when two save at once", async () => {
    await save(one, "Risky");
    await expect(save(one, "risky")).rejects.toMatchObject({ code: "CONFLICT" });
    await save(two, "Risky");
    const both = await Promise.allSettled([save(one, "Ours", true), save(two, "OURS", true)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
  });

  it("open a person's list where they are its default, and never one that is not theirs to see", async () => {
    const { id } = await save(one, "Risky", true);
    await setDefaultView(two, { screen, viewId: id });
    expect(await defaultViewQuery(two, { screen })).toBe("view=team&risk=HIGH");
    expect(await defaultViewQuery(one, { screen })).toBeNull();
    expect((await listViews(two, { screen }))[0]).toMatchObject({ isDefault: true });

    await updateView(one, { viewId: id, shared: false });
    expect(await defaultViewQuery(two, { screen })).toBeNull();
    await updateView(one, { viewId: id, shared: true });
    expect(await defaultViewQuery(two, { screen })).toBeNull();

    const own = await save(two, "Own", false, "view=decided");
    await setDefaultView(two, { screen, viewId: own.id });
    expect(await defaultViewQuery(two, { screen })).toBe("view=decided");
    await setDefaultView(two, { screen, viewId: null });
    expect(await defaultViewQuery(two, { screen })).toBeNull();
    await setDefaultView(two, { screen, viewId: own.id });
    await deleteView(two, { viewId: own.id });
    expect(await defaultViewQuery(two, { screen })).toBeNull();
  });

  it("are refused with a name nobody can read, a query that is none, by an agent, and past the limit", async () => {
    for (const input of [
      { screen, name: " ", query: "" },
      { screen, name: "a\u202eb", query: "" },
      { screen, name: "x", query: "<script>" },
    ] as const)
      await expect(saveView(one, input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const agent: Ctx = { ...one, actor: { kind: "agent", id: tenant.agent.id, label: "worker" } };
    await expect(save(agent, "x")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await withTenant(tenant.id, (tx) =>
      tx.savedView.createMany({
        data: Array.from({ length: MAX_VIEWS }, (_, n) => ({
          id: newId(),
          tenantId: tenant.id,
          ownerId: tenant.reviewer.id,
          screen,
          name: `v${n}`,
          query: "",
        })),
      }),
    );
    await expect(save(one, "one more")).rejects.toMatchObject({ code: "CONFLICT" });
  });
});
