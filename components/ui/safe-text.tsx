import { Fragment, type ReactNode } from "react";
import { cn } from "./cn";
import { revealHidden } from "./hidden-characters";

type SafeTextProps = {
  children: string;
  /** Shows line breaks and tabs as escapes too, for values on one line. */
  oneLine?: boolean;
};

/** Text from outside, with everything that would be invisible made visible, isolated from the text around it. */
export function SafeText({ children, oneLine }: SafeTextProps) {
  const parts = revealHidden(children, { keep: oneLine ? "nothing" : "newlines-and-tabs" });
  return (
    <bdi>
      {parts.map((part, index) =>
        part.hidden ? (
          <span
            key={index}
            className="mx-px rounded-xs bg-deny-soft px-0.5 font-mono text-[0.85em] text-deny"
          >
            {part.text}
          </span>
        ) : (
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </bdi>
  );
}

/** A fence around what a model, an agent or an upstream wrote. Never used for titles or consequences. */
export function Untrusted({
  source,
  children,
  className,
}: {
  source: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <figure className={cn("rounded-md border border-dashed border-line-strong bg-sunken", className)}>
      <figcaption className="border-b border-dashed border-line-strong px-3 py-1 text-2xs font-medium text-ink-3">
        Untrusted · {source}
      </figcaption>
      <div className="px-3 py-2 text-sm wrap-anywhere whitespace-pre-wrap text-ink-2">{children}</div>
    </figure>
  );
}
