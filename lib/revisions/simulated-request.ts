import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { isObject, parseJsonStrict, type JsonObject } from "../platform/json";
import type { Catalog, CapabilityRequest, PolicyRequest, SessionCounts } from "../policy";
import type { SimulateInput } from "./schemas";

/** What nobody is and no session has. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** A capability that the registry doesn't have, read as carefully as can be. */
const UNREGISTERED: Omit<CapabilityRequest, "name"> = {
  upstream: "",
  operation: "WRITE",
  riskLevel: null,
  reversible: false,
  scope: "",
  idempotent: false,
  requiresApproval: false,
};

type Start = Pick<PolicyRequest, "principal" | "session" | "args" | "context" | "env" | "now"> & {
  capability: string;
};

/**
 * The request that a simulation is about: a stored call's, with whatever was typed in its place. Names and
 * risks come from the registry as it is today.
 * @throws DomainError NOT_FOUND (call), INVALID_INPUT (no principal, no capability, JSON that isn't an object)
 */
export async function simulatedRequest(
  tx: Tx,
  ctx: Ctx,
  input: Omit<SimulateInput, "document">,
  catalog: Catalog,
): Promise<PolicyRequest & { registered: boolean }> {
  const start = input.callId ? await storedCall(tx, ctx, input.callId) : imagined();
  const name = input.capability?.trim() || start.capability;
  if (name === "") throw missing("/capability", "Say which capability is called.");
  const found = catalog.capabilities.find((capability) => capability.name === name);
  return {
    principal: await principalOf(tx, ctx, input.principal?.trim(), start.principal),
    tenant: catalog.tenant,
    session: start.session,
    capability: found ?? { name, ...UNREGISTERED },
    args: membersOf(input.args, "/args") ?? start.args,
    context: membersOf(input.context, "/context") ?? start.context,
    env: input.environment ? { name: input.environment } : start.env,
    now: start.now,
    registered: found !== undefined,
  };
}

function imagined(): Start {
  const now = new Date();
  return {
    principal: { id: NO_ID, name: "" },
    session: { id: NO_ID, kind: "rest", startedAt: now, taint: [], counts: NONE },
    capability: "",
    args: {},
    context: {},
    env: { name: "production" },
    now,
  };
}

const NONE: SessionCounts = { calls: 0, allowed: 0, denied: 0, held: 0 };

async function storedCall(tx: Tx, { tenantId }: Ctx, callId: string): Promise<Start> {
  const decision = await tx.decision.findFirst({ where: { tenantId, id: callId, callId } });
  if (!decision) throw notFound("call");
  const agent = await tx.agent.findFirst({ where: { tenantId, id: decision.agentId } });
  const session = decision.sessionId
    ? await tx.session.findFirst({ where: { tenantId, id: decision.sessionId } })
    : null;
  const { decidedAt } = decision;
  return {
    principal: { id: decision.agentId, name: agent ? `agent:${agent.name}` : "" },
    session: {
      id: session?.id ?? NO_ID,
      kind: session?.kind ?? "rest",
      startedAt: session?.startedAt ?? decidedAt,
      taint: session?.taint ?? [],
      counts: session ? await countsBefore(tx, tenantId, session.id, callId) : NONE,
    },
    capability: decision.capability,
    args: isObject(decision.arguments) ? decision.arguments : {},
    context: isObject(decision.context) ? decision.context : {},
    env: { name: agent?.environment ?? "production" },
    now: decidedAt,
  };
}

async function countsBefore(
  tx: Tx,
  tenantId: string,
  sessionId: string,
  callId: string,
): Promise<SessionCounts> {
  const [row] = await tx.$queryRaw<SessionCounts[]>`
    SELECT count(*)::int AS calls,
      count(*) FILTER (WHERE action = 'ALLOW')::int AS allowed,
      count(*) FILTER (WHERE action = 'DENY')::int AS denied,
      count(*) FILTER (WHERE action = 'REQUIRE_APPROVAL')::int AS held
    FROM decisions
    WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid AND id < ${callId}::uuid AND id = call_id`;
  return row ?? NONE;
}

async function principalOf(
  tx: Tx,
  { tenantId }: Ctx,
  typed: string | undefined,
  stored: PolicyRequest["principal"],
): Promise<PolicyRequest["principal"]> {
  const name = typed || stored.name;
  if (name === "") throw missing("/principal", "Say who calls, as agent:<name>.");
  if (name === stored.name) return stored;
  const agent = await tx.agent.findFirst({
    where: { tenantId, name: name.replace(/^agent:/, "") },
    select: { id: true },
  });
  return { id: agent?.id ?? NO_ID, name };
}

/** The members of an object that was typed as JSON; undefined where nothing was. */
function membersOf(text: string | undefined, pointer: string): JsonObject | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  let value;
  try {
    value = parseJsonStrict(text);
  } catch (error) {
    if (error instanceof DomainError) throw missing(pointer, error.message);
    throw error;
  }
  if (!isObject(value)) throw missing(pointer, "Write a JSON object, such as {}.");
  return value;
}

function missing(pointer: string, detail: string): DomainError {
  return new DomainError("INVALID_INPUT", detail, { faults: [{ pointer, detail }] });
}
