import { LRUCache } from "lru-cache";
import { sha256 } from "../platform/json";
import { singleton } from "../platform/singleton";
import { compilePolicy, type CompiledPolicy } from "../policy";

/** A text always compiles to the same, so each is compiled once. By content, never by id: a row may be forged. */
export function compiledOnce(document: string): CompiledPolicy {
  const cache = singleton("compiled-policies", () => new LRUCache<string, CompiledPolicy>({ max: 500 }));
  const key = sha256(document);
  let compiled = cache.get(key);
  if (!compiled) cache.set(key, (compiled = compilePolicy(document)));
  return compiled;
}
