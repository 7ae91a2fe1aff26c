import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { compileDocument, evaluate, type PolicyRequest } from "../lib/policy";

/** Evaluations per second of CPU time, by engine. `checked` is how many requests all three answered alike. */
export type RivalsBench = {
  rules: number;
  agentgate: number;
  casbin: number;
  cedar: number;
  checked: number;
};

const SIZES = [1, 10, 100, 1_000, 10_000];
const WARM_UP_MS = 300;
const MEASURE_MS = 1_000;
const AGENTS = 7;

/** One rule: this agent may call this capability up to this amount. Everything else is denied. */
type Grant = { agent: string; capability: string; max: number };
type Asked = { agent: string; capability: string; amount: number };
type Engine = (asked: Asked) => boolean;

/**
 * The same policy in three engines and the same requests to each: each rule names one agent, one capability and one
 * condition on the arguments. Half of the requests are within a rule's limit, the others beyond it or for another
 * agent's capability. Each engine is used the fastest way its documentation knows that keeps it general: policies
 * parsed ahead, no cache of decisions, nothing asynchronous. AgentGate's share includes the explanation and the
 * obligations that are recorded with each decision. One engine after the other, each in a process of its own, so
 * that none runs on what another left behind.
 * @throws Error where the engines don't agree on a request
 */
export function benchRivals(): RivalsBench[] {
  return SIZES.map((rules) => {
    const [agentgate, casbin, cedar] = ENGINES.map((engine) => inChild(engine, rules)) as [Ran, Ran, Ran];
    const differs = [casbin, cedar].some(({ answers }) => answers !== agentgate.answers);
    if (differs)
      throw new Error(
        `The engines disagree at ${rules} rules: ${JSON.stringify([agentgate, casbin, cedar])}`,
      );
    const checked = agentgate.answers.length;
    return {
      rules,
      agentgate: agentgate.perSecond,
      casbin: casbin.perSecond,
      cedar: cedar.perSecond,
      checked,
    };
  });
}

const ENGINES = ["agentgate", "casbin", "cedar"] as const;
type EngineName = (typeof ENGINES)[number];
/** `answers` has a letter per request: y or n. */
type Ran = { perSecond: number; answers: string };

function inChild(engine: EngineName, rules: number): Ran {
  const file = fileURLToPath(import.meta.url);
  const args = ["--import", "tsx", file, engine, String(rules)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Ran; // what runChild printed
}

async function runChild(name: EngineName, rules: number): Promise<Ran> {
  const grants = Array.from({ length: rules }, (_, n) => grantOf(n));
  const asked = requestsFor(grants);
  const engine = await { agentgate, casbin, cedar }[name](grants);
  const sample = asked.slice(0, rules > 1_000 ? 50 : 200);
  const answers = sample.map((one) => (engine(one) ? "y" : "n")).join("");
  return { perSecond: perSecond(engine, asked), answers };
}

function grantOf(n: number): Grant {
  return { agent: `agent:worker${n % AGENTS}`, capability: `area${n % 10}.tool${n}`, max: 100 + (n % 50) };
}

function requestsFor(grants: readonly Grant[]): Asked[] {
  return Array.from({ length: 500 }, (_, n) => {
    const { agent, capability, max } = grants[(n * 7_919) % grants.length]!; // the index is below the length
    if (n % 4 === 3) return { agent: "agent:stranger", capability, amount: 1 };
    return { agent, capability, amount: n % 4 === 2 ? max + 1 : max - (n % 20) };
  });
}

/** By CPU time, so that a busy machine counts for little. A request may take milliseconds, so each is looked at. */
function perSecond(engine: Engine, asked: readonly Asked[]): number {
  const run = (milliseconds: number): number => {
    const begin = process.cpuUsage();
    const deadline = milliseconds * 1_000;
    const batch = 20;
    let count = 0;
    let spent = 0;
    do {
      for (let n = 0; n < batch; n++) engine(asked[(count + n) % asked.length]!); // the index is below the length
      count += batch;
      const { user, system } = process.cpuUsage(begin);
      spent = user + system;
    } while (spent < deadline);
    return (count / spent) * 1_000_000;
  };
  run(WARM_UP_MS);
  return Math.round(run(MEASURE_MS));
}

function agentgate(grants: readonly Grant[]): Engine {
  const policy = compileDocument({
    version: 1,
    default: "DENY",
    rules: grants.map(({ agent, capability, max }, n) => ({
      id: `rule-${n}`,
      principals: [agent],
      capabilities: [capability],
      when: `args.amount <= ${max}`,
      action: "ALLOW",
    })),
  });
  const startedAt = new Date("2026-01-01T10:00:00Z");
  const now = new Date("2026-01-01T12:00:00Z");
  return ({ agent, capability, amount }) => {
    const request: PolicyRequest = {
      principal: { id: agent, name: agent },
      tenant: { id: "t", slug: "demo" },
      session: { id: "s", kind: "rest", startedAt, taint: [] },
      capability: {
        name: capability,
        upstream: "area",
        operation: "WRITE",
        riskLevel: "LOW",
        reversible: true,
        scope: "one item",
        idempotent: true,
        requiresApproval: false,
      },
      args: { amount },
      context: {},
      env: { name: "production" },
      now,
    };
    return evaluate(policy, request).action === "ALLOW";
  };
}

const MODEL = `
[request_definition]
r = sub, obj, amount
[policy_definition]
p = sub, obj, max
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.amount <= p.max
`;

async function casbin(grants: readonly Grant[]): Promise<Engine> {
  const lines = grants.map(({ agent, capability, max }) => `p, ${agent}, ${capability}, ${max}`);
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(lines.join("\n")));
  return ({ agent, capability, amount }) => enforcer.enforceSync(agent, capability, amount);
}

function cedar(grants: readonly Grant[]): Engine {
  const staticPolicies = grants
    .map(
      ({ agent, capability, max }) =>
        `permit(principal == Agent::"${agent}", action == Action::"call", resource == Capability::"${capability}") when { context.amount <= ${max} };`,
    )
    .join("\n");
  const id = `rules-${grants.length}`;
  const parsed = preparsePolicySet(id, { staticPolicies });
  if (parsed.type !== "success")
    throw new Error(`Cedar refuses the policy: ${JSON.stringify(parsed.errors)}`);
  return ({ agent, capability, amount }) => {
    const answer = statefulIsAuthorized({
      principal: { type: "Agent", id: agent },
      action: { type: "Action", id: "call" },
      resource: { type: "Capability", id: capability },
      context: { amount },
      preparsedPolicySetId: id,
      entities: [],
    });
    if (answer.type !== "success") throw new Error(`Cedar fails: ${JSON.stringify(answer.errors)}`);
    return answer.response.decision === "allow";
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , engine, rules] = process.argv;
  console.log(JSON.stringify(await runChild(engine as EngineName, Number(rules)))); // inChild names both
}
