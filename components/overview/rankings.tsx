import type { Traffic, TrafficGroup } from "@/lib/traffic/types";
import { SafeText } from "../ui/safe-text";
import { BarList } from "./bar-list";
import { decisionsHref } from "./hrefs";
import { count, reasonWords, RANGE_WORDS } from "./words";

/** Why calls were refused, and who calls what most. */
export function Rankings({ traffic }: { traffic: Traffic }) {
  const { range, total, reasons, agents, capabilities } = traffic;
  const { last } = RANGE_WORDS[range];
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-4 lg2:grid-cols-3">
      <BarList
        title="Why calls were denied"
        of="Reason"
        counted="Denied"
        color="var(--deny-solid)"
        whole={total.deny}
        empty={`Nothing was denied in ${last}.`}
        rows={byCode(reasons).map(({ code, decisions }) => ({
          ...{ key: code, name: reasonWords(code), value: decisions },
          href: decisionsHref({ range, action: "DENY", code }),
        }))}
      />
      <BarList
        title="Agents with most decisions"
        of="Agent"
        counted="Decisions"
        color="var(--info-solid)"
        whole={total.decisions}
        empty={`No agent called anything in ${last}.`}
        rows={agents.map((group) => ({
          ...{ key: group.id ?? "", name: <SafeText oneLine>{group.name}</SafeText> },
          ...{ value: group.decisions, note: denied(group) },
          href: decisionsHref({ range, ...(group.id && { agent: group.id }) }),
        }))}
      />
      <BarList
        title="Tools with most decisions"
        of="Tool"
        counted="Decisions"
        color="var(--info-solid)"
        whole={total.decisions}
        empty={`No tool was called in ${last}.`}
        rows={capabilities.map((group) => ({
          key: group.name,
          name:
            group.name === "" ? (
              "Not registered"
            ) : (
              <span className="font-mono text-xs">
                <SafeText oneLine>{group.name}</SafeText>
              </span>
            ),
          ...{ value: group.decisions, note: denied(group) },
          href: decisionsHref(
            group.name === "" ? { range, unregistered: "1" } : { range, capability: group.name },
          ),
        }))}
      />
    </div>
  );
}

function denied({ deny }: TrafficGroup): string {
  return deny === 0 ? "none denied" : `${count(deny)} denied`;
}

const MOST = 8;

/** One code can come of several steps; the list behind it has them all. */
function byCode(reasons: Traffic["reasons"]): { code: string; decisions: number }[] {
  const sums = new Map<string, number>();
  for (const { code, decisions } of reasons) sums.set(code, (sums.get(code) ?? 0) + decisions);
  return [...sums]
    .map(([code, decisions]) => ({ code, decisions }))
    .toSorted((a, b) => b.decisions - a.decisions)
    .slice(0, MOST);
}
