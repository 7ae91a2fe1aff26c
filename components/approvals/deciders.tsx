import { Moon } from "lucide-react";
import type { ApprovalDetail } from "@/lib/approvals/types";

const SHOWN = 8;

/** Who may still decide, worked out by what authorises: a waiting team knows whom to ask. */
export function Deciders({ approval }: { approval: ApprovalDetail }) {
  const { deciders } = approval;
  if (deciders.length === 0) {
    return (
      <p className="border-t border-line pt-3 text-sm text-deny">
        Nobody can decide this as things stand: everybody who could is on the requester&apos;s side, has
        decided already, or is missing. It runs out by itself.
      </p>
    );
  }
  const present = deciders.filter(({ away }) => !away);
  // Who is there comes first: these one can ask now.
  const shown = [...present, ...deciders.filter(({ away }) => away)].slice(0, SHOWN);
  const rest = deciders.length - shown.length;
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 border-t border-line pt-3 text-sm">
      <span className="shrink-0 text-ink-3">Can decide</span>
      <ul className="flex min-w-0 flex-wrap items-center gap-1.5">
        {shown.map(({ userId, name, away }) => (
          <li
            key={userId}
            className="inline-flex max-w-full items-center gap-1 rounded-full border border-line bg-surface px-2 py-0.5 text-xs"
          >
            <span className="truncate">{name}</span>
            {away && (
              <span className="inline-flex items-center gap-0.5 text-hold">
                <Moon aria-hidden className="size-3" /> away
              </span>
            )}
          </li>
        ))}
        {rest > 0 && <li className="text-xs text-ink-3">and {rest} more</li>}
      </ul>
      {present.length === 0 && <span className="text-hold">Everybody who can is away.</span>}
    </div>
  );
}
