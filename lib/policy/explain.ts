import type { Json, JsonObject } from "../platform/json";
import { blame, type Blamed } from "./cel-because";
import type { Chain } from "./cel-ast";
import type { CompiledPolicy, CompiledRule } from "./compile";
import { evaluate } from "./evaluate";
import { Facts } from "./facts";
import { redact, REDACTED, segmentsOf } from "./redact";
import type { Because, FullExplanation, PolicyException, PolicyRequest, TriedRule } from "./types";

/** A value in an explanation has at most this many characters of JSON. */
const MAX_VALUE = 100;

/**
 * How evaluate() comes to its answer, for people: for each rule whose condition was false or failed, which parts of
 * it did, with what they read. Evaluates again, part by part, so it costs far more than a decision; pure all the same.
 * What any rule that could match redacts is masked.
 */
export function explain(
  policy: CompiledPolicy,
  request: PolicyRequest,
  exceptions?: readonly PolicyException[],
): FullExplanation {
  const { explanation } = evaluate(policy, request, exceptions);
  const candidates = policy.index.candidates(request.principal.name, request.capability.name);
  const rules = new Map(candidates.map((rule) => [rule.id, rule]));
  const values = new Values(request, candidates);
  const tried = explanation.tried.map((it) => withReasons(it, rules.get(it.ruleId), values));
  return { ...explanation, tried };
}

function withReasons(tried: TriedRule, rule: CompiledRule | undefined, values: Values) {
  const unmet = tried.outcome === "condition_false" || tried.outcome === "condition_failed";
  if (!unmet || !rule?.when) return tried;
  return { ...tried, because: blame(rule.when.text, values.facts).map((part) => values.because(part)) };
}

/** What names stand for in one request, as far as it may be shown. */
class Values {
  readonly facts: Facts;
  readonly #shown: JsonObject;
  readonly #masked: readonly string[];

  constructor(request: PolicyRequest, candidates: readonly CompiledRule[]) {
    this.facts = new Facts(request, request.capability.riskLevel ?? "HIGH");
    this.#masked = candidates.flatMap((rule) => rule.obligations.DENY.redact ?? []);
    const { principal, tenant, session, capability, env, now } = this.facts;
    this.#shown = {
      ...(plain({ principal, tenant, session, capability, env, now }) as JsonObject),
      args: redact("arguments", request.args, this.#masked),
      context: redact("context", request.context, this.#masked),
    };
  }

  because({ expression, chains, computed, holds, error }: Blamed): Because {
    const values: Record<string, Json> = {};
    const absent: string[] = [];
    for (const chain of chains) {
      const found = this.#find(chain);
      if (found === undefined) absent.push(nameOf(chain));
      else values[nameOf(chain)] = found;
    }
    for (const side of computed) {
      if (!("value" in side.result)) continue;
      const hidden = side.chains.some((chain) => this.#hides(chain));
      values[side.expression] = hidden ? REDACTED : truncated(plain(side.result.value));
    }
    return {
      expression,
      values,
      ...(absent.length > 0 ? { absent: [...new Set(absent)] } : {}),
      ...(holds ? { holds } : {}),
      ...(error === undefined ? {} : { error }),
    };
  }

  #find({ root, path }: Chain): Json | undefined {
    let value: Json | undefined = this.#shown[root];
    for (const step of path) {
      // Below what is masked everything is.
      if (value === REDACTED) return REDACTED;
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string | number, Json>)[step];
    }
    return value === undefined ? undefined : truncated(value);
  }

  /** True where the name stands for something masked, or for something with a masked part. */
  #hides({ root, path }: Chain): boolean {
    const of = root === "args" ? "arguments" : root;
    const name = [of, ...path].map(String);
    return this.#masked.some((pointer) => {
      return segmentsOf(pointer).every((segment, n) => n >= name.length || segment === name[n]);
    });
  }
}

function nameOf({ root, path }: Chain): string {
  return path.reduce<string>(
    (name, step) =>
      typeof step === "string" && /^[A-Za-z_]\w*$/.test(step)
        ? `${name}.${step}`
        : `${name}[${JSON.stringify(step)}]`,
    root,
  );
}

/** A value of the CEL library as JSON: whole numbers, times and maps as people write them. */
function plain(value: unknown): Json {
  if (typeof value === "bigint") return Number(value);
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Json;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return String(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const isRecord = value instanceof Map || Object.getPrototypeOf(value) === Object.prototype;
  if (!isRecord) return String(value as { toString(): string });
  return Object.fromEntries(entries.map(([key, inner]) => [String(key), plain(inner)]));
}

function truncated(value: Json): Json {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_VALUE ? value : `${text.slice(0, MAX_VALUE - 1)}…`;
}
