import { actsForIn } from "./client";
import type { Exchange } from "./exchange";

/** The session that a request belongs to: its transport's, the one that its `_meta` names, or the agent's own without a name. */
export async function sessionOf(exchange: Exchange, meta: Record<string, unknown>): Promise<string> {
  const own = exchange.era === "legacy" ? exchange.sessionId : null;
  const person = actsForIn(meta);
  if (own && person.actsFor === undefined) return own;
  const ref = own ?? meta["io.agentgate/session"];
  const { ports } = exchange.door;
  return ports.openSession(exchange.caller, {
    kind: "implicit",
    ...(typeof ref === "string" && { ref: ref.slice(0, 200) }),
    ...person,
  });
}
