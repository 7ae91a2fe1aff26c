import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, ctxFor, type TestTenant } from "../../tests/db";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { parseCheckpoint } from "./chain/checkpoint-text";
import { sealWaiting } from "./chain/seal";
import { getChain } from "./get-chain";
import { getLeaf } from "./get-leaf";
import { listLeaves } from "./list-leaves";

const SUBJECT = "thing-1";
let tenant: TestTenant;
let ctx: Ctx;
let ids: string[];

beforeAll(async () => {
  tenant = await createTenant();
  ctx = ctxFor(tenant.id, tenant.admin);
  const actions = ["thing.made", "thing.moved", "thing.moved", "thing.renamed", "other_thing.made"];
  ids = [];
  for (const action of actions) {
    ids.unshift(
      await withTenant(tenant.id, (tx) =>
        appendLeaf(tx, ctx, {
          action,
          subjectKind: "thing",
          subjectId: SUBJECT,
          data: { name: "Zoë\u200b" },
        }),
      ),
    );
  }
});

describe("the audit log", () => {
  it("lists newest first, with the actor's name", async () => {
    const page = await listLeaves(ctx, { about: SUBJECT });
    expect(page.rows.map((row) => row.id)).toEqual(ids);
    expect(page.rows[0]).toMatchObject({
      category: "control",
      actor: { kind: "user", id: tenant.admin.id, name: tenant.admin.name },
    });
    expect(page).toMatchObject({ newer: null, older: null });
  });

  it("pages both ways by key and comes back to where it was", async () => {
    const first = await listLeaves(ctx, { about: SUBJECT, limit: 2 });
    const second = await listLeaves(ctx, { about: SUBJECT, limit: 2, after: first.older ?? "" });
    const third = await listLeaves(ctx, { about: SUBJECT, limit: 2, after: second.older ?? "" });
    expect([first, second, third].flatMap((page) => page.rows.map((row) => row.id))).toEqual(ids);
    expect(third.older).toBeNull();
    const back = await listLeaves(ctx, { about: SUBJECT, limit: 2, before: third.newer ?? "" });
    expect(back.rows).toEqual(second.rows);
    const start = await listLeaves(ctx, { about: SUBJECT, limit: 2, before: back.newer ?? "" });
    expect(start.rows).toEqual(first.rows);
    expect(start.newer).toBeNull();
  });

  it("is about somebody who did it and to whom it was done, once each, and pages through both", async () => {
    const one = await createTenant();
    const by = ctxFor(one.id, one.admin);
    const leaf = (subjectId: string) =>
      withTenant(one.id, (tx) =>
        appendLeaf(tx, by, { action: "person.moved", subjectKind: "user", subjectId, data: {} }),
      );
    const own = [await leaf(one.admin.id), await leaf("another"), await leaf(one.admin.id)].toReversed();
    const about = { about: one.admin.id, action: "person", limit: 2 };
    const first = await listLeaves(by, about);
    const second = await listLeaves(by, { ...about, after: first.older ?? "" });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(own);
    const back = await listLeaves(by, { ...about, before: second.newer ?? "" });
    expect(back.rows).toEqual(first.rows);
    expect((await listLeaves(by, { about: "another" })).rows.map(({ id }) => id)).toEqual([own[1]]);
    expect((await listLeaves(by, { ...about, category: "call" })).rows).toEqual([]);
  });

  it("filters by the beginning of an action, and a wildcard is only a character", async () => {
    const of = async (action: string) => (await listLeaves(ctx, { about: SUBJECT, action })).rows.length;
    expect([
      await of("thing"),
      await of("thing.moved"),
      await of("thing_"),
      await of("%"),
      await of("other_thing"),
    ]).toEqual([4, 2, 0, 0, 1]);
  });

  it("shows the bytes that were hashed", async () => {
    const leaf = await getLeaf(ctx, ids[0] ?? "");
    expect(leaf.intact).toBe(true);
    expect(createHash("sha256").update(leaf.bytes, "utf8").digest("hex")).toBe(leaf.hash);
    expect(JSON.parse(leaf.bytes)).toMatchObject({
      id: leaf.id,
      tenantId: tenant.id,
      data: { name: "Zoë\u200b" },
    });
  });

  it("says where a record is in the chain, and how far the log is sealed", async () => {
    const before = await getChain(ctx);
    expect(before).toMatchObject({ size: 0, sealedAt: null });
    expect((await getLeaf(ctx, ids[0] ?? "")).seal).toBeNull();
    const size = await sealWaiting(tenant.id);
    expect(size).toBe(before.waiting);
    const after = await getChain(ctx);
    expect(after).toMatchObject({ size, waiting: 0 });
    expect(parseCheckpoint(after.checkpoint)).toMatchObject({ tenantId: tenant.id, size });
    const [newest, second] = [await getLeaf(ctx, ids[0] ?? ""), await getLeaf(ctx, ids[1] ?? "")];
    expect(newest.seal).toMatchObject({ seq: size, previous: second.seal?.hash, holds: true });
  });

  it("is another tenant's nothing, and closed to who may not read it", async () => {
    const elsewhere = await createTenant();
    const stranger = ctxFor(elsewhere.id, elsewhere.admin);
    expect((await listLeaves(stranger, { about: SUBJECT })).rows).toEqual([]);
    await expect(getLeaf(stranger, ids[0] ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const reviewer = ctxFor(tenant.id, await createUser(tenant.id, ["reviewer"]));
    await expect(listLeaves(reviewer, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getLeaf(reviewer, ids[0] ?? "")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getChain(reviewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await getChain(stranger)).size).toBe(0);
  });
});
