import { EyeOff } from "lucide-react";
import type { Tool } from "@/lib/capabilities/types";
import { TextDiff } from "../../policy/diff/text-diff";
import { definitionChanges, hiddenAdded, hiddenSentence, type FieldChange } from "./changes";
import { WordDiff } from "./word-diff";

type DefinitionDiffProps = {
  before: Tool;
  after: Tool;
  /** Whose words these are. */
  source: string;
};

/** What changed between two definitions of a tool. Every word of both is the upstream's: none of it is ours. */
export function DefinitionDiff({ before, after, source }: DefinitionDiffProps) {
  const changes = definitionChanges(before, after);
  const hidden = hiddenSentence(hiddenAdded(before, after));
  if (changes.length === 0) return <p className="text-sm text-ink-2">The two definitions say the same.</p>;
  return (
    <figure className="min-w-0 rounded-md border border-dashed border-line-strong bg-surface">
      <figcaption className="border-b border-dashed border-line-strong px-3 py-1 text-2xs font-medium text-ink-3">
        Untrusted · written by {source}
      </figcaption>
      {hidden && (
        <p className="flex items-start gap-2 border-b border-line bg-deny-soft px-3 py-2 text-sm font-medium text-deny">
          <EyeOff aria-hidden className="mt-0.5 size-4 shrink-0" />
          {hidden}
        </p>
      )}
      {changes.map((change) => (
        <Change key={change.label} change={change} />
      ))}
    </figure>
  );
}

function Change({ change: { label, format, before, after } }: { change: FieldChange }) {
  return (
    <section className="border-b border-line last:border-b-0">
      <h3 className="px-3 pt-2.5 text-xs font-medium text-ink-3">{label}</h3>
      {format === "words" ? (
        <div className="px-3 pt-1 pb-3">
          <WordDiff before={before} after={after} label={`Changed words of: ${label}`} />
        </div>
      ) : (
        <TextDiff before={before} after={after} label={`Changed lines of: ${label}`} rules={false} />
      )}
    </section>
  );
}
