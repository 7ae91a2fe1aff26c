"use client";

import { usePathname } from "next/navigation";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { isIn, NAV_ITEMS } from "./nav-items";
import { NavCount, type NavProps } from "./nav-count";

export function Sidebar({ allowed, counts }: NavProps) {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="sticky top-(--topbar-h) hidden h-[calc(100dvh-var(--topbar-h))] w-52 shrink-0 flex-col gap-0.5 overflow-y-auto p-2 md:flex"
    >
      {NAV_ITEMS.filter((item) => allowed.includes(item.key)).map((item) => {
        const { key, href, label, icon: Icon } = item;
        const current = isIn(pathname, item);
        return (
          <Link
            key={key}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink",
              current && "bg-active text-ink hover:bg-active",
            )}
          >
            <Icon aria-hidden className={cn("size-4 text-ink-3", current && "text-ink")} strokeWidth={1.9} />
            {label}
            <NavCount of={key} counts={counts} className="ml-auto" />
          </Link>
        );
      })}
    </nav>
  );
}
