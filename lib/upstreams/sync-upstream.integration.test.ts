import { afterAll, beforeAll, expect, test } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { misbehaving } from "@/tests/upstream-peers";
import { listCapabilities } from "../capabilities";
import type { Ctx } from "../platform/ctx";
import { withTenant, type Prisma } from "../platform/db";
import { newId } from "../platform/ids";
import { closeUpstreams, syncUpstream } from "./index";

let tenant: TestTenant;
let admin: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
});
afterAll(() => closeUpstreams());

async function add(slug: string, kind: string, config: object): Promise<string> {
  const id = newId();
  const data = { id, tenantId: tenant.id, slug, name: slug, kind, config: config as Prisma.InputJsonObject };
  await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data }));
  return id;
}

test("what a real server offers comes into the registry, and again it changes nothing", async () => {
  const id = await add("bad", "mcp_stdio", misbehaving().config);
  const report = await syncUpstream(admin, id);
  expect(report.added).toContain("hang");
  expect(await syncUpstream(admin, id)).toMatchObject({ added: [], unchanged: report.added.length });
  const { rows } = await listCapabilities(admin, { upstream: "bad", q: "bad.hang" });
  expect(rows).toMatchObject([{ name: "bad.hang", reviewed: false, riskLevel: "CRITICAL" }]);
});

test("a server that does not start retires nothing and says what is wrong", async () => {
  const id = await add("dead", "mcp_stdio", misbehaving("--dies-at-start").config);
  await expect(syncUpstream(admin, id)).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    message: expect.stringMatching(/cannot find its configuration/) as string,
  });
});

test("is for administrators of the tenant that has the upstream", async () => {
  const id = await add("echo", "builtin", {});
  await expect(syncUpstream(ctxFor(tenant.id, tenant.viewer), id)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const other = await createTenant();
  await expect(syncUpstream(ctxFor(other.id, other.admin), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await syncUpstream(admin, id)).toMatchObject({ added: ["echo"] });
});
