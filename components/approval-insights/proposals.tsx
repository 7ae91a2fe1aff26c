"use client";

import { WandSparkles } from "lucide-react";
import { useRouter } from "next/navigation";
import type { RuleCandidate } from "@/lib/approvals/insights/types";
import type { InsightDays } from "@/lib/approvals/insights/schemas";
import type { Verdict } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";
import { useRun } from "../policy/actions/use-run";
import { revisionHref } from "../policy/hrefs";
import { Panel } from "../page/panel";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { SafeText } from "../ui/safe-text";
import { counted } from "./words";

export type Proposal = RuleCandidate & { condition: string | null; may: Verdict };
type Key = Pick<RuleCandidate, "ruleId" | "capability" | "agent"> & { days: InsightDays };
export type ProposeAction = (
  key: Key,
) => Promise<ActionResult<{ id: string; auditId: string; contradicted: number }>>;

type ProposalsProps = { proposals: readonly Proposal[]; days: InsightDays; propose: ProposeAction };

/** What people approve so regularly that a rule could say it. Begins a draft; nothing takes effect here. */
export function Proposals({ proposals, days, propose }: ProposalsProps) {
  return (
    <Panel title="Approved nearly every time" flush>
      <ul className="divide-y divide-line">
        {proposals.map((proposal) => (
          <Row
            key={`${proposal.ruleId ?? ""} ${proposal.capability} ${proposal.agent}`}
            {...{ proposal, days, propose }}
          />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ proposal, days, propose }: Omit<ProposalsProps, "proposals"> & { proposal: Proposal }) {
  const router = useRouter();
  const { run, pending, refusal } = useRun();
  const { ruleId, capability, agent, approved, decided, condition, may } = proposal;
  const why = may.ok ? refusal?.message : may.why;
  const note = `why-${ruleId ?? ""}-${capability}-${agent}`;
  const begin = async () => {
    const made = await run(
      () => propose({ ruleId, capability, agent, days }),
      ({ contradicted }) =>
        contradicted === 0
          ? "Draft begun"
          : `Draft begun: ${counted(contradicted, "existing test")} now ${contradicted === 1 ? "says" : "say"} otherwise`,
    );
    if (made) router.push(revisionHref(made.id, { tab: "write" }));
  };
  return (
    <li className="grid gap-3 px-4 py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <p className="text-sm wrap-anywhere">
            <span className="font-semibold tabular-nums">
              Approved {approved} of {decided}
            </span>
            : <span className="font-medium">{agent}</span> calls{" "}
            <span className="font-mono text-xs">{capability}</span>
          </p>
          <p className="mt-0.5 text-xs wrap-anywhere text-ink-3">
            {ruleId === null ? "Asked by the policy's default" : <>Asked by the rule {ruleId}</>} in the last{" "}
            {days} days. Nobody denied any as suspicious.
          </p>
        </div>
        <Button
          pending={pending}
          disabled={!may.ok}
          aria-describedby={why ? note : undefined}
          onClick={() => void begin()}
        >
          {!pending && <WandSparkles aria-hidden />}
          Propose a rule
        </Button>
      </div>
      {why && (
        <p id={note} role={may.ok ? "alert" : undefined} className="text-xs text-ink-3">
          <SafeText>{why}</SafeText>
        </p>
      )}
      {condition && (
        <details>
          <summary className="w-fit cursor-pointer rounded-xs py-0.5 text-xs text-ink-2 hover:text-ink">
            What would run without asking
          </summary>
          <div className="mt-2">
            <CodeBlock label="condition of the proposed rule" code={condition} wrap />
            <p className="mt-1.5 text-xs text-ink-3">
              Derived from what was approved: no other fields, numbers up to the highest, texts like those.
              Anything else still asks. The draft has tests and goes through review like every other.
            </p>
          </div>
        </details>
      )}
    </li>
  );
}
