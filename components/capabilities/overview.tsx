import type { ReactNode } from "react";
import type { CapabilityDetail } from "@/lib/capabilities/types";
import type { CapabilityCall } from "@/lib/calls/types";
import type { CallersOfEnvironment } from "@/lib/gateway/types";
import { LABEL_WORDS } from "../containment/label-words";
import { Facts } from "../page/facts";
import { Panel } from "../page/panel";
import { CopyId } from "../ui/copy-id";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { Callers } from "./callers";
import { CompensationFacts } from "./compensation";
import { LastCalls } from "./last-calls";
import { RiskCard } from "./risk-card";

type OverviewProps = {
  capability: CapabilityDetail;
  callers: readonly CallersOfEnvironment[];
  calls: readonly CapabilityCall[];
  /** Trying the compensation on a call, where there is something to try. */
  dryRun: ReactNode;
};

/** What a capability may do, who may ask for it, and who did. */
export function Overview({ capability, callers, calls, dryRun }: OverviewProps) {
  const { spec, riskLevel } = capability;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 gap-5">
        <RiskCard spec={spec} riskLevel={riskLevel} />
        <Panel title="Who may call it" flush>
          <Callers environments={callers} />
        </Panel>
        <Panel title="Last calls" flush className="overflow-clip">
          <LastCalls calls={calls} />
        </Panel>
      </div>
      <div className="grid min-w-0 gap-5">
        <Panel title="Compensation">
          <CompensationFacts spec={spec} />
          {dryRun}
        </Panel>
        <Panel title="Running it">
          <Facts
            facts={[
              { term: "Time limit", value: `${spec.timeoutMs / 1_000} s` },
              { term: "Repeatable", value: spec.idempotent ? "Yes" : "No" },
              { term: "Tried again", value: spec.retries === 0 ? "Never" : `Up to ${spec.retries} times` },
              { term: "Results carry", value: labelsOf(spec) },
              { term: "Moves", value: amountsOf(spec) },
            ]}
          />
        </Panel>
        <Panel title="Registration">
          <Facts
            facts={[
              { term: "Upstream", value: capability.upstream.name },
              { term: "Tool name", value: <span className="font-mono text-xs">{capability.toolName}</span> },
              { term: "Reviewed", value: <Reviewed capability={capability} /> },
              { term: "Registered", value: <RelativeTime at={capability.createdAt} /> },
              {
                term: "Definition",
                value: <CopyId id={capability.definitionHash} what="definition hash" />,
              },
              { term: "Id", value: <CopyId id={capability.id} what="capability id" /> },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

function labelsOf({ resultLabels = [] }: CapabilityDetail["spec"]): string {
  return resultLabels.map((label) => LABEL_WORDS[label].chip).join(", ") || "No label";
}

function amountsOf({ amounts }: CapabilityDetail["spec"]): ReactNode {
  if (!amounts) return "Nothing is declared";
  return (
    <ul className="grid gap-0.5">
      {amounts.map(({ of, unit, from, pointer }) => (
        <li key={`${of} ${unit} ${from} ${pointer}`} className="wrap-anywhere">
          {of === "money" ? "Money in" : "Records:"} <SafeText oneLine>{unit}</SafeText>,{" "}
          {from === "arguments" ? "argument" : "result"} <code className="text-xs">{pointer || "/"}</code>
        </li>
      ))}
    </ul>
  );
}

function Reviewed({ capability: { reviewed, reviewedAt } }: { capability: CapabilityDetail }) {
  if (reviewed && reviewedAt) return <RelativeTime at={reviewedAt} />;
  return reviewedAt ? (
    <>
      An earlier definition was, <RelativeTime at={reviewedAt} />
    </>
  ) : (
    "Not yet: nobody has confirmed the risk"
  );
}
