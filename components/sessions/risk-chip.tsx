import { Gauge, ShieldAlert } from "lucide-react";
import type { SessionRow } from "@/lib/calls/types";
import { Badge } from "../ui/badge";

const ADMITS: Record<string, string> = {
  nothing: "Quarantined",
  reads: "Quarantined, reads pass",
  low_risk: "Quarantined, low risk passes",
};
/** From this part of the threshold on, a session is worth a look. */
const NEAR = 0.5;

/** Whether a session is quarantined, or how near it is to that; nothing where there is nothing to say. */
export function RiskChip({ session }: { session: Pick<SessionRow, "risk" | "quarantine"> }) {
  const { risk, quarantine } = session;
  if (quarantine) {
    return (
      <Badge tone="critical" title={risk ? `Risk ${risk.score} of ${risk.threshold}` : undefined}>
        <ShieldAlert aria-hidden strokeWidth={2.25} />
        <span className="truncate">{ADMITS[quarantine.admits] ?? "Quarantined"}</span>
      </Badge>
    );
  }
  if (!risk || risk.score < 0.1) return null;
  return (
    <Badge
      tone={risk.score >= NEAR * risk.threshold ? "hold" : "neutral"}
      title={`Risk ${risk.score} points now; at ${risk.threshold} the session is quarantined`}
    >
      <Gauge aria-hidden strokeWidth={2.25} />
      <span className="sr-only">Risk </span>
      {risk.score} of {risk.threshold}
    </Badge>
  );
}
