import Link from "next/link";
import type { ApprovalDetail, CapabilityFacts } from "@/lib/approvals/types";
import { readExplanation, RuleLink } from "../calls/explanation";
import { Facts } from "../page/facts";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** Risk, who, undo, reach, why: the same five, in the same order, on every request. */
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
        { term: "Can decide", value: <Deciders approval={approval} /> },
      ]}
    />
  );
}

function RiskFacts({ approval }: { approval: ApprovalDetail }) {
  const raised = readExplanation(approval.explanation)?.raised;
  const facts = [raised?.sentence, approval.capabilityFacts?.riskJustification].filter(
    (fact): fact is string => !!fact,
  );
  if (facts.length === 0) return <>The registry rates this tool {approval.riskLevel.toLowerCase()}.</>;
  return (
    <ul>
      {facts.map((fact) => (
        <li key={fact}>
          <SafeText oneLine>{fact}</SafeText>
        </li>
      ))}
    </ul>
  );
}

function Who({ approval }: { approval: ApprovalDetail }) {
  return (
    <>
      <span className="font-medium">{approval.agent.name}</span>
      {approval.agent.ownerName && <> on behalf of {approval.agent.ownerName}</>}
      <span className="text-ink-3"> · asked </span>
      <RelativeTime at={approval.createdAt} className="text-ink-3" />
      <span className="text-ink-3"> · </span>
      <Link
        href={`/sessions/${approval.sessionId}?call=${approval.callId}`}
        className="rounded-xs text-accent underline underline-offset-2"
      >
        session
      </Link>
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
  return (
    <>
      <RuleLink ruleId={approval.ruleId} />
      {approval.policyRevisionNumber !== null && (
        <span className="text-ink-3"> · revision {approval.policyRevisionNumber}</span>
      )}
      {approval.reason && <p>{approval.reason}</p>}
    </>
  );
}

function Deciders({ approval }: { approval: ApprovalDetail }) {
  if (approval.status !== "pending") return <span className="text-ink-3">Nobody: it is settled</span>;
  const { deciders, requiredApprovals, approvals, eligibleRole } = approval;
  const needed = requiredApprovals > 1 ? `${approvals} of ${requiredApprovals} approvals · ` : "";
  if (deciders.length === 0)
    return (
      <span className="text-deny">
        {needed}nobody: no other person has the role {eligibleRole}
      </span>
    );
  const shown = deciders.slice(0, 4).join(", ");
  return (
    <span title={deciders.join(", ")}>
      {needed}
      {shown}
      {deciders.length > 4 && ` and ${deciders.length - 4} more`}
    </span>
  );
}
