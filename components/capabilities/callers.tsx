import type { CallerAnswer, CallersOfEnvironment } from "@/lib/gateway/types";
import { RuleLink } from "../calls/explanation";
import { revisionHref } from "../policy/hrefs";
import { Badge } from "../ui/badge";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";
import { StatusBadge } from "../ui/status-badge";

type Caller = CallersOfEnvironment["agents"][number];

/** More agents than this of one kind are folded away. */
const MOST_SHOWN = 20;

/** Who may call a capability under the policy in force, environment by environment. */
export function Callers({ environments }: { environments: readonly CallersOfEnvironment[] }) {
  return (
    <div className="divide-y divide-line">
      {environments.map((one) => (
        <Environment key={one.environment} {...one} />
      ))}
    </div>
  );
}

function Environment({ environment, revision, agents }: CallersOfEnvironment) {
  const [maybe, denied] = split(agents);
  return (
    <section aria-label={`In ${environment}`} className="grid gap-2.5 px-4 py-3">
      <h3 className="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
        In {environment}
        <span className="text-xs font-normal text-ink-3">
          {revision ? (
            <Link href={revisionHref(revision.id)} className="rounded-xs underline underline-offset-2">
              policy revision {revision.number}
            </Link>
          ) : (
            "no policy is in force: every call is denied"
          )}
        </span>
      </h3>
      {revision && agents.length === 0 && (
        <p className="text-sm text-ink-3">There is no agent yet that could call it.</p>
      )}
      {revision && agents.length > 0 && maybe.length === 0 && (
        <p className="text-sm text-ink-2">No agent may call it.</p>
      )}
      {maybe.length > 0 && <Agents agents={maybe} environment={environment} more="more may" />}
      {revision && denied.length > 0 && (
        <details className="text-sm">
          <summary className="min-h-6 cursor-pointer rounded-xs text-ink-3 hover:text-ink">
            {denied.length === 1 ? "1 agent is always denied" : `${denied.length} agents are always denied`}
          </summary>
          <div className="pt-2">
            <Agents agents={denied} environment={environment} more="more" />
          </div>
        </details>
      )}
    </section>
  );
}

function split(agents: readonly Caller[]): [Caller[], Caller[]] {
  const never = ({ answers, excepted }: Caller) =>
    !excepted && answers.every(({ action }) => action === "DENY");
  return [agents.filter((agent) => !never(agent)), agents.filter(never)];
}

type AgentsProps = { agents: readonly Caller[]; environment: string; more: string };

function Agents({ agents, environment, more }: AgentsProps) {
  return (
    <ul className="grid gap-3">
      {agents.slice(0, MOST_SHOWN).map((agent) => (
        <li key={agent.id} className="grid gap-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-mono text-xs wrap-anywhere">
              <SafeText oneLine>{agent.name}</SafeText>
            </span>
            <Summary answers={agent.answers} />
            {agent.excepted && <Badge tone="info">an exception is active</Badge>}
          </p>
          <Answers answers={agent.answers} inForce={environment === "production"} />
        </li>
      ))}
      {agents.length > MOST_SHOWN && (
        <li className="text-sm text-ink-3">
          and {agents.length - MOST_SHOWN} {more}
        </li>
      )}
    </ul>
  );
}

/** One word for what an agent may expect. */
function Summary({ answers }: { answers: readonly CallerAnswer[] }) {
  const actions = new Set(answers.map(({ action }) => action));
  const [only] = actions;
  return actions.size === 1 ? (
    <StatusBadge status={only} />
  ) : (
    <Badge tone="neutral">Depends on the call</Badge>
  );
}

/** The rules in order; the first whose condition holds decides. */
function Answers({ answers, inForce }: { answers: readonly CallerAnswer[]; inForce: boolean }) {
  return (
    <ol className="grid gap-1 border-l-2 border-line pl-2.5 text-xs text-ink-2">
      {answers.map(({ ruleId, action, when, raised }, n) => (
        <li key={n} className="wrap-anywhere">
          {WORDS[action]} by {/* Links lead to the policy in force in production. */}
          {ruleId === null ? (
            "the policy's default"
          ) : inForce ? (
            <RuleLink ruleId={ruleId} />
          ) : (
            <code className="font-mono">{ruleId}</code>
          )}
          {when ? (
            <>
              {" "}
              when{" "}
              <code className="font-mono">
                <SafeText oneLine>{when.trim()}</SafeText>
              </code>
            </>
          ) : (
            n > 0 && " otherwise"
          )}
          {raised && <span className="block text-ink-3">{raised}</span>}
        </li>
      ))}
    </ol>
  );
}

const WORDS: Record<CallerAnswer["action"], string> = {
  ALLOW: "Allowed",
  DENY: "Denied",
  REQUIRE_APPROVAL: "Held for people",
};
