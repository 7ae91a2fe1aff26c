"use client";

import { usePathname } from "next/navigation";
import { LinkTabs } from "../ui/tabs";

const PAGES = [
  { href: "/policy", label: "Revisions" },
  { href: "/policy/exceptions", label: "Exceptions" },
  { href: "/policy/templates", label: "Templates" },
  { href: "/policy/settings", label: "Settings" },
] as const;

/** The pages of the policy section. */
export function PolicyNav() {
  const pathname = usePathname();
  return (
    <LinkTabs
      label="Policy"
      className="px-4 md:px-6"
      tabs={PAGES.map((page) => ({ ...page, current: pathname === page.href }))}
    />
  );
}
