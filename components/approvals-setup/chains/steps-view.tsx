import type { ChainSpec } from "@/lib/approvals/schemas";
import { groupInWords, type NameBook } from "@/lib/approvals/chains/words";
import { SafeText } from "../../ui/safe-text";

/** A chain's steps and groups, to be read. */
export function StepsView({ spec, names }: { spec: ChainSpec; names: NameBook }) {
  return (
    <ol className="grid gap-4">
      {spec.steps.map((step, n) => (
        <li key={n} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3">
          <span
            aria-hidden
            className="grid size-6 place-items-center rounded-full bg-muted-soft text-xs font-semibold text-muted tabular-nums"
          >
            {n + 1}
          </span>
          <div className="min-w-0">
            <h3 className="text-sm leading-6 font-medium wrap-anywhere">
              <SafeText oneLine>{step.name}</SafeText>
            </h3>
            <ul className="mt-1 grid gap-1 text-sm">
              {step.groups.map((group, g) => (
                <li key={g} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                  <span className="min-w-0 wrap-anywhere text-ink-2">
                    <SafeText oneLine>{group.name}</SafeText>
                  </span>
                  <span className="min-w-0 wrap-anywhere text-ink-3">{groupInWords(group, names)}</span>
                </li>
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ol>
  );
}
