import type { Catalog } from "../check-types";
import type { CompiledPolicy, CompiledRule } from "../compile";
import { PatternMasks } from "./names";

/** Where a call is made. An empty name is one that no rule names. */
export type Setting = { environment: string; tenant: string };

/** One policy seen as sets of rules: which of them a principal, a capability or an environment matches. */
export class RuleSpace {
  readonly principals: PatternMasks;
  readonly capabilities: PatternMasks;
  readonly #lists = new Map<bigint, readonly CompiledRule[]>();

  constructor(readonly policy: CompiledPolicy) {
    const { rules } = policy;
    this.principals = new PatternMasks(rules, (n) => rules[n]?.principals ?? [], ":");
    this.capabilities = new PatternMasks(rules, (n) => rules[n]?.capabilities ?? [], ".");
  }

  /** The rules that neither the environment nor the tenant excludes. */
  inSetting({ environment, tenant }: Setting): bigint {
    const fits = (names: ReadonlySet<string> | null, name: string) => names?.has(name) ?? true;
    return maskOf(
      this.policy.rules.filter((rule) => fits(rule.environments, environment) && fits(rule.tenants, tenant)),
    );
  }

  /** The rules of a set, in order, up to the first that always decides. */
  list(mask: bigint): readonly CompiledRule[] {
    const known = this.#lists.get(mask);
    if (known) return known;
    const list: CompiledRule[] = [];
    for (const position of positionsIn(mask)) {
      const rule = this.policy.rules[position];
      if (!rule) break;
      list.push(rule);
      if (rule.condition === null) break;
    }
    this.#lists.set(mask, list);
    return list;
  }
}

export function maskOf(rules: readonly { position: number }[]): bigint {
  return rules.reduce((mask, { position }) => mask | (1n << BigInt(position)), 0n);
}

/** The positions in a set, lowest first. */
export function* positionsIn(mask: bigint): Generator<number> {
  // Hexadecimal digits at once: shifting a long number bit by bit copies it each time.
  const digits = mask.toString(16);
  for (let n = digits.length - 1; n >= 0; n--) {
    const digit = Number.parseInt(digits.charAt(n), 16);
    for (let bit = 0; bit < 4; bit++) if (digit & (1 << bit)) yield (digits.length - 1 - n) * 4 + bit;
  }
}

/** Names that match the same rules in all of the policies stand together. */
export function grouped<Name extends { name: string }>(
  names: readonly Name[],
  masks: readonly PatternMasks[],
): { names: Name[]; masks: bigint[] }[] {
  const groups = new Map<string, { names: Name[]; masks: bigint[] }>();
  for (const name of names) {
    const own = masks.map((mask) => mask.of(name.name));
    const key = own.map((mask) => mask.toString(36)).join("/");
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], masks: own });
  }
  return [...groups.values()];
}

/** All settings that the policies tell apart, those of the catalog first. */
export function settingsOf(policies: readonly CompiledPolicy[], catalog: Catalog): Setting[] {
  const rules = policies.flatMap((policy) => policy.rules);
  const written = (field: "environments" | "tenants") => rules.flatMap((rule) => [...(rule[field] ?? [])]);
  const environments = new Set([...catalog.environments, ...written("environments"), ""]);
  const slugs = written("tenants");
  const tenants = new Set([catalog.tenant.slug, ...slugs, ...(slugs.length > 0 ? [""] : [])]);
  return [...tenants].flatMap((tenant) => [...environments].map((environment) => ({ environment, tenant })));
}
