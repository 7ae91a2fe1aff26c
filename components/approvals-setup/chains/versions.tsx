import type { ChainVersion } from "@/lib/approvals/chains/types";
import { chainInWords, type NameBook } from "@/lib/approvals/chains/words";
import { Badge } from "../../ui/badge";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";

/** A chain's history: who saved what, when, why, and what was different then. */
export function Versions({ versions, names }: { versions: readonly ChainVersion[]; names: NameBook }) {
  return (
    <ol className="divide-y divide-line">
      {versions.map(({ version, spec, note, savedAt, savedBy, changes, waiting }, n) => (
        <li key={version} className="grid gap-1.5 px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
            <h3 className="font-medium">Version {version}</h3>
            {n === 0 && <Badge tone="allow">In force</Badge>}
            {waiting > 0 && <Badge tone="hold">{waiting} waiting</Badge>}
            <span className="text-xs text-ink-3">
              <SafeText oneLine>{savedBy}</SafeText>, <RelativeTime at={savedAt} />
            </span>
          </div>
          {note && (
            <p className="text-sm wrap-anywhere text-ink-2">
              <SafeText oneLine>{note}</SafeText>
            </p>
          )}
          {changes.length > 0 ? (
            <ul className="list-disc pl-5 text-sm text-pretty text-ink-2">
              {changes.map((change) => (
                <li key={change} className="wrap-anywhere">
                  {change}
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-sm text-pretty text-ink-3">{chainInWords(spec, names)}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
