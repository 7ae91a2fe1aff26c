import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { spreadOf } from "../../../bench/summary";
import { compileArguments } from "../../../lib/capabilities";
import { DomainError } from "../../../lib/platform/errors";
import { compilePolicy, evaluate, PolicyError } from "../../../lib/policy";
import { policyWhen, request } from "../../../lib/policy/testing";
import { readOpenApi } from "../../../lib/upstreams/openapi";
import { randomFrom } from "../../random";
import { Tally, type Check, type Job, type Result } from "../../suite";
import { BEYOND, badPatterns } from "../corpora/patterns";
import { yamlBombs, type YamlBomb } from "../corpora/yaml-bombs";
import { mb, ms } from "../gateway/figures";

type Numbers = { patterns: number; bombs: number };
const NUMBERS: Record<Job["scale"], Numbers> = {
  pr: { patterns: 120, bombs: 80 },
  nightly: { patterns: 500, bombs: 400 },
};
const TEXT = 100_000;
const WARM_UP = 20;
/** A backtracking engine takes minutes or centuries. */
const HANGS_MS = 2_000;
/** In time that this process computed: what the machine does beside it is not the parser's. By RELIABILITY 3.10 and 3.11. */
const POLICY_P99_MS = 20;
const POLICY_MOST_MS = 50;
const BOMBS_MB = 20;
const SCHEMA_MOST_MS = 100;
const POLICY_YAML_MS = 100;
/** A document may be 5 MB, and what has the shape of one is read: by the console alone, for an administrator. */
const DOCUMENT_YAML_MS = 500;

/** Regular expressions and YAML that are made to be slow, where a policy, a schema or a document may hold them. */
export function parsers({ scale, seed, log }: Job): Result {
  const { patterns, bombs } = NUMBERS[scale];
  const inPolicies = overPatterns(patterns);
  const yaml = overYaml(bombs, seed);
  log(`${patterns} patterns on ${TEXT} characters, ${bombs} texts of YAML`);
  return {
    checks: [...inPolicies.checks, beyond(), ...yaml.checks],
    figures: [...inPolicies.figures, ...yaml.figures],
  };
}

/** @returns milliseconds in which this process computed */
function timed(run: () => void): number {
  const before = process.cpuUsage();
  const began = performance.now();
  run();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return Math.min(wall, (user + system) / 1_000);
}

const policyWith = (pattern: string) => policyWhen(`args.text.matches(${JSON.stringify(pattern)})`);

function overPatterns(count: number): Result {
  const policies = new Tally(
    "A policy with a pattern made to be slow is refused, or decides and goes on",
    "T64",
  );
  const schemas = new Tally(
    "A schema with a pattern made to be slow is refused, or checks and goes on",
    "T64",
  );
  const inPolicies: number[] = [];
  const inSchemas: number[] = [];
  for (const { pattern, text } of badPatterns(count, TEXT)) {
    const compiled = compiledOrNull(pattern);
    const check = compileArguments({ type: "object", properties: { text: { type: "string", pattern } } });
    // What is compiled at the first use is not what a text costs.
    if (compiled) evaluate(compiled, request({ args: { text: "warm" } }));
    check.faults({ text: "warm" });
    const decided = timed(() => compiled && evaluate(compiled, request({ args: { text } })));
    const checked = timed(() => void check.faults({ text }));
    inPolicies.push(decided);
    inSchemas.push(checked);
    policies.add(decided > HANGS_MS && `${pattern}: ${Math.round(decided)} ms`);
    schemas.add(checked > HANGS_MS && `${pattern}: ${Math.round(checked)} ms`);
  }
  const { p99, max } = spreadOf(inPolicies);
  const figures = [
    ms("p99 of a slow pattern in a policy on 100 KB", p99, POLICY_P99_MS),
    ms("longest of a slow pattern in a policy on 100 KB", max, POLICY_MOST_MS),
    ms("longest of a slow pattern in a schema on 100 KB", Math.max(...inSchemas), SCHEMA_MOST_MS),
  ];
  return { checks: [policies.check, schemas.check], figures };
}

function compiledOrNull(pattern: string): ReturnType<typeof compilePolicy> | null {
  try {
    return compilePolicy(policyWith(pattern));
  } catch (error) {
    if (error instanceof PolicyError) return null;
    throw error;
  }
}

function beyond(): Check {
  const tally = new Tally(
    "A pattern that no linear engine can run is refused with a place in the text",
    "T64",
  );
  for (const pattern of BEYOND) {
    try {
      compilePolicy(policyWith(pattern));
      tally.add(`${pattern.slice(0, 60)}: it was taken`);
    } catch (error) {
      tally.add(
        error instanceof PolicyError && error.findings.every(({ line }) => line > 0) ? null : String(error),
      );
    }
  }
  return tally.check;
}

function overYaml(count: number, seed: number): Result {
  const policies = new Tally("A text of YAML made to be dear is no policy, and is refused as one", "T66");
  const documents = new Tally(
    "A text of YAML made to be dear is no OpenAPI document, and is refused as one",
    "T66",
  );
  const clean = new Tally("Nothing of it reaches an object's prototype", "T68");
  const inPolicies: number[] = [];
  const inDocuments: number[] = [];
  // A text that was put together of pieces takes its room when it is first read, which is not what reading it costs.
  const flat = ({ name, text }: YamlBomb) => ({ name, text: Buffer.from(text).toString() });
  const made = yamlBombs(count, randomFrom(seed)).map(flat);
  // What is compiled at the first use is not what a text costs.
  for (const { name, text } of yamlBombs(WARM_UP, randomFrom(seed))) {
    faultOf(name, () => compilePolicy(text));
    faultOf(name, () => readOpenApi(text));
  }
  const before = settledHeap();
  for (const { name, text } of made) {
    inPolicies.push(timed(() => policies.add(faultOf(name, () => compilePolicy(text)))));
    inDocuments.push(timed(() => documents.add(faultOf(name, () => readOpenApi(text)))));
    clean.add("polluted" in {} ? `${name} wrote to Object.prototype` : null);
  }
  const grown = (settledHeap() - before) / 2 ** 20;
  const figures = [
    ms("longest that YAML made to be dear was read as a policy", Math.max(...inPolicies), POLICY_YAML_MS),
    ms(
      "longest that YAML made to be dear was read as a document",
      Math.max(...inDocuments),
      DOCUMENT_YAML_MS,
    ),
    mb("growth of the heap by all of them together", grown, BOMBS_MB),
  ];
  return { checks: [policies.check, documents.check, clean.check], figures };
}

/** Without what is only waiting to be collected. */
function settledHeap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Refused with our own words; anything else was taken, or broke. */
function faultOf(name: string, read: () => unknown): string | null {
  try {
    read();
    return `${name}: it was taken`;
  } catch (error) {
    if (error instanceof PolicyError || (error instanceof DomainError && error.code === "INVALID_INPUT"))
      return null;
    return `${name}: ${String(error)}`;
  }
}
