import { Prisma } from "../platform/db";
import { isId } from "../platform/ids";
import type { Filter } from "./rows";
import type { ListApprovalsInput } from "./schemas";

type Filters = { [Key in "risk" | "agent" | "capability" | "rule"]: string[] } & {
  q?: ListApprovalsInput["q"];
};

/** The inbox's filters as a condition on the request `a`. */
export function filterSql({ risk, agent, capability, rule, q }: Filters): Filter {
  const all = [Prisma.sql`true`];
  if (risk.length > 0) all.push(Prisma.sql`a.risk_level = ANY (${risk})`);
  if (agent.length > 0)
    all.push(Prisma.sql`a.agent_id IN (SELECT id FROM agents WHERE name = ANY (${agent}))`);
  if (capability.length > 0) all.push(Prisma.sql`a.capability = ANY (${capability})`);
  if (rule.length > 0) all.push(Prisma.sql`a.rule_id = ANY (${rule})`);
  if (q && isId(q)) all.push(Prisma.sql`${q}::uuid IN (a.id, a.call_id, a.session_id)`);
  else if (q) {
    const like = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
    all.push(
      Prisma.sql`(a.capability ILIKE ${like} OR a.agent_id IN (SELECT id FROM agents WHERE name ILIKE ${like}))`,
    );
  }
  return Prisma.join(all, " AND ");
}
