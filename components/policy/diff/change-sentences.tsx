import { TriangleAlert } from "lucide-react";
import type { SemanticDiff } from "@/lib/policy/check-types";
import { Badge } from "../../ui/badge";
import { WithCode } from "./with-code";

/** What a change means, in words, before anybody reads its text. */
export function ChangeSentences({ diff }: { diff: SemanticDiff }) {
  const { sentences, loosens, tightens } = diff;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-1.5">
        {loosens && (
          <Badge tone="hold">
            <TriangleAlert aria-hidden />
            Loosens
          </Badge>
        )}
        {tightens && <Badge tone="info">Tightens</Badge>}
        {!loosens && !tightens && <Badge>Changes no answer</Badge>}
      </div>
      {sentences.length === 0 ? (
        <p className="text-sm text-ink-2">Every call gets the answer that it gets today.</p>
      ) : (
        <ul className="grid gap-1 text-sm text-pretty text-ink-2 *:first:text-base *:first:font-medium *:first:text-ink">
          {sentences.map((sentence) => (
            <li key={sentence} className="wrap-anywhere">
              <WithCode text={sentence} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
