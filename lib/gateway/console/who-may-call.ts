import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { notFound } from "../../platform/errors";
import { isId } from "../../platform/ids";
import { possibleAnswers, type PolicyException, type Prospect } from "../../policy";
import { inForce, type Environment, type InForce } from "../../revisions";
import { activeExceptions } from "../snapshot/load";
import type { CallersOfEnvironment } from "../types";

/** More agents than a person looks through. */
const MAX_AGENTS = 500;

type Agent = { id: string; name: string; environment: string };
type Registered = Prospect["capability"];

/**
 * What the policies in force could answer to each agent for one capability, by environment. It is what the
 * policy says of itself: switches, limits and the state of the capability come on top.
 * @throws DomainError FORBIDDEN, NOT_FOUND
 */
export async function whoMayCall(ctx: Ctx, capabilityId: string): Promise<CallersOfEnvironment[]> {
  requirePermission(ctx, "capabilities.read");
  requirePermission(ctx, "policy.read");
  if (!isId(capabilityId)) throw notFound("capability");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const capability = await loadCapability(tx, tenantId, capabilityId);
    const { slug } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } });
    const agents = await tx.agent.findMany({
      where: { tenantId, disabledAt: null, test: false },
      orderBy: { name: "asc" },
      take: MAX_AGENTS,
      select: { id: true, name: true, environment: true },
    });
    const policies = await inForce(tx, tenantId);
    const exceptions = await activeExceptions(tx, tenantId);
    const environments = [...new Set([...policies.keys(), ...agents.map((it) => it.environment)])];
    return environments.sort(byWeight).map((environment) => {
      const own = agents.filter((it) => it.environment === environment);
      // A CHECK constraint keeps agents to these words.
      const name = environment as Environment;
      return callersOf(name, policies.get(name), own, { capability, tenant: slug, exceptions });
    });
  });
}

async function loadCapability(tx: Tx, tenantId: string, id: string): Promise<Registered> {
  const row = await tx.capability.findFirst({ where: { id, tenantId } });
  if (!row) throw notFound("capability");
  const { name, riskLevel, requiresApproval } = row;
  return { name, riskLevel: riskLevel as Registered["riskLevel"], requiresApproval }; // safe because of CHECK risk_known
}

const WEIGHTS: readonly string[] = ["production", "staging", "preview"];
const byWeight = (a: string, b: string) => WEIGHTS.indexOf(a) - WEIGHTS.indexOf(b);

type Asked = { capability: Registered; tenant: string; exceptions: readonly PolicyException[] };

function callersOf(
  environment: Environment,
  deployed: InForce | undefined,
  agents: readonly Agent[],
  { capability, tenant, exceptions }: Asked,
): CallersOfEnvironment {
  const compiled = deployed && "compiled" in deployed ? deployed.compiled : null;
  return {
    environment,
    revision: compiled && deployed ? { id: deployed.revisionId, number: deployed.number } : null,
    agents: agents.map(({ id, name }) => {
      const principal = `agent:${name}`;
      const prospect = { principal, environment, tenant, capability };
      return {
        id,
        name,
        answers: compiled ? possibleAnswers(compiled, prospect) : [],
        excepted: exceptions.some(
          (it) =>
            it.capability === capability.name && (it.principal === undefined || it.principal === principal),
        ),
      };
    }),
  };
}
