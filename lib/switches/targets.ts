import type { Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { isId } from "../platform/ids";
import type { StopTarget } from "./schemas";
import type { NamedTarget } from "./types";

type Raw = { scope: string; target: string | null };

/**
 * Each target with the name people know it by, in the order given; what is not there (any more) has none.
 * Labels of sessions come from agents: show them as text from outside.
 */
export async function nameTargets(tx: Tx, targets: readonly Raw[]): Promise<Map<string, NamedTarget>> {
  const of = (scope: string) =>
    targets.flatMap((it) => (it.scope === scope && it.target !== null ? [it.target] : []));
  const ids = (scope: string) => of(scope).filter(isId);
  const agents = await ifAny(ids("agent"), (wanted) =>
    tx.agent.findMany({
      where: { id: { in: wanted } },
      select: { id: true, name: true, description: true },
    }),
  );
  const upstreams = await ifAny(of("upstream"), (wanted) =>
    tx.upstream.findMany({ where: { slug: { in: wanted } }, select: { slug: true, name: true } }),
  );
  const capabilities = await ifAny(of("capability"), (wanted) =>
    tx.capability.findMany({
      where: { name: { in: wanted }, status: { not: "retired" } },
      select: { name: true, title: true },
    }),
  );
  const sessions = await ifAny(ids("session"), (wanted) =>
    tx.session.findMany({ where: { id: { in: wanted } }, select: { id: true, label: true, agentId: true } }),
  );
  const owners = await ifAny(
    sessions.map(({ agentId }) => agentId),
    (wanted) => tx.agent.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } }),
  );
  const nameOf = new Map(owners.map(({ id, name }) => [id, name]));
  const named: NamedTarget[] = [
    { scope: "global", target: null, label: "", detail: "Every tenant" },
    { scope: "tenant", target: null, label: "", detail: "Every agent of this tenant" },
    ...agents.map((it) => ({
      scope: "agent" as const,
      target: it.id,
      label: it.name,
      detail: it.description,
    })),
    ...upstreams.map((it) => ({
      scope: "upstream" as const,
      target: it.slug,
      label: it.name,
      detail: it.slug,
    })),
    ...capabilities.map((it) => ({
      scope: "capability" as const,
      target: it.name,
      label: it.name,
      detail: it.title,
    })),
    ...sessions.map((it) => ({
      scope: "session" as const,
      target: it.id,
      label: sessionLabel(it.id),
      detail: [nameOf.get(it.agentId) ?? "unknown agent", it.label].filter(Boolean).join(" · "),
    })),
  ];
  return new Map(named.map((it) => [keyOf(it), it]));
}

/** Asks for what there is to ask for: a stop of one thing should not wait for answers about nothing. */
async function ifAny<T>(wanted: string[], read: (wanted: string[]) => Promise<T[]>): Promise<T[]> {
  return wanted.length === 0 ? [] : read(wanted);
}

/** What is not there is an error that names it: a stop that stops nothing must not look like one. @throws DomainError INVALID_INPUT */
export async function requireTargets(tx: Tx, targets: readonly StopTarget[]): Promise<NamedTarget[]> {
  const known = await nameTargets(tx, targets);
  return targets.map((it, index) => {
    const named = known.get(keyOf(it));
    if (named) return named;
    const detail = `There is no ${it.scope} ${it.target ?? ""} in this tenant.`;
    throw new DomainError("INVALID_INPUT", detail, {
      faults: [{ pointer: `/targets/${index}/target`, detail }],
    });
  });
}

export function keyOf({ scope, target }: Raw): string {
  return `${scope} ${target ?? ""}`;
}

/** As the console shortens ids. */
export function sessionLabel(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-4)}`;
}
