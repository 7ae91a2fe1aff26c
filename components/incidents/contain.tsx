"use client";

import { KeyRound, OctagonX, Play, ShieldAlert, ShieldCheck } from "lucide-react";
import type { Route } from "next";
import type { IncidentQuarantine, IncidentSwitch } from "@/lib/incidents/types";
import { ContainButton } from "../containment/contain-button";
import { Panel } from "../page/panel";
import { cn } from "../ui/cn";
import { shortId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { duration } from "../ui/time-format";
import { useIncident } from "./context";

/** What is held back and stopped because of this incident, and the way to stop more. */
export function ContainPart() {
  const { incident } = useIncident();
  const { quarantines, switches, agentId, agentName, sessionId } = incident;
  const target = agentId
    ? ({ scope: "agent", target: agentId, label: agentName ?? "agent" } as const)
    : sessionId
      ? ({ scope: "session", target: sessionId, label: shortId(sessionId) } as const)
      : ({ scope: "tenant", target: null } as const);
  return (
    <Panel
      title="Contain"
      actions={
        <ContainButton {...target} incidentId={incident.id} size="sm">
          Stop…
        </ContainButton>
      }
      flush
    >
      {quarantines.length + switches.length === 0 && (
        <p className="p-4 text-sm text-ink-3">
          Nothing is stopped because of this incident. Stop an agent, a tool, a session or more: what would
          stop is shown first.
        </p>
      )}
      <ul className="divide-y divide-line">
        {quarantines.map((row) => (
          <Quarantine key={row.id} row={row} />
        ))}
        {switches.map((row) => (
          <Stop key={row.id} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

const ADMITS = {
  nothing: "Every call is refused",
  reads: "Only reads are let through",
  low_risk: "Only what is low-risk is let through",
} as const;

function Quarantine({ row }: { row: IncidentQuarantine }) {
  const released = row.releasedAt !== null;
  const Icon = released ? ShieldCheck : ShieldAlert;
  return (
    <Item icon={<Icon aria-hidden />} over={released}>
      <p>
        <strong className="font-medium">{released ? "Released" : "Quarantined"}</strong>{" "}
        <Link href={`/sessions/${row.sessionId}`} className="font-mono text-xs hover:underline">
          {shortId(row.sessionId)}
        </Link>
      </p>
      <p className="text-xs text-ink-3">
        {released ? (
          <>
            <RelativeTime at={row.releasedAt ?? ""} /> by {row.releasedBy ?? "AgentGate"}
            {row.releaseReason && (
              <>
                : <SafeText>{row.releaseReason}</SafeText>
              </>
            )}
          </>
        ) : (
          <>
            {ADMITS[row.admits]}, since <RelativeTime at={row.openedAt} />. Risk {tenth(row.score)} of{" "}
            {tenth(row.threshold)}.
          </>
        )}
      </p>
      <p
        className={cn(
          "flex items-start gap-1 text-xs",
          row.revocation === "failed" ? "text-deny" : "text-ink-3",
        )}
      >
        <KeyRound aria-hidden className="mt-0.5 size-3 shrink-0" />
        <span>
          {row.revocation === "done" && (
            <>
              Its credentials: <SafeText>{row.revocationDetail}</SafeText>
            </>
          )}
          {row.revocation === "pending" && "Its credentials are being revoked."}
          {row.revocation === "failed" && (
            <>
              Its credentials could not be revoked; it is tried again.{" "}
              <SafeText>{row.revocationDetail}</SafeText>
            </>
          )}
        </span>
      </p>
    </Item>
  );
}

function Stop({ row }: { row: IncidentSwitch }) {
  const cleared = row.clearedAt !== null;
  const Icon = cleared ? Play : OctagonX;
  return (
    <Item icon={<Icon aria-hidden />} over={cleared}>
      <p className="wrap-anywhere">
        <strong className="font-medium">{cleared ? "Running again" : "Stopped"}</strong>{" "}
        <Link href={"/switches" as Route} className="hover:underline">
          <SafeText oneLine>{row.label}</SafeText>
        </Link>
      </p>
      <p className="text-xs text-ink-3">
        <RelativeTime at={row.clearedAt ?? row.setAt} /> {!cleared && <>by {row.setBy ?? "AgentGate"}. </>}
        {!cleared && row.percent > 0 && <>{row.percent} % of its sessions run again. </>}
        {!cleared &&
          (row.effectiveAt ? (
            <>
              In force on every gateway after {duration(Date.parse(row.effectiveAt) - Date.parse(row.setAt))}.
            </>
          ) : (
            "Not confirmed by every gateway yet; calls are refused at the commit all the same."
          ))}
      </p>
      {!cleared && row.reason && (
        <p className="line-clamp-3 text-xs wrap-anywhere text-ink-2">
          <SafeText>{row.reason}</SafeText>
        </p>
      )}
    </Item>
  );
}

function Item({ icon, over, children }: { icon: React.ReactNode; over: boolean; children: React.ReactNode }) {
  return (
    <li className="flex gap-2.5 px-4 py-3 text-sm">
      <span className={cn("mt-0.5 [&_svg]:size-4", over ? "text-allow" : "text-deny")}>{icon}</span>
      <div className="grid min-w-0 gap-1">{children}</div>
    </li>
  );
}

function tenth(score: number): number {
  return Math.round(score * 10) / 10;
}
