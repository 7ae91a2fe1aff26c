import { cn } from "./cn";
import { CopyButton } from "./copy-button";

/** `01a2…9f3c`: the head tells when, the tail tells which. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

type CopyIdProps = { id: string; /** e.g. "call id" */ what: string; full?: boolean; className?: string };

/** An id or hash in mono with a copy button. Short by default; the whole of it on hover and when copied. */
export function CopyId({ id, what, full, className }: CopyIdProps) {
  return (
    <span className={cn("inline-flex max-w-full items-center gap-0.5 align-middle", className)}>
      <span title={id} className={cn("font-mono text-xs text-ink-2", full ? "wrap-anywhere" : "truncate")}>
        {full ? id : shortId(id)}
      </span>
      <CopyButton text={id} label={`Copy ${what}`} className="relative z-10 size-6" />
    </span>
  );
}
