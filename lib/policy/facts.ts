import type { Json, JsonObject } from "../platform/json";
import { weighInput } from "./cel-bounds";
import type { PolicyRequest, RiskLevel } from "./types";

/**
 * What the conditions of one evaluation see. Built on demand: most calls are decided without reading
 * their arguments. Only the declared fields are copied, so a wider object at the caller shows nothing more.
 */
export class Facts {
  readonly #request: PolicyRequest;
  readonly #risk: RiskLevel;
  #capability: object | undefined;
  #session: object | undefined;
  #args: Weighed | undefined;
  #context: Weighed | undefined;

  constructor(request: PolicyRequest, risk: RiskLevel) {
    this.#request = request;
    this.#risk = risk;
  }

  get principal(): object {
    return { id: this.#request.principal.id, name: this.#request.principal.name };
  }
  get tenant(): object {
    return { id: this.#request.tenant.id, slug: this.#request.tenant.slug };
  }
  /** Without counts where nobody counted: a condition that reads them fails, and so denies. */
  get session(): object {
    return (this.#session ??= sessionFacts(this.#request));
  }
  /** `risk` is the level that counts: HIGH where the registry has none. */
  get capability(): object {
    return (this.#capability ??= {
      name: this.#request.capability.name,
      upstream: this.#request.capability.upstream,
      operation: this.#request.capability.operation,
      risk: this.#risk,
      sideEffects: {
        reversible: this.#request.capability.reversible,
        scope: this.#request.capability.scope,
      },
      idempotent: this.#request.capability.idempotent,
      requiresApproval: this.#request.capability.requiresApproval,
    });
  }
  get args(): object {
    return this.#weigh((this.#args ??= weigh(this.#request.args)));
  }
  get context(): object {
    return this.#weigh((this.#context ??= weigh(this.#request.context)));
  }
  get env(): object {
    return { name: this.#request.env.name };
  }
  get now(): Date {
    return this.#request.now;
  }

  #weigh(input: Weighed): object {
    weighInput(input.weight);
    return input.value;
  }
}

/** Whole numbers are BigInt, as the CEL library has its `int`. */
function sessionFacts({ session: { id, kind, startedAt, taint, counts }, now }: PolicyRequest): object {
  const ageSeconds = BigInt(Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / 1_000)));
  const facts = { id, kind, startedAt, ageSeconds, taint };
  if (!counts) return facts;
  const { calls, allowed, denied, held } = counts;
  return {
    ...facts,
    calls: BigInt(calls),
    allowed: BigInt(allowed),
    denied: BigInt(denied),
    held: BigInt(held),
  };
}

type Weighed = { value: object; weight: number };

/** Deeper than any door lets in (32); beyond it the engine refuses to look. */
const MAX_DEPTH = 64;

function weigh(input: JsonObject): Weighed {
  const scan = { weight: 0, plain: true };
  inspect(input, scan, 0);
  return { value: scan.plain ? input : (toMaps(input) as object), weight: scan.weight };
}

/** Counts characters and members, and finds members that only a Map can carry safely. */
function inspect(value: Json, scan: { weight: number; plain: boolean }, depth: number): void {
  if (typeof value === "string") scan.weight += value.length;
  else if (typeof value === "object" && value !== null) {
    if (depth > MAX_DEPTH) throw new Error("The arguments are nested too deeply");
    if (Array.isArray(value)) {
      scan.weight += value.length;
      for (const item of value) inspect(item, scan, depth + 1);
    } else {
      for (const key in value) {
        scan.weight += key.length;
        // The CEL library tells maps from other values by `.constructor`, which arguments may forge.
        if (key === "constructor" || key === "__proto__") scan.plain = false;
        inspect(value[key] as Json, scan, depth + 1);
      }
    }
  }
}

function toMaps(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toMaps);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toMaps(item)]));
}
