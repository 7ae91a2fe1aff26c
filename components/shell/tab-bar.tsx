"use client";

import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { cn } from "../ui/cn";
import { Dropdown, DropdownItem } from "../ui/dropdown";
import { Link } from "../ui/link";
import { NavCount, type NavProps } from "./nav-count";
import { isIn, NAV_ITEMS } from "./nav-items";

const TAB =
  "relative grid h-14 min-w-0 content-center justify-items-center gap-1 text-2xs font-medium tracking-tight text-ink-3 focus-visible:-outline-offset-2";
const AT_THE_ICON = "absolute top-1 left-1/2 ml-1.5";

/** The sidebar's destinations on a phone: what is needed at 3 a.m. under the thumb, the others one tap further. */
export function TabBar({ allowed, counts }: NavProps) {
  const pathname = usePathname();
  const items = NAV_ITEMS.filter(({ key }) => allowed.includes(key));
  const more = items.filter(({ thumb }) => !thumb);
  const inMore = more.some((item) => isIn(pathname, item));
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {items
        .filter(({ thumb }) => thumb)
        .map((item) => {
          const { key, href, label, icon: Icon } = item;
          const current = isIn(pathname, item);
          return (
            <Link
              key={key}
              href={href}
              aria-current={current ? "page" : undefined}
              className={cn(TAB, current && "text-ink")}
            >
              <Icon aria-hidden className="size-5" strokeWidth={current ? 2.1 : 1.7} />
              <span>{label}</span>
              <NavCount of={key} counts={counts} className={AT_THE_ICON} />
            </Link>
          );
        })}
      {more.length > 0 && (
        <Dropdown
          className="w-60"
          trigger={
            <button type="button" className={cn(TAB, inMore && "text-ink")}>
              <Menu aria-hidden className="size-5" strokeWidth={inMore ? 2.1 : 1.7} />
              <span>More</span>
              <NavCount of="capabilities" counts={counts} className={AT_THE_ICON} />
            </button>
          }
        >
          {more.map((item) => {
            const { key, href, label, icon: Icon } = item;
            return (
              <DropdownItem key={key} asChild className="min-h-11">
                <Link href={href} aria-current={isIn(pathname, item) ? "page" : undefined}>
                  <Icon aria-hidden />
                  {label}
                  <NavCount of={key} counts={counts} className="ml-auto" />
                </Link>
              </DropdownItem>
            );
          })}
        </Dropdown>
      )}
    </nav>
  );
}
