import { existsSync, renameSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signal } from "../lib/platform/processes";
import { Installation, lives, until, withDescendants, type Run } from "./supervised";

describe("npm start", () => {
  let installation: Installation;
  let running: Run;
  beforeAll(async () => {
    installation = await Installation.create();
  });
  afterAll(() => installation.destroy());

  it("names the variable to set where its port is taken, and ends", async () => {
    const other = createServer().listen(installation.gatewayPort, "127.0.0.1");
    const run = installation.start();
    expect(await run.exited).toBe(1);
    expect(run.output).toContain("Set GATEWAY_PORT to a free port");
    await new Promise((done) => other.close(done));
  });

  it("brings everything up, says how to sign in, and keeps its secrets to itself", async () => {
    running = await installation.start().ready();
    await until(() => running.output.includes("Password"));
    expect(running.output).toMatch(/Sign in {3}\S+@\S+\n {2}Password {2}\S{12,}/);
    expect(await installation.ready()).toBe(true);
    expect(statSync(join(installation.dir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("says so when it runs from this folder already, and leaves the first alone", async () => {
    const second = installation.start();
    expect(await second.exited).toBe(0);
    expect(second.output).toContain(`already running from ${installation.dir}`);
    expect(second.output).toContain(`http://localhost:${installation.gatewayPort}`);
    expect(await installation.ready()).toBe(true);
  });

  it("starts the gateway again after a kill -9", async () => {
    const { gateway } = installation.pids();
    signal(gateway, "SIGKILL");
    await until(() => ![0, gateway].includes(installation.pids().gateway));
    await until(() => installation.ready());
  });

  it("starts PostgreSQL again after a kill -9, and the same gateway goes on", async () => {
    const { gateway, postgres } = installation.pids();
    signal(postgres, "SIGKILL");
    await until(() => !lives(postgres));
    await until(
      async () => ![0, postgres].includes(installation.pids().postgres) && (await installation.ready()),
    );
    expect(installation.pids().gateway, running.output).toBe(gateway);
  });

  it("makes no empty database where the data has gone, and goes on when it is back", async () => {
    const { postgres } = installation.pids();
    const [data, elsewhere] = ["postgres", "elsewhere"].map((name) => join(installation.dir, name)) as [
      string,
      string,
    ];
    renameSync(data, elsewhere);
    signal(postgres, "SIGKILL");
    await until(() => running.output.includes(`The data of PostgreSQL is gone from ${data}`));
    expect(existsSync(data)).toBe(false);
    expect(await installation.ready()).toBe(false);
    renameSync(elsewhere, data);
    await until(() => installation.ready());
  });

  it("leaves a gateway that ends by itself when the supervisor is killed, and comes up again", async () => {
    const before = installation.pids();
    const gateways = withDescendants(before.gateway);
    signal(before.supervisor, "SIGKILL");
    await until(() => gateways.every((pid) => !lives(pid)), 10_000);
    const run = await installation.start().ready();
    expect(lives(before.postgres)).toBe(false);
    expect(run.output).not.toContain("Password");
  });

  it("comes up after a kill -9 of everything at once", async () => {
    for (const pid of Object.values(installation.pids())) signal(pid, "SIGKILL");
    await installation.start().ready();
    expect(await installation.ready()).toBe(true);
  });

  it("is down within 10 s of Ctrl-C, open connections or not, and leaves no process", async () => {
    // The gateway's tool servers and PostgreSQL's workers among them.
    const all = withDescendants(installation.pids().supervisor);
    expect(all).toEqual(expect.arrayContaining(Object.values(installation.pids())));
    const open = connect(installation.gatewayPort, "127.0.0.1");
    open
      .on("error", () => undefined)
      .write("POST /api/v1/tools/call HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
    await new Promise((done) => open.once("connect", done));
    const began = Date.now();
    signal(installation.pids().supervisor, "SIGINT");
    await until(() => all.every((pid) => !lives(pid)), 10_000);
    expect(Date.now() - began).toBeLessThan(10_000);
    open.destroy();
  });

  it("ends in order although its terminal has gone", async () => {
    const run = await installation.start().ready();
    const all = withDescendants(installation.pids().supervisor);
    run.loseTerminal();
    expect(await run.stop("SIGTERM")).toBe(0);
    await until(() => all.every((pid) => !lives(pid)), 10_000);
  });
});
