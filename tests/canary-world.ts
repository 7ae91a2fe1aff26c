import { randomBytes } from "node:crypto";
import { getCapability, listCapabilities, readSpec, reviewCapability } from "../lib/capabilities";
import { createCredential, type CreateCredentialInput, type CredentialUse } from "../lib/credentials";
import { addNetworkRule } from "../lib/outbound";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import type { JsonObject } from "../lib/platform/json";
import { installPolicy } from "../lib/revisions";
import { createUpstream, importOpenApi, previewOpenApi, syncUpstream } from "../lib/upstreams";
import { json, startPeer, type Peer } from "./credential-peers";
import { ctxFor, createTenant, type TestTenant } from "./factories";
import { startMcpPeer, type McpPeer } from "./mcp-peer";
import { misbehaving } from "./upstream-peers";

const ALLOW_ALL = `version: 1
rules: [{ id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }]
`;

/** Texts that must stay with who sends them, each unique, by where it was put. */
export class Canaries {
  readonly all: { slot: string; text: string }[] = [];

  /** A new secret text for a slot. */
  make(slot: string): string {
    // Only characters that every issuer and every place takes.
    const text = `cnry_${slot.replaceAll("-", "_")}_${randomBytes(9).toString("hex")}`;
    return this.keep(slot, text);
  }
  keep(slot: string, text: string): string {
    this.all.push({ slot, text });
    return text;
  }

  /** Slots whose secret stands in a text: as it is, in base64, or as an address writes it. */
  foundIn(text: string): string[] {
    const forms = (secret: string) => [
      secret,
      // Inside a longer text base64 shifts by up to two bytes; the middle is the same in one of three.
      ...[0, 1, 2].map((skip) => middle(Buffer.from(secret.slice(skip)).toString("base64"))),
      encodeURIComponent(secret),
    ];
    return this.all
      .filter(({ text: secret }) => forms(secret).some((it) => text.includes(it)))
      .map((it) => it.slot);
  }
}

const middle = (base64: string) => base64.slice(0, -4);

/** An API that shows whoever calls it what it was called with, in each way an answer can. */
export function startEchoApi(): Promise<Peer> {
  return startPeer((request) => {
    const seen = {
      headers: request.headers,
      encoded: Buffer.from(JSON.stringify(request.headers)).toString("base64"),
    };
    if (request.path === "/fail") return json({ error: `You sent ${JSON.stringify(seen)}` }, 400);
    if (request.path === "/break") return json(seen, 503);
    if (request.path === "/garbage") return { body: `{"broken": ${JSON.stringify(seen)}` };
    if (request.path === "/away")
      return {
        status: 302,
        headers: { location: `/echo?token=${encodeURIComponent(String(seen.headers.authorization))}` },
      };
    return json(seen);
  });
}

export const ECHO_OPERATIONS = ["echo", "fail", "break", "garbage", "away"] as const;

function echoDocument(): string {
  const operation = (id: string) => ({
    get: { operationId: id, responses: { 200: { description: "What was sent" } } },
  });
  const paths = Object.fromEntries(ECHO_OPERATIONS.map((id) => [`/${id}`, operation(id)]));
  return JSON.stringify({ openapi: "3.1.0", info: { title: "Echo", version: "1" }, paths });
}

/** A token endpoint, a broker and an STS that make secrets up, and sometimes repeat ours in an error. */
export function startIssuers(canaries: Canaries): Promise<Peer> {
  return startPeer(({ path, headers, body }) => {
    if (path.startsWith("/refusing"))
      return json(
        { error: "invalid_client", error_description: `${String(headers.authorization)} ${body}` },
        401,
      );
    if (path === "/token")
      return json({ access_token: canaries.make("oauth-token"), token_type: "Bearer", expires_in: 600 });
    if (path === "/issue")
      return json({ credential: canaries.make("leased"), lease_id: newId(), expires_in: 600 });
    if (path === "/revoke" || path === "/revocation") return json({ revoked: true });
    const parts = {
      AccessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      SecretAccessKey: canaries.make("sts-secret"),
      SessionToken: canaries.make("sts-session"),
      Expiration: new Date(Date.now() + 900_000).toISOString(),
    };
    const members = Object.entries(parts).map(([name, text]) => `<${name}>${text}</${name}>`);
    const xml = `<AssumeRoleResponse><AssumeRoleResult><Credentials>${members.join("")}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    return { type: "text/xml", body: xml };
  });
}

export type CanaryWorld = {
  tenant: TestTenant;
  ctx: Ctx;
  canaries: Canaries;
  api: Peer;
  issuers: Peer;
  mcp: McpPeer;
  credentialIds: string[];
  upstreamIds: string[];
  close: () => Promise<void>;
};

/** A tenant with an upstream behind each kind of credential, in each way of handing it over. */
export async function canaryWorld(): Promise<CanaryWorld> {
  const canaries = new Canaries();
  const tenant = await createTenant("Canaries");
  const ctx = ctxFor(tenant.id, tenant.admin);
  await addNetworkRule(ctx, { cidr: "127.0.0.0/8" });
  const [api, issuers, mcp] = await Promise.all([startEchoApi(), startIssuers(canaries), startMcpPeer()]);
  const world: CanaryWorld = {
    tenant,
    ctx,
    canaries,
    api,
    issuers,
    mcp,
    credentialIds: [],
    upstreamIds: [],
    close: async () => void (await Promise.all([api.close(), issuers.close(), mcp.stop()])),
  };
  await installPolicy(ctx, ALLOW_ALL);
  return world;
}

export type Slot = {
  name: string;
  config: CreateCredentialInput["config"];
  secrets: Record<string, string>;
  deliver: CredentialUse["deliver"];
  per?: CredentialUse["per"];
};

/** A credential, and an upstream of a kind that it opens. @returns the upstream's id */
export async function addSlot(
  world: CanaryWorld,
  slot: Slot,
  kind: "http" | "mcp_http" | "mcp_stdio",
): Promise<string> {
  const { ctx, api, mcp } = world;
  const { id } = await createCredential(ctx, { name: slot.name, config: slot.config, secrets: slot.secrets });
  world.credentialIds.push(id);
  const use = { deliver: slot.deliver, per: slot.per ?? "session", scope: "", ttlSeconds: 900 } as const;
  const upstreamId =
    kind === "mcp_stdio"
      ? await addChild(world, slot.name, id, use)
      : (
          await createUpstream(ctx, {
            slug: slot.name,
            name: slot.name,
            target:
              kind === "http" ? { kind, config: { baseUrl: api.url } } : { kind, config: { url: mcp.url } },
            credential: { id, use },
          })
        ).id;
  world.upstreamIds.push(upstreamId);
  if (kind === "http") {
    const source = { from: "text" as const, text: echoDocument() };
    const { hash } = await previewOpenApi(ctx, { source, upstreamId });
    await importOpenApi(ctx, { upstreamId, source, hash, operations: [...ECHO_OPERATIONS] });
  } else await syncUpstream(ctx, upstreamId);
  await acceptAll(ctx, slot.name);
  return upstreamId;
}

/** Only the operator says which programs run, so this one is written down rather than set up. */
async function addChild(
  world: CanaryWorld,
  slug: string,
  credentialId: string,
  use: JsonObject,
): Promise<string> {
  const id = newId();
  const { tenantId } = world.ctx;
  const config = { ...misbehaving().config, credentialEnv: ["TOKEN"] };
  await withTenant(tenantId, (tx) =>
    tx.upstream.create({
      data: { id, tenantId, slug, name: slug, kind: "mcp_stdio", config, credentialId, credentialUse: use },
    }),
  );
  return id;
}

async function acceptAll(ctx: Ctx, slug: string): Promise<void> {
  const { rows } = await listCapabilities(ctx, { upstream: slug, limit: 200 });
  const words = { scope: "none", effects: "none", justification: "It only shows.", consequence: "Shows" };
  for (const { id } of rows) {
    const { definitionHash, updatedAt } = await getCapability(ctx, id);
    await reviewCapability(ctx, { capabilityId: id, definitionHash, updatedAt, spec: readSpec(words) });
  }
}
