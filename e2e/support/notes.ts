import { getCapability, listCapabilities, reviewCapability, readSpec } from "../../lib/capabilities";
import { addNetworkRule } from "../../lib/outbound";
import { withTenant } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { installPolicy } from "../../lib/revisions";
import { closeUpstreams, syncUpstream } from "../../lib/upstreams";
import { ctxFor, type TestTenant } from "../../tests/factories";
import { startNotesServer, type NotesServer } from "./notes-server";
import { test as base } from "./fixtures";

const POLICY = `version: 1
default: DENY
rules:
  - id: no-secrets
    principals: ["agent:*"]
    capabilities: ["notes.*"]
    when: has(args.path) && args.path.startsWith("secret")
    action: DENY
    reason: Secret notes stay closed.
  - id: notes
    principals: ["agent:*"]
    capabilities: ["notes.*"]
    action: ALLOW
    reason: Notes are for everybody.
`;

export type Notes = {
  tenant: TestTenant;
  server: NotesServer;
  /** Lists the server's tools again, as the gateway does by itself. */
  sync: () => Promise<void>;
  /** The id of a tool's capability. */
  idOf: (tool: string) => Promise<string>;
  /** Accepts a tool as one that only reads. */
  accept: (tool: string) => Promise<void>;
};

/** A tenant with a real MCP server of notes behind it, whose tools nobody has reviewed. */
export const test = base.extend<{ notes: Notes }>({
  notes: async ({ tenant }, use) => {
    const server = await startNotesServer();
    const ctx = ctxFor(tenant.id, tenant.admin);
    const upstreamId = newId();
    await addNetworkRule(ctx, { cidr: "127.0.0.0/8", note: "The server of this journey" });
    await withTenant(tenant.id, (tx) =>
      tx.upstream.createMany({
        data: {
          id: upstreamId,
          tenantId: tenant.id,
          slug: "notes",
          name: "Notes",
          kind: "mcp_http",
          config: { url: server.url },
        },
      }),
    );
    await installPolicy(ctx, POLICY);
    const sync = async () => void (await syncUpstream(ctx, upstreamId));
    const idOf = async (tool: string) => {
      const { rows } = await listCapabilities(ctx, { q: `notes.${tool}` });
      const found = rows.find(({ name }) => name === `notes.${tool}`);
      if (!found) throw new Error(`there is no capability notes.${tool}`);
      return found.id;
    };
    const accept = async (tool: string) => {
      const capabilityId = await idOf(tool);
      const { definitionHash, updatedAt } = await getCapability(ctx, capabilityId);
      const words = {
        scope: "one note",
        effects: "none",
        justification: "It only reads.",
        consequence: "Reads the note {{args.path}}",
      };
      const reason = "Read with its owner.";
      await reviewCapability(ctx, { capabilityId, definitionHash, updatedAt, spec: readSpec(words), reason });
    };
    await sync();
    await use({ tenant, server, sync, idOf, accept });
    await closeUpstreams();
    await server.stop();
  },
});
