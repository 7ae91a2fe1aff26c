import type { ASTNode } from "@marcbachmann/cel-js";
import { chainsIn } from "./cel-ast";
import type { RuleReads } from "./types";

const OF_SESSION: Readonly<Record<string, readonly RuleReads[]>> = {
  id: [],
  kind: [],
  startedAt: [],
  ageSeconds: ["time"],
  taint: ["taint"],
  calls: ["counts"],
  allowed: ["counts"],
  denied: ["counts"],
  held: ["counts"],
};
const OF_WHOLE_SESSION: readonly RuleReads[] = ["counts", "taint", "time"];

/** What a condition depends on beyond names and capability. Sound: what isn't listed can't change its value. */
export function readsOf(condition: ASTNode): ReadonlySet<RuleReads> {
  const reads = new Set<RuleReads>();
  for (const { chain } of chainsIn(condition)) {
    const [field] = chain.path;
    if (chain.root === "args" || chain.root === "context") reads.add(chain.root);
    else if (chain.root === "now") reads.add("time");
    else if (chain.root === "session")
      for (const one of OF_SESSION[String(field)] ?? OF_WHOLE_SESSION) reads.add(one);
  }
  return reads;
}
