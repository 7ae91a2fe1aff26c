import {
  getCapability,
  importTools,
  listCapabilities,
  readSpec,
  reviewCapability,
  type CapabilityDetail,
  type CapabilitySpec,
  type ImportReport,
  type Tool,
} from "../lib/capabilities";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { createTenant, ctxFor, type TestTenant } from "./factories";

export type RegistryWorld = {
  tenant: TestTenant;
  admin: Ctx;
  /** An upstream that nobody calls; what it offers is what the test says. */
  addUpstream: (slug: string, kind: string) => Promise<string>;
  /** What the upstream that was added last offers now. */
  offer: (...tools: Tool[]) => Promise<ImportReport>;
  named: (name: string) => Promise<CapabilityDetail>;
  /** The admin's review of the present definition. */
  accept: (name: string, spec?: CapabilitySpec, reason?: string) => Promise<CapabilityDetail>;
};

/** A new tenant with an upstream `io.fs` of kind mcp_stdio. */
export async function registryWorld(): Promise<RegistryWorld> {
  const tenant = await createTenant();
  const admin = ctxFor(tenant.id, tenant.admin);
  let upstreamId = "";
  const named = async (name: string) => {
    const { rows } = await listCapabilities(admin, { q: name, limit: 200 });
    return getCapability(admin, rows.find((one) => one.name === name)?.id ?? "");
  };
  const world: RegistryWorld = {
    tenant,
    admin,
    addUpstream: async (slug, kind) => {
      upstreamId = newId();
      const data = { id: upstreamId, tenantId: tenant.id, slug, name: slug, kind, config: {} };
      await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data }));
      return upstreamId;
    },
    offer: (...tools) => importTools(admin, { upstreamId, tools }),
    named,
    accept: async (name, spec = READS, reason = "Looked at it.") => {
      const { id, definitionHash, updatedAt } = await named(name);
      return reviewCapability(admin, { capabilityId: id, definitionHash, updatedAt, spec, reason });
    },
  };
  await world.addUpstream("io.fs", "mcp_stdio");
  return world;
}

/** The plainest spec there is. */
const READS = readSpec({ scope: "", effects: "", justification: "It reads.", consequence: "" });
