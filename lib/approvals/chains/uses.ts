import { LRUCache } from "lru-cache";
import { LineCounter } from "yaml";
import type { Tx } from "../../platform/db";
import { isObject, sha256 } from "../../platform/json";
import { singleton } from "../../platform/singleton";
import { composeYaml } from "../../platform/yaml";
import type { ChainUse } from "./types";

/** The policies that matter: what is in force, and what people work on. */
const LIVE_STATES = ["published", "in_review", "draft"];
const MOST_REVISIONS = 50;
/** Who is asked where a rule that asks doesn't say. */
const UNSAID = "reviewer";

/** Which policies name which chain, by its name. Of a text that is no policy yet, what can be read. */
export async function chainUses(tx: Tx, tenantId: string): Promise<Map<string, ChainUse[]>> {
  const revisions = await tx.policyRevision.findMany({
    where: { tenantId, state: { in: LIVE_STATES } },
    select: { id: true, number: true, title: true, state: true, document: true },
    orderBy: { number: "desc" },
    take: MOST_REVISIONS,
  });
  const uses = new Map<string, ChainUse[]>();
  for (const { id, document, ...revision } of revisions) {
    for (const [name, rules] of namedOnce(document))
      uses.set(name, [...(uses.get(name) ?? []), { revisionId: id, ...revision, rules }]);
  }
  return uses;
}

/** A text always names the same chains, so each is read once. */
function namedOnce(document: string): ReadonlyMap<string, number> {
  const cache = singleton(
    "chains-named",
    () => new LRUCache<string, ReadonlyMap<string, number>>({ max: 500 }),
  );
  const key = sha256(document);
  let named = cache.get(key);
  if (!named) cache.set(key, (named = chainsNamed(document)));
  return named;
}

/** How many rules of a policy's text ask which chain. */
export function chainsNamed(document: string): Map<string, number> {
  const named = new Map<string, number>();
  for (const rule of rulesOf(document)) {
    const name = chainOf(rule);
    if (name !== null) named.set(name, (named.get(name) ?? 0) + 1);
  }
  return named;
}

function rulesOf(document: string): unknown[] {
  let value: unknown;
  try {
    value = composeYaml(document, new LineCounter()).toJS({ maxAliasCount: 0 });
  } catch {
    return [];
  }
  return isObject(value) && Array.isArray(value.rules) ? value.rules : [];
}

function chainOf(rule: unknown): string | null {
  if (!isObject(rule) || rule.action === "DENY") return null;
  const { obligations } = rule;
  const approval = isObject(obligations) ? obligations.approval : undefined;
  if (isObject(approval)) {
    const name = approval.chain ?? approval.role ?? UNSAID;
    return typeof name === "string" ? name : null;
  }
  return rule.action === "REQUIRE_APPROVAL" ? UNSAID : null;
}
