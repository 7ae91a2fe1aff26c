import { TriangleAlert } from "lucide-react";
import type { ImpactAction, ImpactReport } from "@/lib/impact/types";
import { Panel } from "../../page/panel";
import { cn } from "../../ui/cn";
import { StatusBadge } from "../../ui/status-badge";
import { count } from "./numbers";

const ACTIONS: readonly ImpactAction[] = ["ALLOW", "REQUIRE_APPROVAL", "DENY"];
/** How much each lets through. */
const STRICTNESS: Record<ImpactAction, number> = { ALLOW: 0, REQUIRE_APPROVAL: 1, DENY: 2 };

/** Was → would be, of what was replayed. What would be let through more easily is marked, by sign and word. */
export function FlipMatrixTable({ report }: { report: ImpactReport }) {
  const { matrix, loosening, tightening } = report;
  return (
    <Panel title="Was → would be" flush>
      {/* Positioned, or what only screen readers see would stick out of it. */}
      <div role="region" aria-label="Was → would be" tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full min-w-88 text-sm">
          <thead>
            <tr className="border-b border-line">
              <th scope="col" className="px-4 py-2 text-left text-xs font-medium text-ink-3">
                Was
              </th>
              {ACTIONS.map((action) => (
                <th key={action} scope="col" className="px-2 py-2 text-right md:px-4">
                  <StatusBadge status={action} kind="Would be" />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ACTIONS.map((was) => (
              <tr key={was} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-4 py-2 text-left">
                  <StatusBadge status={was} kind="Was" />
                </th>
                {ACTIONS.map((wouldBe) => (
                  <Cell key={wouldBe} was={was} wouldBe={wouldBe} value={matrix[was][wouldBe]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-4 py-2.5 text-sm">
        <span
          className={cn("flex items-center gap-1.5", loosening > 0 ? "font-medium text-hold" : "text-ink-3")}
        >
          {loosening > 0 && <TriangleAlert aria-hidden className="size-4" />}
          Looser: {count(loosening)}
          {loosening > 0 && <span className="font-normal text-ink-2">needs a second approver</span>}
        </span>
        <span className={tightening > 0 ? "text-ink" : "text-ink-3"}>Tighter: {count(tightening)}</span>
      </p>
    </Panel>
  );
}

function Cell({ was, wouldBe, value }: { was: ImpactAction; wouldBe: ImpactAction; value: number }) {
  const loosens = STRICTNESS[wouldBe] < STRICTNESS[was];
  const flips = was !== wouldBe && value > 0;
  return (
    <td
      className={cn(
        "px-2 py-2 text-right text-base tabular-nums md:px-4",
        flips ? "font-semibold text-ink" : "text-ink-3",
        flips && loosens && "bg-hold-soft text-hold",
        flips && !loosens && "bg-info-soft text-info",
      )}
    >
      {flips && <span className="sr-only">{loosens ? "looser: " : "tighter: "}</span>}
      {flips && loosens && <TriangleAlert aria-hidden className="mr-1.5 mb-0.5 inline size-3.5" />}
      {flips ? `+${count(value)}` : count(value)}
    </td>
  );
}
