import { cn } from "../ui/cn";

/** A gate, half way up. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-6 shrink-0", className)}>
      <rect width="32" height="32" rx="8" fill="var(--primary)" />
      <path
        d="M8.5 24V14a7.5 7.5 0 0 1 15 0v10"
        fill="none"
        stroke="var(--ink-inverse)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="M16 15v9M12.2 24v-6M19.8 24v-6"
        stroke="light-dark(oklch(0.78 0.12 262), oklch(0.5 0.19 263))"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
