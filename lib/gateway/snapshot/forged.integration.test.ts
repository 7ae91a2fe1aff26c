import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ctxFor, testDatabase, type TestTenant } from "../../../tests/db";
import { gatewayWorld, WORLD_POLICY } from "../../../tests/gateway-world";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { env, resetEnv } from "../../platform/env";
import { newId } from "../../platform/ids";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../platform/secrets";
import { policyHash } from "../../policy";
import { deploy, getConvergence, installPolicy, signRevision } from "../../revisions";
import { openSession } from "../../sessions";
import { handleCall } from "../call";
import { stopSnapshots } from "../index";
import type { CallAnswer } from "../types";
import { snapshots } from "./index";
import { Snapshots } from "./snapshots";

const OPEN_ALL = `version: 1\nrules:\n  - { id: all, principals: ["*"], capabilities: ["*"], action: ALLOW, acceptRisk: HIGH }\n`;
let superuser: pg.Client;

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
  await superuser.end();
});

type World = { tenant: TestTenant; candidate: string; good: string; call: () => Promise<CallAnswer> };
const codeOf = (answer: CallAnswer) => (answer.kind === "refused" ? answer.error.code : answer.kind);
const adminOf = (tenant: TestTenant) => ctxFor(tenant.id, tenant.admin);

/** A tenant with a revision to forge and a good one in force. */
async function makeWorld(): Promise<World> {
  const tenant = await gatewayWorld();
  const candidate = (await installPolicy(adminOf(tenant), `${WORLD_POLICY}# a candidate\n`)).id;
  const good = (await installPolicy(adminOf(tenant), WORLD_POLICY)).id;
  const { id: agentId, name, keyId } = tenant.agent;
  const sessionId = (await openSession({ tenantId: tenant.id, agentId }, {})).id;
  const call = () =>
    handleCall({
      caller: { tenantId: tenant.id, agentId, agentName: `agent:${name}`, keyId },
      door: "rest",
      sessionId,
      capability: "closed.echo",
      arguments: { text: newId() },
      requestId: newId(),
      signal: new AbortController().signal,
      holdMs: 0,
    });
  return { tenant, candidate, good, call };
}

/** Forges the candidate the way somebody would who can write to the database and has no key, and deploys it. */
async function deployForged({ tenant, candidate }: World, forge: Forge): Promise<void> {
  // A superuser can silence the triggers that keep revisions as they were.
  await superuser.query("set session_replication_role = replica");
  await forge(candidate, tenant);
  await superuser.query("set session_replication_role = origin");
  const deployment = { environment: "production", revisionId: candidate, kind: "publish" } as const;
  await withTenant(tenant.id, (tx) => deploy(tx, adminOf(tenant), deployment));
}

const update = (id: string, set: string, values: unknown[]) =>
  superuser.query(`update policy_revisions set ${set} where id = $1`, [id, ...values]);

/** Signs it in every way right, but with a key that only the forger trusts. */
async function signWithOwnKey(id: string, tenant: TestTenant): Promise<void> {
  await update(id, "signature = null", []);
  const key = makePolicyKey();
  const trusted = `${env().AGENTGATE_POLICY_TRUSTED_KEYS},${rawPublicKey(readPrivateKey(key))}`;
  vi.stubEnv("AGENTGATE_POLICY_SIGNING_KEY", key);
  vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", trusted);
  resetEnv();
  try {
    await withTenant(tenant.id, async (tx) => {
      const row = await tx.policyRevision.findUniqueOrThrow({ where: { id } });
      await signRevision(tx, adminOf(tenant), row);
    });
  } finally {
    vi.unstubAllEnvs();
    resetEnv();
  }
}

/** Takes over all that is signed from another tenant, where somebody could publish it. */
async function copyFromAnotherTenant(id: string): Promise<void> {
  const other = await gatewayWorld();
  const open = await installPolicy(adminOf(other), OPEN_ALL);
  const columns = "number, title, document, hash, tests, tests_hash, signature, signature_key_id, signed_at";
  const values = `(select ${columns} from policy_revisions where id = $2)`;
  await update(id, `(${columns}) = ${values}`, [open.id]);
}

type Forge = (id: string, tenant: TestTenant) => Promise<unknown>;
const openAll: Forge = (id) => update(id, "document = $2", [OPEN_ALL]);
const forgeries: [string, RegExp, Forge][] = [
  ["a document changed after signing", /changed after signing/, openAll],
  [
    "a document with the hash that fits it",
    /changed after signing/,
    (id) => update(id, "document = $2, hash = $3", [OPEN_ALL, policyHash(OPEN_ALL)]),
  ],
  [
    "a forged signature",
    /changed after signing/,
    (id) => update(id, "signature = $2", [Buffer.alloc(64, 7)]),
  ],
  ["no signature", /no signature/, (id) => update(id, "signature = null", [])],
  ["an untrusted key", /not trusted here/, signWithOwnKey],
  ["another tenant's revision", /changed after signing/, copyFromAnotherTenant],
];

describe("a deployed policy that nobody trusted signed", () => {
  it.each(forgeries)("is not enforced: %s", async (_, why, forge) => {
    const world = await makeWorld();
    const { tenant, good, call } = world;
    expect(codeOf(await call())).toBe("POLICY_DENIED");
    await deployForged(world, forge);
    for (let i = 0; i < 3; i++) expect(codeOf(await call())).toBe("POLICY_DENIED");
    const snapshot = await snapshots().current(tenant.id);
    expect(snapshot?.policies.get("production")?.revisionId).toBe(good);
    // Loud: where the processes are shown, and once in the audit log.
    await vi.waitFor(async () => {
      const [production] = await getConvergence(adminOf(tenant));
      expect(production?.sentence).toMatch(/^0 of 1 process on revision \d+, 1 refused it/);
      expect(production?.processes).toMatchObject([
        { revisionId: good, status: "behind", lagMs: null, problem: expect.stringMatching(why) as string },
      ]);
    });
    await snapshots().reload(tenant.id);
    const alerts = await withTenant(tenant.id, (tx) =>
      tx.auditLeaf.findMany({ where: { action: "policy.rejected" }, select: { subjectId: true } }),
    );
    expect(alerts).toEqual([{ subjectId: world.candidate }]);
    // The next good one takes over.
    const { id } = await installPolicy(adminOf(tenant), OPEN_ALL);
    expect(codeOf(await call())).toBe("executed");
    expect((await snapshots().current(tenant.id))?.policies.get("production")?.revisionId).toBe(id);
  });

  it("leaves a process that has nothing better without any policy", async () => {
    const world = await makeWorld();
    await deployForged(world, openAll);
    const cold = new Snapshots();
    const snapshot = await cold.current(world.tenant.id);
    expect(snapshot?.policies.size).toBe(0);
    expect(snapshot?.rejected.get("production")?.problem).toMatch(/changed after signing/);
    await cold.stop();
  });
});

describe("the call of a cold process", () => {
  it("is denied with the reason that its policy was refused", async () => {
    const world = await makeWorld();
    await deployForged(world, (id) => update(id, "signature = null", []));
    const answer = await world.call();
    expect(codeOf(answer)).toBe("POLICY_DENIED");
    expect(answer.kind === "refused" && answer.error.message).toMatch(
      /The policy deployed to production was refused, so nothing is allowed\. Revision \d+ carries no signature\./,
    );
  });
});
