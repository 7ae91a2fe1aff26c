import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { SafeText } from "./safe-text";

type CodeBlockProps = { code: string; label: string; className?: string; wrap?: boolean };

/** Text as it was written, in mono, scrollable by keyboard, with invisible characters shown. */
export function CodeBlock({ code, label, className, wrap }: CodeBlockProps) {
  return (
    <div className={cn("group relative rounded-md border border-line bg-sunken", className)}>
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className={cn(
          "max-h-128 overflow-auto p-3 pr-10 font-mono text-xs leading-5 text-ink",
          wrap && "wrap-anywhere whitespace-pre-wrap",
        )}
      >
        <SafeText>{code}</SafeText>
      </pre>
      <CopyButton text={code} label={`Copy ${label}`} className="absolute top-1.5 right-1.5 bg-sunken" />
    </div>
  );
}
