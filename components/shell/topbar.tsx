import Link from "next/link";
import type { ReactNode } from "react";
import { LiveIndicator } from "./live-indicator";
import { Logo } from "./logo";

type TopbarProps = { tenant: ReactNode; palette: ReactNode; user: ReactNode };

export function Topbar({ tenant, palette, user }: TopbarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-(--topbar-h) items-center gap-2 border-b border-line bg-canvas px-3 md:px-4">
      <div className="flex min-w-0 flex-1 items-center gap-1.5">
        <Link href="/approvals" aria-label="AgentGate, approvals" className="rounded-md">
          <Logo />
        </Link>
        <span aria-hidden className="ml-1 text-lg font-light text-line-strong">
          /
        </span>
        {tenant}
      </div>
      {palette}
      <div className="flex items-center justify-end gap-3 md:flex-1">
        <LiveIndicator />
        {user}
      </div>
    </header>
  );
}
