import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, ctxFor, type TestTenant, type TestUser } from "../../../tests/factories";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { createDelegation } from "./create-delegation";
import { endDelegation } from "./end-delegation";
import { listDelegations } from "./list-delegations";
import { myAway } from "./my-away";

let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
});

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const as = (user: TestUser) => ctxFor(tenant.id, user);
/** A person nobody else in this file has made absent. */
const someone = () => createUser(tenant.id, ["reviewer"]);
const days = (from: number, to: number) => ({ startsAt: at(from * 24), endsAt: at(to * 24) });

async function leaves(id: string) {
  const rows = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findMany({ where: { subjectKind: "delegation", subjectId: id }, orderBy: { id: "asc" } }),
  );
  return rows.map(({ action, actorId }) => [action, actorId]);
}

describe("an absence", () => {
  it("is made and ended by oneself, stays on record, and is told to both", async () => {
    const [me, substitute] = [await someone(), await someone()];
    const { id } = await createDelegation(as(me), {
      toUserId: substitute.id,
      ...days(0, 2),
      reason: "On a train",
      scope: { risks: ["LOW"] },
    });
    const scope = { risks: ["LOW"], capabilities: [] };
    expect((await myAway(as(me))).away).toMatchObject([{ id, to: substitute.name, scope }]);
    expect((await myAway(as(substitute))).standsInFor).toMatchObject([{ id, name: me.name, scope }]);
    const row = async () => (await listDelegations(as(tenant.viewer))).rows.find((one) => one.id === id);
    expect(await row()).toMatchObject({
      state: "now",
      reason: "On a train",
      createdBy: null,
      may: { ok: false },
    });
    await endDelegation(as(me), { id });
    expect(await row()).toMatchObject({ state: "past", revokedBy: me.name });
    expect(await myAway(as(me))).toEqual({ away: [], standsInFor: [] });
    expect(await leaves(id)).toEqual([
      ["delegation.created", me.id],
      ["delegation.ended", me.id],
    ]);
    await expect(endDelegation(as(me), { id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("needs no substitute, and one that has not begun is upcoming", async () => {
    const me = await someone();
    const { id } = await createDelegation(as(me), days(1, 3));
    const { rows } = await listDelegations(as(me));
    expect(rows.find((one) => one.id === id)).toMatchObject({
      state: "upcoming",
      to: null,
      may: { ok: true },
    });
    expect((await myAway(as(me))).away).toEqual([]);
  });

  it("of somebody else is for who configures approvals", async () => {
    const me = await someone();
    const input = { fromUserId: me.id, ...days(0, 1) };
    await expect(createDelegation(as(tenant.reviewer), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { id } = await createDelegation(as(tenant.admin), input);
    const { rows } = await listDelegations(as(me));
    expect(rows.find((one) => one.id === id)).toMatchObject({
      createdBy: tenant.admin.name,
      may: { ok: true },
    });
    await expect(endDelegation(as(tenant.reviewer), { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await endDelegation(as(tenant.admin), { id });
    expect(await leaves(id)).toEqual([
      ["delegation.created", tenant.admin.id],
      ["delegation.ended", tenant.admin.id],
    ]);
  });

  it("is refused from and to whoever may not decide here", async () => {
    const me = await someone();
    for (const user of [tenant.viewer, tenant.responder])
      await expect(createDelegation(as(user), days(0, 1))).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const toUserId of [tenant.viewer.id, other.reviewer.id, newId(), me.id])
      await expect(createDelegation(as(me), { toUserId, ...days(0, 1) })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        faults: [{ pointer: "/toUserId" }],
      });
    for (const fromUserId of [tenant.viewer.id, other.reviewer.id])
      await expect(createDelegation(as(tenant.admin), { fromUserId, ...days(0, 1) })).rejects.toMatchObject({
        faults: [{ pointer: "/fromUserId" }],
      });
  });

  it.each([
    ["is past", -1, 1, "/startsAt"],
    ["ends before it begins", 2, 1, "/endsAt"],
    ["ends as it begins", 2, 2, "/endsAt"],
    ["is longer than 90 days", 1, 91.1, "/endsAt"],
  ])("is refused where its time %s", async (_, from, to, pointer) => {
    await expect(createDelegation(as(await someone()), days(from, to))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer }],
    });
  });

  it("begins now where the browser's clock is a little behind", async () => {
    const me = await someone();
    await createDelegation(as(me), { startsAt: at(-0.02), endsAt: at(1) });
    expect((await myAway(as(me))).away).toHaveLength(1);
  });

  it("overlaps with no other that could cover the same request", async () => {
    const [me, a, b] = [await someone(), await someone(), await someone()];
    const scope = { risks: ["HIGH" as const] };
    const { id } = await createDelegation(as(me), { toUserId: a.id, ...days(1, 3), scope });
    await expect(createDelegation(as(me), { toUserId: b.id, ...days(2, 4) })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(a.name),
    });
    await createDelegation(as(me), { toUserId: b.id, ...days(2, 4), scope: { risks: ["LOW"] } });
    await createDelegation(as(me), { toUserId: b.id, ...days(5, 6) });
    await endDelegation(as(me), { id });
    await createDelegation(as(me), { toUserId: b.id, ...days(1, 3), scope });
  });

  it("is made once by two at the same moment", async () => {
    const me = await someone();
    const both = await Promise.allSettled([1, 2, 3].map(() => createDelegation(as(me), days(0, 1))));
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("says where it does nothing any more", async () => {
    const [me, substitute] = [await someone(), await someone()];
    const { id } = await createDelegation(as(me), { toUserId: substitute.id, ...days(0, 1) });
    await withTenant(tenant.id, (tx) =>
      tx.membership.updateMany({ where: { userId: substitute.id }, data: { roles: ["viewer"] } }),
    );
    const row = (await listDelegations(as(me))).rows.find((one) => one.id === id);
    expect(row?.idle).toContain(substitute.name);
  });

  it("is nobody else's to see or end", async () => {
    const { id } = await createDelegation(as(await someone()), days(0, 1));
    const theirs = ctxFor(other.id, other.admin);
    await expect(endDelegation(theirs, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listDelegations(theirs)).rows).toEqual([]);
  });
});
