import { compileCondition, type Condition } from "../cel";
import { Facts } from "../facts";
import type { CapabilityRequest, PolicyRequest } from "../types";
import { type Atom, keyOfSource, type Truth } from "./formula";

/** What is known of all calls of one class. Null stands for anything. */
export type ClassFacts = {
  principal: string | null;
  environment: string | null;
  tenant: { id: string; slug: string } | null;
  capability: CapabilityRequest | null;
};

const READABLE = new Set(["principal.name", "env.name", "tenant.id", "tenant.slug", "capability"]);

/** Parts of conditions that read nothing but what a class fixes, evaluated by the engine's own means. */
export class FixedAtoms {
  readonly #conditions = new Map<string, Condition | null>();
  readonly #values = new Map<string, Truth>();

  /** True where some class might fix the atom's value. */
  isFixable(atom: Atom): boolean {
    return atom.reads.size > 0 && [...atom.reads].every((name) => READABLE.has(name));
  }

  /** The atom's value in all calls of the class, or undefined where they differ. */
  valueOf(atom: Atom, facts: ClassFacts): Truth | undefined {
    if (!this.isFixable(atom)) return undefined;
    const parts: string[] = [atom.key];
    for (const name of atom.reads) {
      const part = partOf(name, facts);
      if (part === null) return undefined;
      parts.push(part);
    }
    const key = parts.join("\n");
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const condition = this.#conditionOf(atom);
    if (!condition) return undefined;
    const value = condition(new Facts(requestOf(facts), facts.capability?.riskLevel ?? "HIGH"));
    const truth = typeof value === "boolean" ? value : "failed";
    this.#values.set(key, truth);
    return truth;
  }

  #conditionOf(atom: Atom): Condition | null {
    const known = this.#conditions.get(atom.key);
    if (known !== undefined) return known;
    const made = keyOfSource(atom.source) === atom.key ? compileQuietly(atom.source) : null;
    this.#conditions.set(atom.key, made);
    return made;
  }
}

/** Null for a part that isn't a condition by itself; then its value counts as unknown. */
function compileQuietly(source: string): Condition | null {
  try {
    return compileCondition(source).holds;
  } catch {
    return null;
  }
}

/** Text that is equal where what the variable stands for is equal; null where that is unknown. */
function partOf(name: string, { principal, environment, tenant, capability }: ClassFacts): string | null {
  if (name === "principal.name") return principal;
  if (name === "env.name") return environment;
  if (name === "capability") return capability && JSON.stringify(capability);
  return tenant && `${tenant.id} ${tenant.slug}`;
}

const NOTHING: CapabilityRequest = {
  name: "",
  upstream: "",
  operation: "",
  riskLevel: null,
  reversible: false,
  scope: "",
  idempotent: false,
  requiresApproval: false,
};

/** Only what the atom reads is ever looked at, and that is known. */
function requestOf({ principal, environment, tenant, capability }: ClassFacts): PolicyRequest {
  const start = new Date(0);
  return {
    principal: { id: "", name: principal ?? "" },
    tenant: tenant ?? { id: "", slug: "" },
    session: { id: "", kind: "", startedAt: start, taint: [] },
    capability: capability ?? NOTHING,
    args: {},
    context: {},
    env: { name: environment ?? "" },
    now: start,
  };
}
