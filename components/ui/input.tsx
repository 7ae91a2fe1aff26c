import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Shared by everything one types or picks in. 16 px on small screens, or iOS zooms in on focus. */
export const controlClass =
  "w-full rounded-md border border-line-control/70 bg-raised px-2.5 text-lg text-ink shadow-xs transition-colors md:text-sm hover:border-line-control focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-deny-solid aria-invalid:outline-deny-solid";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(controlClass, "h-9 md:h-8", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlClass, "min-h-20 resize-y py-1.5", className)} {...props} />;
}
