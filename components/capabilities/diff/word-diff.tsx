import { cn } from "../../ui/cn";
import { SafeText } from "../../ui/safe-text";
import { wordDiff, type WordPart } from "./words";

const LOOKS: Record<WordPart["kind"], string> = {
  same: "",
  removed: "rounded-xs bg-deny-soft text-deny decoration-deny line-through",
  added: "rounded-xs bg-allow-soft font-medium text-allow no-underline",
};

/** Two texts as one, with what went and what came marked, and what could not be seen made visible. */
export function WordDiff({ before, after, label }: { before: string; after: string; label: string }) {
  return (
    <p
      role="region"
      aria-label={label}
      tabIndex={0}
      className="max-h-128 overflow-auto text-sm/6 wrap-anywhere whitespace-pre-wrap text-ink-2"
    >
      {wordDiff(before, after).map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </p>
  );
}

function Part({ part: { kind, text } }: { part: WordPart }) {
  if (kind === "same") return <SafeText>{text}</SafeText>;
  const Tag = kind === "added" ? "ins" : "del";
  return (
    <Tag className={cn("mx-px px-0.5", LOOKS[kind])}>
      <span className="sr-only">{kind === "added" ? " added: " : " removed: "}</span>
      <SafeText>{text}</SafeText>
      <span className="sr-only"> end. </span>
    </Tag>
  );
}
