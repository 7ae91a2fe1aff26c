import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createCredential,
  getCredential,
  listCredentials,
  listIssued,
  tryCredential,
  updateCredential,
} from "../lib/credentials";
import { inheritedEnv } from "../lib/platform/env/process";
import { freePort } from "../lib/platform/postgres";
import { closeUpstreams, createUpstream, getUpstream, listUpstreams, testConnection } from "../lib/upstreams";
import { addSlot, canaryWorld, type CanaryWorld, ECHO_OPERATIONS } from "./canary-world";
import { makeAuthority } from "./certificates";
import { testDatabase } from "./db";

let world: CanaryWorld;
let gateway: ChildProcess;
let log = "";
let url: string;
/** Whatever an agent was answered, a person was shown, or somebody was told in an error. */
const said: string[] = [];

beforeAll(async () => {
  await testDatabase();
  world = await canaryWorld();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  gateway = spawn(process.execPath, ["--import", "tsx", resolve("gateway/server.ts")], {
    env: { ...inheritedEnv(), LOG_LEVEL: "trace", GATEWAY_PORT: String(port), GATEWAY_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [gateway.stdout, gateway.stderr])
    stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  await vi.waitFor(() => expect(log).toContain("listening"), { timeout: 60_000, interval: 100 });
});
afterAll(async () => {
  const gone = new Promise((done) => gateway.once("exit", done));
  gateway.kill("SIGTERM");
  await gone;
  await closeUpstreams();
  await world.close();
});

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${world.tenant.agent.apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  said.push(text, JSON.stringify(Object.fromEntries(response.headers)));
  return text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : { text };
}

const call = (session_id: string, tool_name: string, args: object = {}) =>
  post("/api/v1/tools/call", { session_id, tool_name, arguments: args });
const openSession = async () => String((await post("/api/v1/sessions", {})).session_id);
async function heard(work: Promise<unknown>): Promise<void> {
  said.push(
    await work.then(
      (shown) => JSON.stringify(shown),
      (error: unknown) => describeError(error),
    ),
  );
}
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${JSON.stringify(error)} ${describeError(error.cause ?? "")}`;
}

/** Everything the database holds, bytes as text too. */
async function dump(): Promise<string> {
  const client = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('public', 'partitions')`,
    );
    let all = "";
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      all += rows.map((row) => JSON.stringify(Object.values(row).map(asText))).join("\n");
    }
    return all;
  } finally {
    await client.end();
  }
}

const asText = (value: unknown) => (Buffer.isBuffer(value) ? value.toString("latin1") : value);

/** Rounds of the same slots, each with secrets of its own. */
const ROUNDS = 3;

async function addRound(round: number): Promise<void> {
  const { canaries, issuers } = world;
  const named = (name: string) => `${name}${"abc"[round]}`;
  const secret = (name: string) => canaries.make(name);
  const oauth = (authentication: "basic" | "post") =>
    ({
      provider: "oauth_client_credentials",
      tokenUrl: `${issuers.url}/token`,
      clientId: "gate",
      authentication,
      ...(authentication === "post" ? { revocationUrl: `${issuers.url}/revocation` } : {}),
    }) as const;
  const fixed = { provider: "static" } as const;
  const bearer = { as: "bearer" } as const;
  const basic = { as: "basic", username: "gate" } as const;
  const header = { as: "header", name: "x-api-key", prefix: "Key " } as const;
  const slot = (name: string) => ({ name: named(name), config: fixed, secrets: { value: secret(name) } });
  await addSlot(world, { ...slot("bearer"), deliver: bearer }, "http");
  await addSlot(world, { ...slot("header"), deliver: header }, "http");
  await addSlot(world, { ...slot("basic"), deliver: basic }, "http");
  await addSlot(world, { ...slot("mcp"), deliver: bearer }, "mcp_http");
  await addSlot(world, { ...slot("env"), deliver: { as: "env", names: { TOKEN: "value" } } }, "mcp_stdio");
  for (const [name, config, per] of [
    ["oauth-basic", oauth("basic"), "session"],
    ["oauth-post", oauth("post"), "call"],
  ] as const)
    await addSlot(
      world,
      { name: named(name), config, per, secrets: { clientSecret: secret(name) }, deliver: bearer },
      "http",
    );
  const broker = { provider: "http_broker", url: issuers.url } as const;
  const lease = { name: named("broker"), config: broker, per: "call" as const, deliver: bearer };
  await addSlot(world, { ...lease, secrets: { apiKey: secret("broker-key") } }, "mcp_http");
  const sts = {
    provider: "aws_sts",
    roleArn: "arn:aws:iam::123456789012:role/gate",
    region: "eu-central-1",
    endpoint: `${issuers.url}/sts`,
  } as const;
  const keys = { accessKeyId: secret("aws-id"), secretAccessKey: secret("aws-key") };
  const signed = { as: "aws_sigv4", service: "execute-api", region: "eu-central-1" } as const;
  await addSlot(world, { name: named("sts"), config: sts, secrets: keys, deliver: signed }, "http");
}

/** What a person types that is refused, replaced or only tried. */
async function mistype(): Promise<void> {
  const { ctx, canaries, issuers, api } = world;
  const secret = (name: string) => canaries.make(name);
  const fixed = { provider: "static" } as const;
  await heard(
    createCredential(ctx, { name: "x", config: fixed, secrets: { wrong: secret("unknown-field") } }),
  );
  await heard(createCredential(ctx, { name: "", config: fixed, secrets: { value: secret("no-name") } }));
  const long = secret("too-long").padEnd(20_000, "x");
  await heard(createCredential(ctx, { name: "y", config: fixed, secrets: { value: long } }));
  const refusing = {
    provider: "oauth_client_credentials",
    tokenUrl: `${issuers.url}/refusing`,
    clientId: "gate",
    authentication: "post",
  } as const;
  const secrets = { clientSecret: secret("refused-by-issuer") };
  const { id } = await createCredential(ctx, { name: "refusing", config: refusing, secrets });
  await heard(tryCredential(ctx, { id }));
  world.credentialIds.push(id);
  const { version } = await getCredential(ctx, id);
  const replaced = { id, version, name: "refusing", config: refusing };
  await heard(updateCredential(ctx, { ...replaced, secrets: { clientSecret: secret("replaced") } }));
  await heard(updateCredential(ctx, { ...replaced, secrets: { clientSecret: secret("too-late") } }));
  const pair = makeAuthority().issue("gate.test");
  canaries.keep("client-key", pair.key.split("\n")[1] ?? "");
  const target = { kind: "http" as const, config: { baseUrl: api.url } };
  const tls = { ca: null, ...pair };
  const made = await createUpstream(ctx, { slug: "mtls", name: "With a certificate", target, tls });
  world.upstreamIds.push(made.id);
  const other = makeAuthority().issue("other.test");
  canaries.keep("unfit-key", other.key.split("\n")[1] ?? "");
  const unfit = { ...tls, key: other.key };
  await heard(createUpstream(ctx, { slug: "unfit", name: "Unfit", target, tls: unfit }));
  const user = `http://gate:${secret("in-address")}@127.0.0.1/`;
  await heard(
    createUpstream(ctx, { slug: "addr", name: "A", target: { kind: "http", config: { baseUrl: user } } }),
  );
}

describe("a secret", () => {
  it(
    "stays with who sends it: of 50 and more in every place for one, none is in the database, the log, an answer or on a screen",
    { timeout: 600_000 },
    async () => {
      for (let round = 0; round < ROUNDS; round++) await addRound(round);
      await mistype();

      const session = await openSession();
      const listed = await fetch(`${url}/api/v1/tools`, {
        headers: { authorization: `Bearer ${world.tenant.agent.apiKey}` },
      });
      const { tools } = (await listed.json()) as { tools: { name: string }[] };
      expect(tools.length).toBeGreaterThan(ROUNDS * ECHO_OPERATIONS.length);
      // Of the child that misbehaves, only the tool that shows how it was started.
      const interesting = tools.filter(({ name }) =>
        name.startsWith("env")
          ? name.endsWith(".env")
          : /\.(echo|fail|break|garbage|away|whoami)$/.test(name),
      );
      const kinds = new Map<string, number>();
      for (const { name } of interesting) {
        const { status, code } = await call(session, name);
        const kind = String(status ?? code);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
      // Answers, the tool's own errors, and failures: each way back was taken.
      expect([...kinds.keys()].sort()).toEqual(expect.arrayContaining(["succeeded", "tool_error"]));
      expect(kinds.size).toBeGreaterThan(2);
      const slug = "mcpa";
      const message = {
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "whoami", arguments: {} },
      };
      await post(`/mcp/${slug}`, message);
      await post(`/api/v1/sessions/${session}/end`, {});

      for (const id of world.upstreamIds) await heard(getUpstream(world.ctx, id));
      for (const id of world.upstreamIds) await heard(testConnection(world.ctx, { id }));
      for (const id of world.credentialIds) await heard(getCredential(world.ctx, id));
      await heard(listCredentials(world.ctx));
      await heard(listUpstreams(world.ctx, {}));
      await heard(listIssued(world.ctx, { sessionId: session, limit: 100 }));

      const { canaries, api, issuers, mcp } = world;
      expect(canaries.all.length).toBeGreaterThanOrEqual(50);
      // They were really sent, or else it would be easy to find none.
      const sent = JSON.stringify([api.received, issuers.received, mcp.received]);
      const arrived = new Set(canaries.foundIn(sent));
      for (const slot of [
        "bearer",
        "header",
        "basic",
        "mcp",
        "oauth-token",
        "leased",
        "broker-key",
        "oauth-post",
        "aws-id",
        "sts-session",
      ])
        expect(arrived, slot).toContain(slot);

      expect(canaries.foundIn(said.join("\n"))).toEqual([]);
      expect(canaries.foundIn(await dump())).toEqual([]);
      expect(canaries.foundIn(log)).toEqual([]);
      expect(log).toContain("upstreams");
    },
  );
});
