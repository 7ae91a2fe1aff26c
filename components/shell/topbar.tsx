import type { Route } from "next";
import type { ReactNode } from "react";
import { Link } from "../ui/link";
import { LiveIndicator } from "./live-indicator";
import { Logo } from "./logo";

type TopbarProps = {
  tenant: ReactNode;
  palette: ReactNode;
  contain: ReactNode;
  alerts: ReactNode;
  user: ReactNode;
  /** What is stopped, under the bar; it brings its own height (--strip-h in globals.css). */
  strip: ReactNode;
};

export function Topbar({ tenant, palette, contain, alerts, user, strip }: TopbarProps) {
  return (
    <header className="sticky top-0 z-20 h-(--topbar-h) bg-canvas">
      <div className="flex h-12 items-center gap-2 border-b border-line px-3 md:px-4">
        <div className="flex min-w-0 flex-1 items-center gap-1.5">
          <Link href={"/overview" as Route} aria-label="AgentGate, overview" className="rounded-md">
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
          {contain}
          {alerts}
          {user}
        </div>
      </div>
      {strip}
    </header>
  );
}
