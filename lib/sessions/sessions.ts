import { z } from "zod";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { idFloor, isId, newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";

/** A stateless client that names no session stays in one for as long as it keeps calling; this much silence ends it. */
const IMPLICIT_IDLE_MS = 30 * 60_000;

export const OpenSessionInput = z.strictObject({
  kind: z.enum(["rest", "mcp", "implicit"]).default("rest"),
  label: z.string().max(200).default(""),
  clientInfo: z.record(z.string(), z.json()).optional(),
  protocolVersion: z.string().max(32).optional(),
  /** The person whose work the agent does in it; the caller has seen that they are a member. */
  actsForId: z.uuid().optional(),
});
export type OpenSessionInput = z.input<typeof OpenSessionInput>;

export type SessionFacts = {
  id: string;
  agentId: string;
  kind: string;
  label: string;
  /** The person whose work the agent does in it; never an approver of its calls. */
  actsForId: string | null;
  /** What the client said of itself; untrusted. */
  clientInfo: unknown;
  protocolVersion: string | null;
  startedAt: Date;
  endedAt: Date | null;
};
type Opener = { tenantId: string; agentId: string };

const FACTS = {
  id: true,
  agentId: true,
  kind: true,
  label: true,
  actsForId: true,
  clientInfo: true,
  protocolVersion: true,
  startedAt: true,
  endedAt: true,
} as const;

/**
 * Opens a session, bound for ever to this tenant and agent. `implicit` returns the agent's current implicit
 * session while its last decision is younger than 30 minutes, whichever process asks.
 */
export async function openSession(opener: Opener, input: OpenSessionInput): Promise<SessionFacts> {
  const parsed = OpenSessionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { kind, label, clientInfo, protocolVersion, actsForId } = parsed.data;
  return withTenant(opener.tenantId, async (tx) => {
    if (kind === "implicit") {
      const current = await currentImplicit(tx, opener, label, actsForId ?? null);
      if (current) return current;
    }
    return tx.session.create({
      data: {
        id: newId(),
        tenantId: opener.tenantId,
        agentId: opener.agentId,
        kind,
        label,
        startedAt: new Date(),
        ...(clientInfo ? { clientInfo: clientInfo as JsonObject } : {}),
        ...(protocolVersion ? { protocolVersion } : {}),
        ...(actsForId ? { actsForId } : {}),
      },
      select: FACTS,
    });
  });
}

async function currentImplicit(
  tx: Tx,
  { tenantId, agentId }: Opener,
  label: string,
  actsForId: string | null,
): Promise<SessionFacts | null> {
  // Two processes asking at once must agree on one session.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`agentgate.implicit.${agentId}`}, 0))`;
  const session = await tx.session.findFirst({
    // Work for one person never goes on in a session for another, or for nobody.
    where: { tenantId, agentId, kind: "implicit", label, actsForId, endedAt: null },
    orderBy: { id: "desc" },
    select: FACTS,
  });
  if (!session) return null;
  const since = Date.now() - IMPLICIT_IDLE_MS;
  if (session.startedAt.getTime() >= since) return session;
  const recent = await tx.decision.findFirst({
    where: { tenantId, sessionId: session.id, id: { gte: idFloor(since) } },
    select: { id: true },
  });
  return recent ? session : null;
}

/** The session where it exists in this tenant, else null: another tenant's session does not exist. */
export async function findSession(tenantId: string, id: string): Promise<SessionFacts | null> {
  if (!isId(id)) return null;
  return withTenant(tenantId, (tx) => tx.session.findUnique({ where: { id }, select: FACTS }));
}

/** Ends an agent's own session; later calls in it are refused. @throws NOT_FOUND, or CONFLICT where it has ended. */
export async function endSession(opener: Opener, id: string): Promise<void> {
  if (!isId(id)) throw notFound("session");
  await withTenant(opener.tenantId, async (tx) => {
    const session = await tx.session.findUnique({ where: { id }, select: FACTS });
    if (!session || session.agentId !== opener.agentId) throw notFound("session");
    const ended = await tx.session.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: new Date() },
    });
    if (ended.count === 0) throw new DomainError("CONFLICT", "This session has ended already.");
  });
}
