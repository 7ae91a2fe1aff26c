import { access, symlink } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addFiles, FILES_RULES } from "../../../e2e/support/files";
import type { FilesServer } from "../../../e2e/support/files-server";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/factories";
import { RestClient } from "../../../tests/rest-client";
import { declareIncident } from "../../incidents";
import { resetEnv } from "../../platform/env";
import { setEnv } from "../../platform/env/process";
import { installPolicy } from "../../revisions";
import { closeUpstreams } from "../../upstreams";
import { createGateway } from "../app";
import { runCompensation } from "./compensate";

const app = createGateway();
let tenant: TestTenant;
let files: FilesServer;
let server: ServerType;

beforeAll(async () => {
  tenant = await createTenant();
  files = await addFiles(tenant);
  await installPolicy(ctxFor(tenant.id, tenant.admin), `version: 1\nrules:\n${FILES_RULES}`);
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((done) => server.once("listening", done));
  setEnv({ GATEWAY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await closeUpstreams();
  await files.stop();
  await new Promise((done) => server.close(done));
  resetEnv();
});

const isThere = (name: string) =>
  access(join(files.folder, name)).then(
    () => true,
    () => false,
  );

it("a file that an agent wrote through a real MCP server is gone once its incident has taken it back", async () => {
  const ctx = ctxFor(tenant.id, tenant.responder);
  const client = await RestClient.open(app, tenant);
  const { status, body } = await client.call({
    tool: "files.write_file",
    args: { path: "wrong.txt", content: "x" },
  });
  expect([status, body.status]).toEqual([200, "succeeded"]);
  expect(await isThere("wrong.txt")).toBe(true);
  const denied = await client.call({ tool: "files.delete_file", args: { path: "wrong.txt" } });
  expect(denied.body).toMatchObject({ code: "POLICY_DENIED" });
  const { id } = await declareIncident(ctx, { title: "A wrong file", sessionId: client.session });
  const { states } = await runCompensation(ctx, { id, decisionIds: [String(body.call_id)] });
  expect(states).toMatchObject([{ state: "done" }]);
  expect(await isThere("wrong.txt")).toBe(false);
});

it("the file server keeps to its folder, through links too, and replaces nothing", async () => {
  const client = await RestClient.open(app, tenant);
  await symlink("/tmp", join(files.folder, "out"));
  for (const path of ["../beside.txt", "/tmp/beside.txt", "out/beside.txt"])
    expect((await client.call({ tool: "files.write_file", args: { path, content: "x" } })).body.status).toBe(
      "tool_error",
    );
  const twice = { tool: "files.write_file", args: { path: "once.txt", content: "x" } };
  expect((await client.call(twice)).body.status).toBe("succeeded");
  expect((await client.call({ ...twice, args: { path: "once.txt", content: "y" } })).body.status).toBe(
    "tool_error",
  );
});
