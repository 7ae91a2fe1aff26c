"use client";

import type { Route } from "next";
import type { PlannedCompensation, SideEffect } from "@/lib/incidents/compensation/types";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Link } from "../../ui/link";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { CompensationBadge } from "./state-badge";

type EffectRowProps = {
  effect: SideEffect;
  /** Of the dry run. */
  plan: PlannedCompensation | undefined;
  picked: boolean;
  mayChange: boolean;
  onPick: (on: boolean) => void;
  onMark: () => void;
};

/** One call that ran: what it was, what takes it back, what became of that. */
export function EffectRow({ effect, plan, picked, mayChange, onPick, onMark }: EffectRowProps) {
  const { capability, agent, at, outcome, preview, reversible, state, detail, refused, by, elsewhere } =
    effect;
  const open = state === "todo" || state === "failed" || state === "skipped";
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2.5 px-4 py-3">
      <Checkbox
        className="mt-1"
        checked={picked && refused === null}
        disabled={!mayChange || refused !== null}
        onCheckedChange={(on) => onPick(on === true)}
        aria-label={`Choose ${capability}`}
      />
      <div className="grid min-w-0 gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <CallLink effect={effect} />
          <StatusBadge status={outcome} kind="Outcome" />
          {reversible === false && <Badge tone="high">Not reversible</Badge>}
          {reversible === null && <Badge tone="neutral">Unknown tool</Badge>}
          <span className="text-xs text-ink-3">
            <SafeText oneLine>{agent}</SafeText> · <RelativeTime at={at} />
          </span>
        </div>
        <p className="truncate font-mono text-2xs text-ink-3">
          <SafeText oneLine>{preview === "" ? "no arguments" : preview}</SafeText>
        </p>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <CompensationBadge state={state} />
          {elsewhere !== null && (
            // Our own page.
            <Link
              href={`/incidents/${elsewhere}` as Route}
              className="inline-flex min-h-6 items-center rounded-xs text-xs underline underline-offset-2 hover:text-ink"
            >
              in {elsewhere}
            </Link>
          )}
          <WayBack effect={effect} />
          {by !== null && <span className="text-xs text-ink-3">by {by}</span>}
          <RunLinks run={effect.run} />
          {mayChange && open && (
            <Button size="sm" variant="ghost" onClick={onMark}>
              By hand or skip
            </Button>
          )}
        </div>
        {detail !== "" && (
          <p className="text-xs wrap-anywhere text-ink-2">
            <SafeText>{detail}</SafeText>
          </p>
        )}
        {refused !== null && open && <p className="text-xs text-ink-3">{refused}</p>}
        {plan && <Plan plan={plan} />}
      </div>
    </li>
  );
}

function CallLink({ effect: { sessionId, callId, capability } }: { effect: SideEffect }) {
  const name = <SafeText oneLine>{capability}</SafeText>;
  if (sessionId === null) return <span className="font-mono text-sm">{name}</span>;
  return (
    <Link
      href={`/sessions/${sessionId}?call=${callId}` as Route} // our own page
      className="inline-flex min-h-6 items-center rounded-xs font-mono text-sm wrap-anywhere underline underline-offset-2"
    >
      {name}
    </Link>
  );
}

function WayBack({ effect: { way, state } }: { effect: SideEffect }) {
  if (way.kind === "call")
    return (
      <span className="text-xs text-ink-2">
        {state === "todo" ? "can be taken back by" : "by"}{" "}
        <code className="font-mono wrap-anywhere">
          <SafeText oneLine>{way.capability}</SafeText>
        </code>
      </span>
    );
  if (way.kind === "manual" && way.strategy !== "")
    return (
      <span className="text-xs wrap-anywhere text-ink-2">
        <SafeText oneLine>{way.strategy}</SafeText>
      </span>
    );
  return null;
}

function RunLinks({ run }: { run: SideEffect["run"] }) {
  if (!run) return null;
  const link =
    "inline-flex min-h-6 items-center rounded-xs text-xs underline underline-offset-2 hover:text-ink";
  return (
    <>
      {run.callId !== null && run.sessionId !== null && (
        // Our own pages.
        <Link href={`/sessions/${run.sessionId}?call=${run.callId}` as Route} className={link}>
          Compensating call
        </Link>
      )}
      {run.approvalId !== null && (
        <Link href={`/approvals/${run.approvalId}` as Route} className={link}>
          Approval
        </Link>
      )}
    </>
  );
}

function Plan({ plan }: { plan: PlannedCompensation }) {
  const { capability, arguments: args, faults } = plan;
  return (
    <div className="rounded-md border border-line bg-sunken px-3 py-2 text-xs">
      {capability !== null && args !== null ? (
        <p className="wrap-anywhere">
          Would call <code className="font-mono font-medium">{capability}</code> with{" "}
          <code className="font-mono">
            <SafeText oneLine>{JSON.stringify(args)}</SafeText>
          </code>
        </p>
      ) : (
        <p>No call can be made.</p>
      )}
      {faults.map(({ pointer, detail }, n) => (
        <p key={n} className="mt-1 wrap-anywhere text-deny">
          {pointer !== "" && <code className="font-mono">{pointer} </code>}
          <SafeText oneLine>{detail}</SafeText>
        </p>
      ))}
    </div>
  );
}
