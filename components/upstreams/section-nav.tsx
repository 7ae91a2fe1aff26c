"use client";

import { usePathname } from "next/navigation";
import { LinkTabs } from "../ui/tabs";

const PAGES = [
  { href: "/upstreams", label: "Upstreams" },
  { href: "/credentials", label: "Credentials" },
  { href: "/upstreams/network", label: "Network" },
] as const;

/** The pages around what the gateway reaches. Who may not see credentials is not led to them. */
export function UpstreamsNav({ credentials }: { credentials: boolean }) {
  const pathname = usePathname();
  const pages = PAGES.filter(({ href }) => credentials || href !== "/credentials");
  return (
    <LinkTabs
      label="Upstreams"
      className="px-4 md:px-6"
      tabs={pages.map((page) => ({ ...page, current: pathname === page.href }))}
    />
  );
}
