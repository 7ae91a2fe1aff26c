import { SafeText } from "../ui/safe-text";

/** A consequence before there is a call: each slot shown as the argument it stands for. */
export function Template({ text }: { text: string }) {
  return text.split(/\{\{\s*args\.([^{}]+?)\s*\}\}/).map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="mx-0.5 rounded-xs bg-muted-soft px-1 py-0.5 font-mono text-xs text-muted">
        {part}
      </code>
    ) : (
      <SafeText key={index}>{part}</SafeText>
    ),
  );
}
