import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";

type Token = { text: string; kind: "key" | "string" | "number" | "keyword" | "comment" | null };

const COLOURS = {
  key: "text-syntax-key",
  string: "text-syntax-string",
  number: "text-syntax-number",
  keyword: "text-syntax-keyword",
  comment: "text-ink-3 italic",
} as const;

/** Highlighted source with line numbers that can be linked to: `#L12` marks the line. */
export function CodeLines({ lines, label }: { lines: readonly (readonly Token[])[]; label: string }) {
  const digits = String(lines.length).length;
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto py-2 font-mono text-xs leading-6"
    >
      <ol className="min-w-max">
        {lines.map((tokens, index) => (
          <li key={index} id={`L${index + 1}`} className="flex scroll-mt-24 pr-4 target:bg-hold-soft">
            <a
              href={`#L${index + 1}`}
              aria-label={`Line ${index + 1}`}
              className="mr-4 shrink-0 border-r border-line pr-3 pl-4 text-right text-ink-3 select-none hover:text-ink"
              style={{ minWidth: `${digits + 4}ch` }}
            >
              {index + 1}
            </a>
            <code className="whitespace-pre">
              {tokens.map((token, at) => (
                <span key={at} className={cn(token.kind && COLOURS[token.kind])}>
                  <SafeText>{token.text}</SafeText>
                </span>
              ))}
            </code>
          </li>
        ))}
      </ol>
    </div>
  );
}
