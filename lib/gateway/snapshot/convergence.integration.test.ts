import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { WORLD_POLICY } from "../../../tests/gateway-world";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { deploy, forgetSilent, getConvergence, installPolicy, reportEnforced } from "../../revisions";
import { Snapshots } from "./snapshots";

let tenant: TestTenant;
const running: Snapshots[] = [];

/** A gateway process as far as policies are concerned: a snapshot manager with a process id of its own. */
function startProcess(): Snapshots {
  const made = new Snapshots();
  running.push(made);
  return made;
}
const ctx = () => ctxFor(tenant.id, tenant.admin);
const install = () => installPolicy(ctx(), WORLD_POLICY);
const production = async () =>
  (await getConvergence(ctxFor(tenant.id, tenant.viewer))).find((it) => it.environment === "production");

const silentFor = (ms: number) =>
  withTenant(tenant.id, (tx) =>
    tx.policyConvergence.updateMany({ data: { seenAt: new Date(Date.now() - ms) } }),
  );

beforeAll(async () => {
  tenant = await createTenant();
});
afterAll(async () => {
  await Promise.all(running.map((it) => it.stop()));
  await closeEvents();
});

describe("a deployment", () => {
  it("reaches every gateway process without a call or a restart, and each says how fast", async () => {
    await install();
    const [one, two] = [startProcess(), startProcess()];
    await Promise.all([one.current(tenant.id), two.current(tenant.id)]);
    const { id, number } = await install();
    await vi.waitFor(
      async () => {
        const now = await production();
        expect(now?.deployed).toMatchObject({ revisionId: id, revisionNumber: number });
        expect(now?.sentence).toMatch(
          new RegExp(`^2 of 2 processes on revision ${number}, the slowest after \\d+\\.\\d s$`),
        );
      },
      { timeout: 10_000, interval: 50 },
    );
    for (const it of [one, two])
      expect((await it.current(tenant.id))?.policies.get("production")?.revisionId).toBe(id);
  });

  it("to one environment leaves what decides in the others", async () => {
    const [one] = running;
    const before = (await one!.current(tenant.id))?.policies.get("production")?.revisionId;
    const staged = await withTenant(tenant.id, (tx) =>
      tx.policyRevision.findFirstOrThrow({ where: { tenantId: tenant.id, number: 1 } }),
    );
    await withTenant(tenant.id, (tx) =>
      deploy(tx, ctx(), { environment: "staging", revisionId: staged.id, kind: "promote" }),
    );
    await vi.waitFor(
      async () => {
        const policies = (await one!.current(tenant.id))?.policies;
        expect(policies?.get("staging")?.revisionId).toBe(staged.id);
        expect(policies?.get("production")?.revisionId).toBe(before);
        expect((await getConvergence(ctx())).map(({ environment }) => environment)).toEqual([
          "staging",
          "production",
        ]);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  it("counts for no more than what runs: a process that ends in order is gone, one that fell silent is forgotten", async () => {
    await Promise.all(running.map((it) => it.stop()));
    expect((await production())?.processes).toEqual([]);
    const { revisionId } = (await production())!.deployed!;
    const enforced = [{ environment: "production", revisionId, problem: "", since: null }] as const;
    const killed = { processId: newId(), tenantId: tenant.id };
    await withTenant(tenant.id, (tx) => reportEnforced(tx, killed, enforced));
    await silentFor(60_000);
    await forgetSilent(tenant.id);
    expect((await production())?.sentence).toMatch(/^0 of 0 processes on revision \d+, 1 unknown$/);
    await silentFor(3_700_000);
    await forgetSilent(tenant.id);
    expect((await production())?.sentence).toMatch(/^No gateway process has asked/);
  });

  it("of another tenant is not told of, nor to those who may not read policies", async () => {
    const other = await createTenant();
    expect(await getConvergence(ctxFor(other.id, other.admin))).toEqual([]);
    const nobody = { ...ctx(), actor: { kind: "agent", id: tenant.agent.id, label: "agent" } } as const;
    await expect(getConvergence(nobody)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
