import { Blocks, Inbox, ListTree, ScrollText, ShieldCheck, type LucideIcon } from "lucide-react";
import type { Route } from "next";

export type NavKey = "approvals" | "sessions" | "capabilities" | "policy" | "audit";

type NavItem = { key: NavKey; href: Route; label: string; icon: LucideIcon };

export const NAV_ITEMS: readonly NavItem[] = [
  { key: "approvals", href: "/approvals" as Route, label: "Approvals", icon: Inbox },
  { key: "sessions", href: "/sessions" as Route, label: "Sessions", icon: ListTree },
  { key: "capabilities", href: "/capabilities" as Route, label: "Capabilities", icon: Blocks },
  { key: "policy", href: "/policy" as Route, label: "Policy", icon: ShieldCheck },
  { key: "audit", href: "/audit" as Route, label: "Audit", icon: ScrollText },
];

/** Whether a path is in a section: its list or anything under it. */
export function isIn(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
