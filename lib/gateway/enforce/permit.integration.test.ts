import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld, WORLD_POLICY } from "../../../tests/gateway-world";
import { systemPool, withTenant } from "../../platform/db";
import { committedEpochs, sayBegun, sayEnforced, sayGone } from "../../platform/enforcement";
import { resetEnv } from "../../platform/env";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { hashOf } from "../../platform/json";
import { installPolicy } from "../../revisions";
import { openSession } from "../../sessions";
import { awaitEnforced } from "../../switches";
import { closeUpstreams } from "../../upstreams";
import { handleCall } from "../call";
import { stopSnapshots } from "../index";
import type { CallAnswer } from "../types";
import { writeOrder } from "./stop-order";

const TOOL = "slow.wait";
const POLICY = `${WORLD_POLICY}  - { id: slow, principals: ["agent:*"], capabilities: [${TOOL}], action: ALLOW }\n`;
const WAITING = { timeout: 30_000, interval: 20 };

let world: TestTenant;
let sessionId: string;
let peer: Server;
/** Requests that the service has and does not answer, and how many of them were given up. */
const waiting: ServerResponse[] = [];
let received = 0;
let abandoned = 0;

beforeAll(async () => {
  peer = createServer((_, response) => {
    received++;
    waiting.push(response);
    response.once("close", () => response.writableEnded || abandoned++);
  });
  await new Promise<void>((done) => peer.listen(0, "127.0.0.1", done));
  world = await gatewayWorld();
  await addSlowTool();
  await installPolicy(ctxFor(world.id, world.admin), POLICY);
});
afterEach(() => {
  release();
  vi.unstubAllEnvs();
  resetEnv();
});
afterAll(async () => {
  await closeUpstreams();
  await stopSnapshots();
  await closeEvents();
  peer.close();
  peer.closeAllConnections();
});

/** One place only: a second call waits between its decision and its sending. */
async function addSlowTool(): Promise<void> {
  const address = peer.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const tenantId = world.id;
  const upstreamId = newId();
  const inputSchema = { type: "object" };
  const binding = { method: "POST", path: "/wait", parameters: [], body: null, accept: "*/*" };
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    const named = { slug: "slow", name: "Slow", kind: "http", limits: { concurrency: 1 } };
    await tx.upstream.createMany({ data: { id: upstreamId, tenantId, ...named, config: { baseUrl } } });
    const facts = { operation: "WRITE", reversible: true, riskLevel: "LOW", inputSchema, binding };
    const definitionHash = hashOf(inputSchema);
    await tx.capability.createMany({
      data: { id: newId(), tenantId, upstreamId, name: TOOL, toolName: "wait", definitionHash, ...facts },
    });
  });
}

function release(): void {
  for (const response of waiting.splice(0)) response.end("{}");
}

async function newSession(): Promise<void> {
  sessionId = (await openSession({ tenantId: world.id, agentId: world.agent.id }, {})).id;
}

function call(capability = TOOL): Promise<CallAnswer> {
  const { id: agentId, name, keyId } = world.agent;
  return handleCall({
    caller: { tenantId: world.id, agentId, agentName: `agent:${name}`, keyId },
    ...{ door: "rest", sessionId, capability, requestId: newId(), holdMs: 0 },
    arguments: capability === TOOL ? {} : { text: "x" },
    signal: new AbortController().signal,
  });
}
const codeOf = (answer: CallAnswer) => (answer.kind === "refused" ? answer.error.code : answer.kind);

/** One call at the service, and one that is decided and waits for its place. */
async function oneSentOneWaiting() {
  await newSession();
  received = abandoned = 0;
  const sent = call();
  await vi.waitFor(() => expect(received).toBe(1), WAITING);
  const queued = call();
  const where = { tenantId: world.id, sessionId, action: "ALLOW" };
  const decided = () => withTenant(world.id, (tx) => tx.decision.count({ where }));
  await expect.poll(decided, WAITING).toBe(2);
  return { sent, queued };
}

async function setSwitch(inFlight: "finish" | "cancel"): Promise<() => Promise<unknown>> {
  const id = newId();
  const data = { id, tenantId: world.id, scope: "session", target: sessionId, reason: "drill", inFlight };
  await withTenant(world.id, (tx) => tx.switch.createMany({ data }));
  expect(await awaitEnforced(world.id)).toMatchObject({ gateways: 1, complete: true });
  return () =>
    withTenant(world.id, (tx) => tx.switch.update({ where: { id }, data: { clearedAt: new Date() } }));
}

const outcomes = () =>
  withTenant(world.id, (tx) =>
    tx.outcome.findMany({ where: { tenantId: world.id, sessionId }, orderBy: { decisionId: "asc" } }),
  );

describe("a call that was allowed before a stop", () => {
  it("and waits for its place is not sent any more; one that was sent ends as it would have", async () => {
    const { sent, queued } = await oneSentOneWaiting();
    const clear = await setSwitch("finish");
    const returnedAt = Date.now();
    release();
    expect(codeOf(await sent)).toBe("executed");
    expect(codeOf(await queued)).toBe("KILL_SWITCH");
    expect(received).toBe(1);
    const [first, second] = await outcomes();
    expect(first).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(first!.startedAt!.getTime()).toBeLessThanOrEqual(returnedAt);
    expect(second).toMatchObject({
      ...{ status: "failed", errorCode: "KILL_SWITCH", attempts: 0, startedAt: null },
      errorMessage: "Stopped (session): drill",
    });
    await clear();
  });

  it("and was sent is cancelled where the switch says so: what it did is not known", async () => {
    const { sent, queued } = await oneSentOneWaiting();
    const clear = await setSwitch("cancel");
    expect(codeOf(await sent)).toBe("KILL_SWITCH");
    expect(codeOf(await queued)).toBe("KILL_SWITCH");
    await vi.waitFor(() => expect([received, abandoned]).toEqual([1, 1]), WAITING);
    expect(await outcomes()).toMatchObject([
      { status: "in_doubt", errorCode: "KILL_SWITCH", attempts: 1 },
      { status: "failed", errorCode: "KILL_SWITCH", attempts: 0, startedAt: null },
    ]);
    await clear();
  });

  it("is not sent once its session is quarantined", async () => {
    const { sent, queued } = await oneSentOneWaiting();
    await withTenant(
      world.id,
      (tx) =>
        tx.$queryRaw`SELECT quarantine_session(${world.id}::uuid, ${sessionId}::uuid, NULL, 6, 6, 'by hand', NULL, 0)::text`,
    );
    await awaitEnforced(world.id);
    release();
    expect(codeOf(await sent)).toBe("executed");
    expect(codeOf(await queued)).toBe("QUARANTINED");
    expect(received).toBe(1);
  });

  it("is not sent once a signed file stops this machine", async () => {
    const folder = mkdtempSync(join(tmpdir(), "agentgate-stop-"));
    const file = join(folder, "stop.json");
    vi.stubEnv("AGENTGATE_STOP_FILE", file);
    resetEnv();
    const { sent, queued } = await oneSentOneWaiting();
    writeFileSync(file, writeOrder("No database.", new Date()));
    await vi.waitFor(async () => expect(codeOf(await call("open.echo"))).toBe("KILL_SWITCH"), WAITING);
    release();
    expect(codeOf(await sent)).toBe("executed");
    expect(codeOf(await queued)).toBe("KILL_SWITCH");
    rmSync(folder, { recursive: true });
    await expect.poll(async () => codeOf(await call("open.echo")), WAITING).toBe("executed");
  });
});

describe("who waits for all gateways", () => {
  it("waits for one that lives and is behind, and not for one that is gone", async () => {
    await newSession();
    expect(codeOf(await call("open.echo"))).toBe("executed");
    const [{ epoch } = { epoch: 0n }] = await committedEpochs(world.id);
    const other = newId();
    await sayBegun(other);
    await sayEnforced(other, [{ tenantId: world.id, epoch: epoch - 1n }]);
    expect(await awaitEnforced(world.id, { timeoutMs: 300 })).toMatchObject({ gateways: 1, complete: false });
    await sayEnforced(other, [{ tenantId: world.id, epoch }]);
    expect(await awaitEnforced(world.id)).toMatchObject({ gateways: 2, complete: true });
    await sayEnforced(other, [{ tenantId: world.id, epoch: epoch - 1n }]);
    // It says nothing any more: its lease ends, and with it the waiting.
    expect(await awaitEnforced(world.id)).toMatchObject({ gateways: 1, complete: true });
    await sayGone(other);
  });
});

describe("a gateway that was forgotten", () => {
  it("begins anew as another process, and goes on serving", async () => {
    await newSession();
    expect(codeOf(await call("open.echo"))).toBe("executed");
    const ids = async () =>
      (await systemPool().query<{ id: string }>("select id from gateway_processes")).rows.map(({ id }) => id);
    const before = await ids();
    await systemPool().query("delete from gateway_processes");
    await vi.waitFor(async () => expect(await ids()).toHaveLength(1), WAITING);
    expect(before).not.toContain((await ids())[0]);
    expect(codeOf(await call("open.echo"))).toBe("executed");
    expect(await awaitEnforced(world.id)).toMatchObject({ gateways: 1, complete: true });
  });

  it("can put nothing on record any more, and its caller is asked to try again", async () => {
    const acks = [{ tenantId: world.id, epoch: 1n }];
    await expect(sayEnforced(newId(), acks)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
