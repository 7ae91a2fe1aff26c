import type { CSSProperties } from "react";
import { cn } from "../../ui/cn";
import { placeOf, type Span } from "./spans";
import type { Sight, TimeScale } from "./time-scale";

/** Colour repeats what the words beside it say; the shape tells the kinds apart without it. */
const RUN: Record<string, string> = {
  succeeded: "bg-allow-solid",
  tool_error: "bg-high-solid",
  failed: "bg-deny-solid",
  in_doubt: "bg-hold-solid",
  running: "bg-info-solid",
};
const HATCH: CSSProperties = {
  backgroundImage:
    "repeating-linear-gradient(-45deg, var(--hold-solid) 0 2px, transparent 2px 5px), linear-gradient(var(--hold-soft), var(--hold-soft))",
};
const DOTS: CSSProperties = {
  backgroundImage: "radial-gradient(circle, var(--info-solid) 1px, transparent 1.4px)",
  backgroundSize: "5px 5px",
};

/** The marks of one row on the time axis. Says nothing to screen readers: the row's words do. */
export function Bars({ spans, scale, sight }: { spans: readonly Span[]; scale: TimeScale; sight: Sight }) {
  return (
    <div aria-hidden className="relative h-full">
      {spans.map((span, n) => {
        const place = placeOf(scale, sight, span);
        if (!place) return null;
        // A mark at the right end stays whole.
        const left = `min(${place.left}%, calc(100% - 3px))`;
        return <Mark key={n} span={span} left={left} width={place.width} />;
      })}
    </div>
  );
}

function Mark({ span, left, width }: { span: Span; left: string; width: number }) {
  const style = { left, width: `${width}%` };
  switch (span.kind) {
    case "decision":
      return (
        <span
          className={cn(
            "absolute inset-y-1.5 -ml-px rounded-full",
            span.state === "denied" ? "inset-y-1 w-1 bg-deny-solid" : "w-0.5 bg-ink-3",
          )}
          style={{ left }}
        />
      );
    case "wait":
      return (
        <span
          className="absolute inset-y-[calc(50%-6px)] min-w-1 rounded-xs border border-hold-solid"
          style={{ ...style, ...HATCH }}
        />
      );
    case "run":
      return (
        <span
          className={cn(
            "absolute inset-y-[calc(50%-6px)] min-w-[3px] rounded-xs",
            RUN[span.state] ?? "bg-muted",
            span.state === "running" && "animate-shimmer",
          )}
          style={style}
        />
      );
    case "model":
      return (
        <span
          className="absolute inset-y-[calc(50%-3px)] min-w-[3px] rounded-full border border-line-control bg-muted-soft"
          style={style}
        />
      );
    case "compensation":
      return (
        <span
          className="absolute inset-y-[calc(50%-6px)] min-w-2 rounded-xs border border-dashed border-info-solid"
          style={{ ...style, ...DOTS }}
        />
      );
  }
}

/** What the marks mean, as text beside each of them. */
export function Legend() {
  const mark = "relative inline-block h-4 w-5 align-middle";
  const items: [Span["kind"], string, string][] = [
    ["decision", "", "decided"],
    ["decision", "denied", "denied"],
    ["wait", "", "people asked"],
    ["run", "succeeded", "ran"],
    ["run", "tool_error", "ran, with an error"],
    ["model", "", "model"],
    ["compensation", "", "taken back"],
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-2xs text-ink-3">
      {items.map(([kind, state, words]) => (
        <li key={words} className="flex items-center gap-1.5">
          <span aria-hidden className={mark}>
            <Mark
              span={{ kind, state, from: 0, to: 0 }}
              left={kind === "decision" ? "45%" : "0%"}
              width={kind === "decision" ? 0 : 100}
            />
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}

/** Where time is folded, drawn behind all rows at once: a background costs no elements. */
export function foldBackground(scale: TimeScale, { x0, x1 }: Sight): CSSProperties {
  if (scale.folds.length === 0) return {};
  const percent = (x: number) => `${(((x - x0) / (x1 - x0)) * 100).toFixed(3)}%`;
  const stops = scale.folds.flatMap((fold) => [
    `transparent ${percent(fold.x0)}`,
    `var(--hover) ${percent(fold.x0)}`,
    `var(--hover) ${percent(fold.x1)}`,
    `transparent ${percent(fold.x1)}`,
  ]);
  return { backgroundImage: `linear-gradient(to right, ${stops.join(", ")})` };
}
