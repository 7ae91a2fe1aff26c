import { Prisma } from "../platform/db";
import { isId } from "../platform/ids";
import type { StopTarget } from "./schemas";

/** What of a call decides whether a stop covers it. */
export type CallMark = { agentId: string; capability: string; upstream: string; sessionId: string };

/** Whether a stop of this target covers this call. The gateway asks its own snapshot the same. */
export function covers({ scope, target }: StopTarget, call: CallMark): boolean {
  switch (scope) {
    case "global":
    case "tenant":
      return true;
    case "agent":
      return target === call.agentId;
    case "upstream":
      return target === call.upstream;
    case "capability":
      return target === call.capability;
    case "session":
      return target === call.sessionId;
  }
}

/**
 * The same as a condition on rows `x` that have agent_id, session_id and capability: decisions, approvals, grants. Says
 * what settle_freezes says in SQL, but for the sessions that a restart's stage lets through.
 */
export function coversSql(targets: readonly StopTarget[]): Prisma.Sql {
  return any(
    targets.map(({ scope, target }) => {
      switch (scope) {
        case "global":
        case "tenant":
          return Prisma.sql`true`;
        case "agent":
          return isTarget("x.agent_id", target);
        case "upstream":
          return Prisma.sql`x.capability IN (SELECT c.name FROM capabilities c JOIN upstreams u ON u.id = c.upstream_id
            WHERE c.tenant_id = x.tenant_id AND u.slug = ${target})`;
        case "capability":
          return Prisma.sql`x.capability = ${target}`;
        case "session":
          return isTarget("x.session_id", target);
      }
    }),
  );
}

/** Sessions `s` of which no call runs any more; one of several tools of a session stops no session. */
export function wholeSessionsSql(targets: readonly StopTarget[]): Prisma.Sql {
  return any(
    targets.map(({ scope, target }) => {
      if (scope === "global" || scope === "tenant") return Prisma.sql`true`;
      if (scope === "agent") return isTarget("s.agent_id", target);
      return scope === "session" ? isTarget("s.id", target) : Prisma.sql`false`;
    }),
  );
}

/** Agents `g` of which no call runs any more. */
export function wholeAgentsSql(targets: readonly StopTarget[]): Prisma.Sql {
  return any(
    targets.map(({ scope, target }) => {
      if (scope === "global" || scope === "tenant") return Prisma.sql`true`;
      return scope === "agent" ? isTarget("g.id", target) : Prisma.sql`false`;
    }),
  );
}

const COLUMNS = {
  "x.agent_id": Prisma.sql`x.agent_id`,
  "x.session_id": Prisma.sql`x.session_id`,
  "s.agent_id": Prisma.sql`s.agent_id`,
  "s.id": Prisma.sql`s.id`,
  "g.id": Prisma.sql`g.id`,
};

/** Compared as an id, for which there is an index; as text every call of the last minutes would be looked at. */
function isTarget(column: keyof typeof COLUMNS, target: string | null): Prisma.Sql {
  return target !== null && isId(target)
    ? Prisma.sql`${COLUMNS[column]} = ${target}::uuid`
    : Prisma.sql`false`;
}

function any(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join([...conditions], " OR ")})`;
}
