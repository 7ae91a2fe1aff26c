import { CircleCheck, CircleDashed } from "lucide-react";
import type { Route } from "next";
import type { Setup as Done } from "@/lib/traffic/types";
import { Panel } from "../page/panel";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

const STEPS = [
  { key: "gateway", label: "A gateway enforces this tenant's rules", href: "/policy" },
  { key: "decision", label: "A first call is decided", href: "/sessions" },
  { key: "approval", label: "A person approves a first request", href: "/approvals" },
  { key: "rollbackDrill", label: "A rollback of the policy is drilled", href: "/policy" },
  { key: "stopDrill", label: "A stop is drilled", href: "/switches" },
] as const satisfies readonly { key: keyof Done; label: string; href: string }[];

/** What is still to be tried before one relies on it, each looked up by the server. Gone once all is done. */
export function Setup({ done }: { done: Done }) {
  const left = STEPS.filter(({ key }) => !done[key]).length;
  if (left === 0) return null;
  return (
    <Panel title={`Set up: ${STEPS.length - left} of ${STEPS.length}`} flush>
      <ol className="grid gap-px overflow-hidden rounded-b-lg bg-line sm:grid-cols-2 xl:grid-cols-5">
        {STEPS.map(({ key, label, href }) => (
          <li key={key} className="bg-surface sm:max-xl:last:col-span-2">
            <Link
              href={href as Route}
              className={cn(
                "flex h-full min-h-11 items-center gap-2 px-4 py-2.5 text-sm hover:bg-hover focus-visible:-outline-offset-2",
                done[key] && "text-ink-3",
              )}
            >
              {done[key] ? (
                <CircleCheck aria-hidden className="size-4 shrink-0 text-allow" />
              ) : (
                <CircleDashed aria-hidden className="size-4 shrink-0 text-ink-3" />
              )}
              <span>
                <span className="sr-only">{done[key] ? "Done: " : "To do: "}</span>
                {label}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
