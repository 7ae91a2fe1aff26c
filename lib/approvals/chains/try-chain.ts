import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { invalidInput, notFound } from "../../platform/errors";
import { canDecide, whoCanDecide } from "../can-decide";
import { loadDirectory } from "../directory";
import { freezeChain } from "../freeze-chain";
import type { RequestFacts } from "../request-facts";
import type { Directory, FrozenChain, Requester } from "../types";
import { reachOf } from "./reach";
import { TryChainInput } from "./schemas";
import type { ChainTrial } from "./types";

const AS: Readonly<Record<Requester["as"], string>> = {
  owner: "owns the agent",
  deployer: "set the agent up",
  acts_for: "is who it acts for",
  exception_author: "wrote the exception",
};
const AN_HOUR = 3_600_000;

/**
 * Who could decide now if a call of this risk, of this agent, were held under this chain. Nothing is saved.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND (the agent)
 */
export async function tryChain(ctx: Ctx, input: TryChainInput): Promise<ChainTrial> {
  requirePermission(ctx, "approvals.read");
  const parsed = TryChainInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { spec, riskLevel, agentId } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const directory = await loadDirectory(tx, ctx.tenantId);
    const requesters = agentId === undefined ? [] : await requestersOf(tx, ctx.tenantId, agentId);
    const now = new Date(await databaseNow(tx));
    const chain = freezeChain(spec, "trial", 0, riskLevel);
    const request: RequestFacts = {
      status: "pending",
      expiresAt: new Date(now.getTime() + AN_HOUR),
      escalatesAt: null,
      frozenAt: null,
      chain,
      step: 0,
      requesters,
      riskLevel,
      capability: "",
      votes: [],
    };
    return {
      // As it would be saved: nobody's own agent asks, and no risk raises a quorum.
      ...reachOf(spec, directory.people),
      steps: chain.steps.map((_, step) => stepOf(chain, step, { ...request, step }, directory, now)),
      banned: await named(tx, requesters),
    };
  });
}

function stepOf(chain: FrozenChain, step: number, request: RequestFacts, directory: Directory, now: Date) {
  const { name, groups } = chain.steps[step] ?? { name: "", groups: [] };
  const people = whoCanDecide(request, directory, now).map((person) => {
    const can = canDecide(person.userId, request, directory, now);
    const [counts, inPlaceOf] = can.ok ? [can.groups, can.inPlaceOf?.name ?? null] : [[], null];
    return { ...person, groups: counts.map((group) => groups[group]?.name ?? ""), inPlaceOf };
  });
  return { name, groups: groups.map((group) => ({ name: group.name, quorum: group.quorum })), people };
}

async function requestersOf(tx: Tx, tenantId: string, agentId: string): Promise<Requester[]> {
  const agent = await tx.agent.findFirst({ where: { tenantId, id: agentId } });
  if (!agent) throw notFound("agent");
  const { ownerId, deployedById } = agent;
  return [
    ...(ownerId === null ? [] : [{ userId: ownerId, as: "owner" as const }]),
    ...(deployedById === null ? [] : [{ userId: deployedById, as: "deployer" as const }]),
  ];
}

async function named(tx: Tx, requesters: readonly Requester[]): Promise<ChainTrial["banned"]> {
  const ids = requesters.map(({ userId }) => userId);
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return users.map(({ id, name }) => ({
    name,
    as: requesters
      .filter(({ userId }) => userId === id)
      .map(({ as }) => AS[as])
      .join(" and "),
  }));
}
