import { CircleCheck, TriangleAlert } from "lucide-react";
import type { ApprovalDetail, CapabilityFacts, RequesterKind } from "@/lib/approvals/types";
import { readExplanation, RuleLink } from "../calls/explanation";
import { TaintChips } from "../containment/taint-chips";
import { Facts } from "../page/facts";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { RiskBadge } from "../ui/status-badge";
import { ClockFact } from "./clock-fact";
import { progressInWords } from "./progress";

const LINK = "rounded-xs text-accent underline underline-offset-2";

/** Risk, who, undo, reach, why, what is unusual, the clock: the same, in the same order, on every request. */
export function CardFacts({ approval }: { approval: ApprovalDetail }) {
  const facts = approval.capabilityFacts;
  return (
    <Facts
      facts={[
        { term: "Risk", value: <RiskFacts approval={approval} /> },
        { term: "Who", value: <Who approval={approval} /> },
        {
          term: "Can be undone",
          value: facts ? <Undo facts={facts} /> : "The capability is no longer registered",
        },
        { term: "Reach", value: facts ? <Reach facts={facts} /> : null },
        { term: "Why here", value: <Why approval={approval} /> },
        { term: "Unusual", value: <Unusual unusual={approval.facts.unusual} /> },
        { term: "Clock", value: <ClockFact approval={approval} /> },
      ]}
    />
  );
}

function RiskFacts({ approval }: { approval: ApprovalDetail }) {
  const raised = readExplanation(approval.explanation)?.raised;
  const facts = [raised?.sentence, approval.capabilityFacts?.riskJustification].filter(
    (fact): fact is string => !!fact,
  );
  return (
    <div className="grid justify-items-start gap-1">
      <RiskBadge level={approval.riskLevel} />
      {facts.length === 0 && <span>As the registry rates this tool.</span>}
      {facts.map((fact) => (
        <SafeText key={fact} oneLine>
          {fact}
        </SafeText>
      ))}
    </div>
  );
}

const AS: Record<RequesterKind, string> = {
  owner: "owned by",
  deployer: "deployed by",
  acts_for: "acts for",
  exception_author: "by the exception of",
};
/** From the agent outwards. */
const ORDER: readonly RequesterKind[] = ["acts_for", "owner", "deployer", "exception_author"];

function Who({ approval }: { approval: ApprovalDetail }) {
  const people = approval.requesters.toSorted((one, two) => ORDER.indexOf(one.as) - ORDER.indexOf(two.as));
  return (
    <>
      <span className="font-medium">{approval.agent.name}</span>
      {people.map(({ userId, name, as }) => (
        <span key={as + userId}>
          <span className="text-ink-3"> → {AS[as]} </span>
          {name}
        </span>
      ))}
      {people.length === 0 && <span className="text-ink-3"> · nobody&apos;s: it acts for no person</span>}
      <br />
      <span className="text-ink-3">asked </span>
      <RelativeTime at={approval.createdAt} className="text-ink-3" />
      <span className="text-ink-3"> in its </span>
      <Link href={`/sessions/${approval.sessionId}?call=${approval.callId}`} className={LINK}>
        session
      </Link>
      {approval.session.taint.length > 0 && (
        <span className="mt-1 flex flex-wrap items-center gap-1">
          <TaintChips taint={approval.session.taint} />
        </span>
      )}
    </>
  );
}

function Undo({ facts }: { facts: CapabilityFacts }) {
  const how = facts.compensationCapability ?? facts.compensationStrategy;
  return (
    <>
      <span className={facts.reversible ? "font-medium" : "font-medium text-deny"}>
        {facts.reversible ? "Yes" : "No"}
      </span>
      {facts.compensationSupported && (
        <>
          {" "}
          · compensated by <SafeText oneLine>{how || "the upstream"}</SafeText>
        </>
      )}
      {!facts.compensationSupported && !facts.reversible && " · nothing compensates for it"}
    </>
  );
}

function Reach({ facts }: { facts: CapabilityFacts }) {
  const parts = [facts.operation, facts.effects, facts.scope].filter((part) => part !== "");
  return (
    <>
      <SafeText oneLine>{parts.join(" · ")}</SafeText>{" "}
      <span className="text-ink-3">on {facts.upstreamName}</span>
    </>
  );
}

function Why({ approval }: { approval: ApprovalDetail }) {
  const { policyRevisionId, policyRevisionNumber, ruleId } = approval;
  return (
    <>
      <RuleLink ruleId={ruleId} revisionId={policyRevisionId} />
      {policyRevisionId !== null && policyRevisionNumber !== null && (
        <span className="text-ink-3">
          {" "}
          ·{" "}
          <Link
            href={`/policy/${policyRevisionId}`}
            className="rounded-xs underline underline-offset-2 hover:text-ink"
          >
            policy revision {policyRevisionNumber}
          </Link>
        </span>
      )}
      {approval.reason && <p>{approval.reason}</p>}
      <p className="text-ink-2">
        <span className="text-ink-3">Chain </span>
        {approval.chain.name}
        <span className="text-ink-3"> · </span>
        {progressInWords(approval)}
      </p>
    </>
  );
}

/** Three different things: something is, nothing is, and we cannot say. */
function Unusual({ unusual }: { unusual: string[] | null }) {
  if (unusual === null) return <span className="text-ink-3">Too little history of this agent to say</span>;
  if (unusual.length === 0)
    return (
      <span className="inline-flex items-start gap-1.5">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
        Nothing unusual against this agent&apos;s last 30 days
      </span>
    );
  return (
    <ul className="grid gap-1">
      {unusual.map((sentence) => (
        <li key={sentence} className="flex items-start gap-1.5 font-medium text-high">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            <SafeText oneLine>{sentence}</SafeText>
          </span>
        </li>
      ))}
    </ul>
  );
}
