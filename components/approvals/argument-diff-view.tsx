import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";
import { textChange, type ArgumentChange, type ArgumentDiff } from "./argument-diff";

const KINDS = { added: "added", removed: "removed", changed: "changed" } as const;
const MAX_VALUE = 4_000;

/** What differs, place by place: before over after, the part that differs marked. */
export function ArgumentDiffView({ diff, label }: { diff: ArgumentDiff; label: string }) {
  const { changes, same, cut } = diff;
  if (changes.length === 0)
    return (
      <p className="rounded-md border border-line bg-sunken px-3 py-2 text-sm">The arguments are the same.</p>
    );
  return (
    <div className="grid gap-1.5">
      <ul
        aria-label={label}
        tabIndex={0}
        className="max-h-128 divide-y divide-line overflow-auto rounded-md border border-line bg-sunken font-mono text-xs leading-5"
      >
        {changes.map((change) => (
          <li key={change.pointer} className="grid gap-0.5 px-3 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="wrap-anywhere text-syntax-key">
                <SafeText oneLine>{change.label}</SafeText>
              </span>
              <span className="font-sans text-2xs text-ink-3">{KINDS[change.kind]}</span>
            </p>
            <Values change={change} />
          </li>
        ))}
      </ul>
      <p className="text-xs text-ink-3">
        {same === 1 ? "1 other value is" : `${same.toLocaleString("en")} other values are`} the same
        {cut && ", and there are more differences than are shown"}.
      </p>
    </div>
  );
}

function Values({ change: { before, after } }: { change: ArgumentChange }) {
  const [one, two] = [shown(before), shown(after)];
  if (typeof before === "string" && typeof after === "string" && one && two) {
    const parts = textChange(one, two);
    const line = (middle: string) => (
      <>
        &quot;
        <SafeText>{parts.start}</SafeText>
        {middle && (
          <mark className="rounded-xs bg-current/15 px-px text-current">
            <SafeText>{middle}</SafeText>
          </mark>
        )}
        <SafeText>{parts.end}</SafeText>
        &quot;
      </>
    );
    return (
      <>
        <Side sign="before">{line(parts.before)}</Side>
        <Side sign="after">{line(parts.after)}</Side>
      </>
    );
  }
  return (
    <>
      {one !== null && (
        <Side sign="before">
          <SafeText>{quoted(before, one)}</SafeText>
        </Side>
      )}
      {two !== null && (
        <Side sign="after">
          <SafeText>{quoted(after, two)}</SafeText>
        </Side>
      )}
    </>
  );
}

function Side({ sign, children }: { sign: "before" | "after"; children: ReactNode }) {
  const Icon = sign === "before" ? Minus : Plus;
  return (
    <p className={cn("flex items-start gap-1.5", sign === "before" ? "text-deny" : "text-allow")}>
      <Icon aria-hidden className="mt-1 size-3 shrink-0" />
      <span className="sr-only">{sign}: </span>
      <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">{children}</span>
    </p>
  );
}

/** Null: nothing stands there. */
function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function quoted(value: unknown, text: string): string {
  return typeof value === "string" ? `"${text}"` : text;
}
