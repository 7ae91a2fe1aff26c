import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildGateway, ROOT } from "../../scripts/supervisor/build";
import { testDatabase } from "../../tests/db";
import { heldCall, heldWorld } from "../../tests/held-calls";
import { TcpProxy } from "../../tests/tcp-proxy";
import { withTenant } from "../platform/db";
import { inheritedEnv } from "../platform/env/process";

let proxy: TcpProxy;
let worker: ChildProcess;
let said = "";

beforeAll(async () => {
  const { appUrl } = await testDatabase("worker");
  const url = new URL(appUrl);
  proxy = await TcpProxy.to(url.hostname, Number(url.port));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  worker = spawn(process.execPath, [await buildGateway()], {
    cwd: ROOT,
    env: { ...inheritedEnv(), LOG_LEVEL: "warn", AGENTGATE_ROLE: "worker", DATABASE_URL: url.href },
    stdio: ["ignore", "pipe", "inherit"],
  });
  worker.stdout!.on("data", (data: Buffer) => (said += data.toString()));
});
afterAll(async () => {
  if (worker.exitCode === null && worker.signalCode === null) {
    const exit = once(worker, "exit");
    worker.kill("SIGKILL");
    await exit;
  }
  proxy.close();
});

it("keeps house again after its database was away, though nothing else keeps its process alive", async () => {
  const world = await heldWorld();
  const statusOf = (id: string) =>
    withTenant(world.tenantId, (tx) => tx.approval.findUniqueOrThrow({ where: { id } })).then(
      (it) => it.status,
    );
  const overdue = async () => (await heldCall(world, { ttlSeconds: 0 })).approvalId;
  const before = await overdue();
  await expect.poll(() => statusOf(before), { timeout: 60_000 }).toBe("expired");

  proxy.cut();
  await expect.poll(() => said, { timeout: 60_000 }).toContain("a round of maintenance failed");
  const meanwhile = await overdue();
  proxy.mend();
  await expect.poll(() => statusOf(meanwhile), { timeout: 60_000 }).toBe("expired");
  expect(worker.exitCode).toBe(null);
});
