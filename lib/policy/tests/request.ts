import type { Json, JsonObject } from "../../platform/json";
import type { Catalog } from "../check-types";
import { suggest } from "../suggest";
import type { CapabilityRequest, PolicyRequest } from "../types";
import type { PolicyTest } from "./schemas";

/** What a test sees where it doesn't say: a test never depends on when and where it runs. */
export const TEST_NOW = "2026-01-01T12:00:00Z";
export const TEST_ENVIRONMENT = "production";
const TEST_ID = "01890000-0000-7000-8000-000000000001";

/** The request that a test describes, or the sentence that says why there is none. */
export function requestOf({ given }: PolicyTest, catalog: Catalog): PolicyRequest | string {
  const capability = capabilityOf(given, catalog);
  if (typeof capability === "string") return capability;
  const now = new Date(given.now ?? TEST_NOW);
  const session = given.session ?? {};
  return {
    principal: { id: TEST_ID, name: given.principal },
    tenant: catalog.tenant,
    session: {
      id: TEST_ID,
      kind: session.kind ?? "agent",
      startedAt: new Date(now.getTime() - (session.ageSeconds ?? 0) * 1_000),
      taint: session.taint ?? [],
      counts: {
        calls: session.calls ?? 0,
        allowed: session.allowed ?? 0,
        denied: session.denied ?? 0,
        held: session.held ?? 0,
      },
    },
    capability,
    args: membersOf(given.args),
    context: membersOf(given.context),
    env: { name: given.environment ?? TEST_ENVIRONMENT },
    now,
  };
}

function capabilityOf({ capability: name, facts = {} }: PolicyTest["given"], catalog: Catalog) {
  const known = catalog.capabilities.find((capability) => capability.name === name);
  if (!known && (facts.risk === undefined || facts.operation === undefined))
    return `The registry has no capability ${name}. ${adviceFor(name, catalog)}`;
  const registered = known ?? UNREGISTERED;
  const capability: CapabilityRequest = {
    name,
    upstream: facts.upstream ?? registered.upstream,
    operation: facts.operation ?? registered.operation,
    riskLevel: facts.risk ?? registered.riskLevel,
    reversible: facts.reversible ?? registered.reversible,
    scope: facts.scope ?? registered.scope,
    idempotent: facts.idempotent ?? registered.idempotent,
    requiresApproval: facts.requiresApproval ?? registered.requiresApproval,
  };
  return capability;
}

/** The most careful reading of what a test leaves out about a capability that the registry doesn't have. */
const UNREGISTERED = {
  upstream: "",
  operation: "WRITE",
  riskLevel: null,
  reversible: false,
  scope: "",
  idempotent: false,
  requiresApproval: false,
} as const;

function adviceFor(name: string, catalog: Catalog): string {
  const names = catalog.capabilities.map((capability) => capability.name);
  const near = names.length > 0 ? suggest(name, names) : "";
  const facts = "Or say what it is: facts: {risk: …, operation: …}.";
  return near.startsWith("Did you mean") ? `${near} ${facts}` : facts.replace("Or say", "Say");
}

/** The schema has seen that these are JSON; its own type only says so in other words. */
function membersOf(members: PolicyTest["given"]["args"]): JsonObject {
  const copied: JsonObject = {};
  for (const [key, value] of Object.entries(members ?? {})) copied[key] = value as Json;
  return copied;
}
