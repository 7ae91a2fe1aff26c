import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  getCapability,
  listCapabilities,
  reviewCapability,
  type CapabilitySpec,
} from "../../lib/capabilities";
import { addNetworkRule } from "../../lib/outbound";
import { withTenant } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { syncUpstream } from "../../lib/upstreams";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { startFilesServer, type FilesServer } from "./files-server";

/** Rules for it: anybody writes, nobody deletes but incidents, which take back. */
export const FILES_RULES = `  - id: files-are-written
    principals: ["agent:*"]
    capabilities: [files.write_file, files.list_files]
    when: '!has(args.path) || !args.path.startsWith("secret")'
    action: ALLOW
    reason: Writing new files is allowed, because it can be taken back.
  - id: files-are-taken-back
    principals: ["agent:compensation"]
    capabilities: [files.delete_file]
    action: ALLOW
    acceptRisk: HIGH
    reason: An incident takes back what an agent did.
`;

const SCOPE = "One folder of this server";
const spec = (
  it: Pick<CapabilitySpec, "operation" | "compensation" | "consequence"> & {
    level: "LOW" | "MEDIUM" | "HIGH";
  },
) => {
  const { operation, compensation, consequence, level } = it;
  return {
    operation,
    sideEffects: { reversible: operation !== "DELETE", scope: SCOPE, description: consequence },
    compensation,
    risk: { level, justification: "Reaches one folder only.", requiresApproval: false },
    idempotent: operation !== "WRITE",
    timeoutMs: 10_000,
    retries: 0,
    consequence,
  } satisfies CapabilitySpec;
};
const NONE = { supported: false, strategy: "", capability: null };

const SPECS: Readonly<Record<string, CapabilitySpec>> = {
  list_files: spec({ operation: "READ", compensation: NONE, consequence: "List the folder", level: "LOW" }),
  write_file: spec({
    operation: "WRITE",
    compensation: {
      supported: true,
      strategy: "Delete the file: it was not there before.",
      capability: "files.delete_file",
      mapping: { path: { from: "arguments", pointer: "/path" } },
    },
    consequence: "Write the new file {{args.path}}",
    level: "MEDIUM",
  }),
  delete_file: spec({
    operation: "DELETE",
    compensation: { supported: true, strategy: "Write the file again from where it came.", capability: null },
    consequence: "Delete the file {{args.path}}",
    level: "HIGH",
  }),
};

/**
 * A reviewed upstream `files` of this tenant on a new folder, which goes when it is stopped; the caller publishes a
 * policy with FILES_RULES.
 */
export async function addFiles(tenant: TestTenant): Promise<FilesServer> {
  const server = await startFilesServer(await mkdtemp(join(tmpdir(), "agentgate-files-")));
  const ctx = ctxFor(tenant.id, tenant.admin);
  const upstreamId = newId();
  await addNetworkRule(ctx, { cidr: "127.0.0.0/8", note: "The file server of this journey" });
  await withTenant(tenant.id, (tx) =>
    tx.upstream.createMany({
      data: {
        ...{ id: upstreamId, tenantId: tenant.id, slug: "files", name: "Files" },
        ...{ kind: "mcp_http", config: { url: server.url } },
      },
    }),
  );
  await syncUpstream(ctx, upstreamId);
  // What compensates has to be there first.
  for (const tool of ["list_files", "delete_file", "write_file"]) {
    const { rows } = await listCapabilities(ctx, { q: `files.${tool}` });
    const found = rows.find(({ name }) => name === `files.${tool}`);
    if (!found) throw new Error(`there is no capability files.${tool}`);
    const { id: capabilityId, definitionHash, updatedAt } = await getCapability(ctx, found.id);
    await reviewCapability(ctx, { capabilityId, definitionHash, updatedAt, spec: SPECS[tool]! });
  }
  const stop = async () => {
    await server.stop();
    await rm(server.folder, { recursive: true });
  };
  return { ...server, stop };
}
