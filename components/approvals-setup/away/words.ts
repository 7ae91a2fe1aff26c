import type { DelegationScope } from "@/lib/approvals/schemas";
import { STATUSES } from "../../ui/status-badge";

/** What an absence covers: "everything", "high and critical, of io.fs.*". */
export function scopeInWords({ risks, capabilities }: DelegationScope): string {
  const levels = risks.map((risk) => STATUSES[risk].label.toLowerCase());
  const parts = [
    ...(levels.length > 0 ? [`${levels.join(", ")} risk`] : []),
    ...(capabilities.length > 0 ? [capabilities.join(", ")] : []),
  ];
  return parts.length === 0 ? "everything" : parts.join(" of ");
}

/** A moment in the reader's zone, as a `datetime-local` field has it. */
export function wallOf(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
