import { cn } from "./cn";

/** Give it the size of what it stands for, so that nothing moves when that arrives. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-shimmer rounded-sm bg-active", className)} />;
}
