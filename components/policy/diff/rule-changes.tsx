import type { SemanticDiff } from "@/lib/policy/check-types";
import { Facts, type Fact } from "../../page/facts";
import { SafeText } from "../../ui/safe-text";

const KINDS = [
  { key: "added", term: "Added" },
  { key: "removed", term: "Removed" },
  { key: "changed", term: "Changed" },
  { key: "moved", term: "Moved" },
] as const;

/** Which rules were added, removed, changed and moved; nothing where none was. */
export function RuleChanges({ rules }: { rules: SemanticDiff["rules"] }) {
  const facts: Fact[] = KINDS.filter(({ key }) => rules[key].length > 0).map(({ key, term }) => ({
    term,
    value: <Names names={rules[key]} />,
  }));
  if (facts.length === 0) return <p className="text-sm text-ink-3">No rule was added, removed or moved.</p>;
  return <Facts facts={facts} />;
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {names.map((name) => (
        <code key={name} className="font-mono text-xs">
          <SafeText oneLine>{name}</SafeText>
        </code>
      ))}
    </span>
  );
}
