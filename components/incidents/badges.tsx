import {
  CircleCheck,
  CircleDot,
  Flame,
  HeartPulse,
  NotebookPen,
  ShieldCheck,
  SignalHigh,
  SignalLow,
  SignalMedium,
  type LucideIcon,
} from "lucide-react";
import type { IncidentStatus, Severity } from "@/lib/incidents/schemas";
import { SEVERITY_WORDS, STATUS_WORDS } from "@/lib/incidents/words";
import { Badge, type BadgeTone } from "../ui/badge";

const SEVERITY: Readonly<Record<Severity, { tone: BadgeTone; icon: LucideIcon }>> = {
  SEV1: { tone: "critical", icon: Flame },
  SEV2: { tone: "high", icon: SignalHigh },
  SEV3: { tone: "hold", icon: SignalMedium },
  SEV4: { tone: "neutral", icon: SignalLow },
};
const STATUS: Readonly<Record<IncidentStatus, { tone: BadgeTone; icon: LucideIcon }>> = {
  open: { tone: "deny", icon: CircleDot },
  contained: { tone: "hold", icon: ShieldCheck },
  mitigated: { tone: "info", icon: HeartPulse },
  resolved: { tone: "allow", icon: CircleCheck },
  reviewed: { tone: "neutral", icon: NotebookPen },
};

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { tone, icon: Icon } = SEVERITY[severity];
  return (
    <Badge tone={tone} title={SEVERITY_WORDS[severity]}>
      <Icon aria-hidden strokeWidth={2.25} />
      <span className="sr-only">Severity: </span>
      {severity}
    </Badge>
  );
}

export function IncidentStatusBadge({ status }: { status: IncidentStatus }) {
  const { tone, icon: Icon } = STATUS[status];
  return (
    <Badge tone={tone} title={STATUS_WORDS[status].meaning}>
      <Icon aria-hidden strokeWidth={2.25} />
      <span className="sr-only">Status: </span>
      {STATUS_WORDS[status].label}
    </Badge>
  );
}
