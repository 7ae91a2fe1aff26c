"use client";

import { usePathname } from "next/navigation";
import { LinkTabs } from "../ui/tabs";

const PAGES = [
  { href: "/approvals", label: "Inbox" },
  { href: "/approvals/insights", label: "Insights" },
  { href: "/approvals/chains", label: "Chains" },
  { href: "/approvals/teams", label: "Teams" },
  { href: "/approvals/away", label: "Away" },
] as const;

/** The pages of the approvals section. */
export function ApprovalsNav() {
  const pathname = usePathname();
  return (
    <LinkTabs
      label="Approvals"
      className="px-4 md:px-6"
      tabs={PAGES.map((page) => ({ ...page, current: pathname === page.href }))}
    />
  );
}
