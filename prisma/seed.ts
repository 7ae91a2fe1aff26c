import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEMO_CAPABILITIES } from "../deploy/demo/capabilities";
import { WORK_SPECS } from "../deploy/demo/work-capabilities";
import { getCapability, listCapabilities, reviewCapability, type CapabilitySpec } from "../lib/capabilities";
import { systemCtx, type Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { env } from "../lib/platform/env";
import { newId } from "../lib/platform/ids";
import { canonical } from "../lib/platform/json";
import { appendLeaf } from "../lib/platform/ledger";
import { installPolicy, signInstalled } from "../lib/revisions";
import { addPerson, createAgent, findPerson, issueKey, revokeKey } from "../lib/tenants";
import { closeUpstreams, createUpstream, syncUpstream } from "../lib/upstreams";
import { WORK_SUITES, type WorkSuite } from "../lib/work";

const ADMIN_EMAIL = "admin@agentgate.local";
const OWNER_EMAIL = "engineer@agentgate.local";
const DEMO_UPSTREAM = "io.fs";
/** The demo tenant has the same id everywhere, so that seeding again finds what the last run left. */
const DEMO_TENANT = "0190a000-0000-7000-8000-00000000d301";

export type SeedReport = { firstAdmin?: { email: string; password: string } };

/**
 * Sets up the demo tenant: its people, one agent with a key, a real filesystem server on a sandbox folder, the
 * reviewed registry of its tools and of our own, and a published policy. Safe to run at every start: what is there
 * stays. A published policy is people's own: tools that come later don't change it, and are denied until it names them.
 * @returns the first admin's one-time password where this run made that account; it is stored hashed only.
 */
export async function seed(): Promise<SeedReport> {
  const ctx = systemCtx(DEMO_TENANT, `seed-${newId()}`);
  await withTenant(DEMO_TENANT, (tx) =>
    tx.tenant.createMany({ data: { id: DEMO_TENANT, slug: "demo", name: "Demo" }, skipDuplicates: true }),
  );
  const firstAdmin = await seedAdmin(ctx);
  const ownerId = await seedOwner(ctx);
  await seedAgent(ctx, ownerId);
  await seedUpstream(ctx);
  for (const suite of WORK_SUITES) await seedWork(ctx, suite);
  await seedPolicy(ctx);
  await closeUpstreams();
  return firstAdmin ? { firstAdmin } : {};
}

async function seedAdmin(ctx: Ctx): Promise<SeedReport["firstAdmin"]> {
  if (await findPerson(ADMIN_EMAIL)) return undefined;
  const { password } = await addPerson(ctx, {
    email: ADMIN_EMAIL,
    name: "Platform admin",
    roles: ["admin", "reviewer", "responder"],
  });
  return password === null ? undefined : { email: ADMIN_EMAIL, password };
}

/** Owns the demo agent and has no password: nobody signs in as this person. */
async function seedOwner(ctx: Ctx): Promise<string> {
  const owner = {
    email: OWNER_EMAIL,
    name: "Platform engineer",
    roles: ["viewer" as const],
    password: false,
  };
  return (await findPerson(OWNER_EMAIL)) ?? (await addPerson(ctx, owner)).id;
}

/** The key's text exists only in this file (mode 0600); without the file, a new key replaces the lost one. */
async function seedAgent(ctx: Ctx, ownerId: string): Promise<void> {
  const file = join(env().AGENTGATE_DIR, "demo-agent.json");
  const where = { tenantId_name: { tenantId: ctx.tenantId, name: "demo" } };
  const found = await withTenant(ctx.tenantId, (tx) =>
    tx.agent.findUnique({ where, include: { apiKeys: true } }),
  );
  const agent =
    found ?? (await createAgent(ctx, { name: "demo", description: "The agent of npm run demo", ownerId }));
  const addresses = { gatewayUrl: env().GATEWAY_URL, consoleUrl: env().CONSOLE_URL, tenant: "demo" };
  let apiKey = await savedKey(file);
  if (!found || !apiKey) {
    for (const key of found?.apiKeys ?? []) if (!key.revokedAt) await revokeKey(ctx, key.id);
    apiKey = (await issueKey(ctx, { agentId: agent.id, label: "npm run demo" })).text;
  }
  await writeFile(file, `${JSON.stringify({ apiKey, ...addresses }, null, 2)}\n`, { mode: 0o600 });
}

async function savedKey(file: string): Promise<string | undefined> {
  try {
    const saved = JSON.parse(await readFile(file, "utf8")) as { apiKey?: unknown };
    return typeof saved.apiKey === "string" ? saved.apiKey : undefined;
  } catch {
    return undefined;
  }
}

/** The official filesystem server on a folder of its own; the gateway starts it with Node, not through a shell. */
async function seedUpstream(ctx: Ctx): Promise<void> {
  const sandbox = resolve(env().AGENTGATE_DIR, "sandbox");
  await fillSandbox(sandbox);
  const config = {
    command: "node",
    args: ["npm:@modelcontextprotocol/server-filesystem", sandbox],
    cwd: sandbox,
  };
  const where = { tenantId_slug: { tenantId: ctx.tenantId, slug: DEMO_UPSTREAM } };
  const { upstreamId, enabled } = await withTenant(ctx.tenantId, async (tx) => {
    const known = await tx.upstream.findUnique({ where });
    // The folder may have been moved since; every write here raises the control epoch, so write only a change.
    if (known && canonical(known.config) !== canonical(config))
      await tx.upstream.update({ where, data: { config } });
    if (known) return { upstreamId: known.id, enabled: known.disabledAt === null };
    const id = newId();
    await tx.upstream.create({
      data: {
        id,
        tenantId: ctx.tenantId,
        slug: DEMO_UPSTREAM,
        name: "Sandbox files",
        kind: "mcp_stdio",
        config,
      },
    });
    await appendLeaf(tx, ctx, {
      action: "upstream.created",
      subjectKind: "upstream",
      subjectId: id,
      data: { slug: DEMO_UPSTREAM },
    });
    return { upstreamId: id, enabled: true };
  });
  if (enabled) await register(ctx, upstreamId, DEMO_UPSTREAM, DEMO_CAPABILITIES);
}

/** Our own tools. An upstream that somebody else has set up under this name keeps it. */
async function seedWork(ctx: Ctx, suite: WorkSuite): Promise<void> {
  const where = { tenantId_slug: { tenantId: ctx.tenantId, slug: suite } };
  const known = await withTenant(ctx.tenantId, (tx) => tx.upstream.findUnique({ where }));
  if (known && (known.kind !== "builtin" || known.disabledAt)) return;
  const target = { kind: "builtin" as const, config: { suite } };
  const made = known ?? (await createUpstream(ctx, { slug: suite, name: WORK_NAMES[suite], target }));
  await register(ctx, made.id, suite, WORK_SPECS[suite]);
}

const WORK_NAMES: Record<WorkSuite, string> = { project: "Projects", document: "Documents" };

type Specs = Readonly<Record<string, CapabilitySpec>>;

async function register(ctx: Ctx, upstreamId: string, slug: string, specs: Specs): Promise<void> {
  await syncUpstream(ctx, upstreamId);
  await reviewTools(ctx, slug, specs);
}

async function fillSandbox(folder: string): Promise<void> {
  await mkdir(join(folder, "notes"), { recursive: true });
  const files = {
    "welcome.txt":
      "This folder is the sandbox of the demo agent. What it does here went through AgentGate first.\n",
    "notes/release.md": "# Release notes\n\n- Ship the gateway\n- Ask before writing\n",
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    if (!(await stat(path).catch(() => null))) await writeFile(path, text);
  }
}

/** Applies the classification a person has written down for this server, to tools nobody has reviewed yet. */
async function reviewTools(ctx: Ctx, upstream: string, specs: Specs): Promise<void> {
  const page = await listCapabilities(ctx, { upstream, limit: 200 });
  for (const row of page.rows) {
    // A suspended tool has changed since: only a person accepts that.
    if (row.reviewed || row.status !== "active") continue;
    const { toolName, definitionHash, updatedAt } = await getCapability(ctx, row.id);
    const spec = specs[toolName];
    if (!spec) continue;
    await reviewCapability(ctx, { capabilityId: row.id, definitionHash, updatedAt, spec });
  }
}

async function seedPolicy(ctx: Ctx): Promise<void> {
  const { tenantId } = ctx;
  const known = await withTenant(tenantId, (tx) => tx.policyDeployment.count({ where: { tenantId } }));
  if (known) return signInstalled(ctx);
  const text = (name: string) => readFile(resolve("deploy/demo", name), "utf8");
  await installPolicy(ctx, await text("policy.yaml"), await text("policy.tests.yaml"));
}
