import { Document, isMap, isSeq, parseDocument, stringify } from "yaml";
import type { JsonObject } from "../../platform/json";
import type { Action, PolicyRequest } from "../types";
import { parseTests } from "./parse";
import type { PolicyTest } from "./schemas";
import { TEST_ENVIRONMENT } from "./request";

/** The facts of a real call, as far as a test can state them. */
export type CallFacts = Pick<PolicyRequest, "principal" | "session" | "capability" | "args" | "context"> & {
  env: { name: string };
  now: Date;
};

/**
 * The YAML of one test that states a real call: what the registry said then is written down as facts, so
 * that the test stays true when the registry moves on. `expect` says what the policy is to answer.
 */
export function testFromCall(call: {
  name: string;
  request: CallFacts;
  expect: { action: Action; rule?: string | null };
}): string {
  const { principal, session, capability, args, context, env, now } = call.request;
  const ageSeconds = Math.max(0, Math.round((now.getTime() - session.startedAt.getTime()) / 1_000));
  const given: PolicyTest["given"] = {
    principal: principal.name,
    capability: capability.name,
    ...(isEmpty(args) ? {} : { args }),
    ...(isEmpty(context) ? {} : { context }),
    session: {
      kind: session.kind,
      ageSeconds,
      ...(session.taint.length > 0 ? { taint: [...session.taint] } : {}),
      ...(session.counts ?? {}),
    },
    ...(env.name === TEST_ENVIRONMENT ? {} : { environment: env.name }),
    now: now.toISOString(),
    facts: {
      risk: capability.riskLevel ?? "HIGH",
      operation: capability.operation,
      ...(capability.upstream === "" ? {} : { upstream: capability.upstream }),
      ...(capability.scope === "" ? {} : { scope: capability.scope }),
      reversible: capability.reversible,
      idempotent: capability.idempotent,
      requiresApproval: capability.requiresApproval,
    },
  };
  const { action, rule } = call.expect;
  const test: PolicyTest = {
    name: call.name,
    given,
    expect: { action, ...(rule == null ? {} : { rule }) },
  };
  return stringify(test, WRITING);
}

/**
 * Adds one test (the YAML of testFromCall) to the text of a tests file and leaves all else as it is,
 * comments too. A name that is taken gets a number. @throws PolicyError where either text is not valid
 */
export function appendTest(testsSource: string, yaml: string): string {
  const taken = new Set(parseTests(testsSource).tests.map(({ name }) => name));
  const [added] = parseTests(`version: 1\ntests:\n${asItem(yaml)}`).tests;
  if (!added) return testsSource;
  const { line: _line, column: _column, ...test } = added;
  const document = taken.size === 0 && testsSource.trim() === "" ? newFile() : parseDocument(testsSource);
  const root = document.contents;
  const list = isMap(root) ? root.get("tests", true) : null;
  const node = document.createNode({ ...test, name: freeName(test.name, taken) });
  if (isSeq(list)) {
    list.flow = false;
    list.add(node);
  }
  return document.toString(WRITING);
}

/** Long lines stay whole: folding would change what a comment or a text looks like. */
const WRITING = { lineWidth: 0 } as const;

function newFile(): Document {
  return new Document({ version: 1, tests: [] });
}

function asItem(yaml: string): string {
  const lines = yaml.trimEnd().split("\n");
  return `${lines.map((line, n) => (n === 0 ? `  - ${line}` : `    ${line}`)).join("\n")}\n`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  return free;
}

function isEmpty(members: JsonObject): boolean {
  return Object.keys(members).length === 0;
}
