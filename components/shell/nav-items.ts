import {
  BellRing,
  Blocks,
  Cable,
  CalendarOff,
  ChartColumn,
  Gauge,
  House,
  Inbox,
  ListTree,
  OctagonX,
  ScrollText,
  ShieldCheck,
  Siren,
  SlidersHorizontal,
  Users,
  Waypoints,
  type LucideIcon,
} from "lucide-react";
import type { Route } from "next";

export type NavKey =
  | "overview"
  | "approvals"
  | "incidents"
  | "sessions"
  | "capabilities"
  | "upstreams"
  | "policy"
  | "notifications"
  | "switches"
  | "limits"
  | "audit";

/** `also`: another address that belongs to the section. `thumb`: on a phone it is in the bar itself, the others behind "More". */
type NavItem = {
  key: NavKey;
  href: Route;
  also?: string;
  label: string;
  icon: LucideIcon;
  thumb?: boolean;
};

export const NAV_ITEMS: readonly NavItem[] = [
  { key: "overview", href: "/overview" as Route, label: "Overview", icon: House, thumb: true },
  { key: "approvals", href: "/approvals" as Route, label: "Approvals", icon: Inbox, thumb: true },
  { key: "incidents", href: "/incidents" as Route, label: "Incidents", icon: Siren, thumb: true },
  { key: "sessions", href: "/sessions" as Route, label: "Sessions", icon: ListTree, thumb: true },
  { key: "capabilities", href: "/capabilities" as Route, label: "Capabilities", icon: Blocks },
  {
    key: "upstreams",
    href: "/upstreams" as Route,
    also: "/credentials",
    label: "Upstreams",
    icon: Cable,
  },
  { key: "policy", href: "/policy" as Route, label: "Policy", icon: ShieldCheck },
  {
    key: "notifications",
    href: "/notifications" as Route,
    label: "Notifications",
    icon: BellRing,
  },
  {
    key: "switches",
    href: "/switches" as Route,
    also: "/containment",
    label: "Stops",
    icon: OctagonX,
  },
  { key: "limits", href: "/limits" as Route, label: "Limits", icon: Gauge },
  { key: "audit", href: "/audit" as Route, label: "Audit", icon: ScrollText },
];

/** Pages inside a section that people look for by name; the palette lists them after the sections. */
export const INNER_PAGES: readonly Pick<NavItem, "key" | "href" | "label" | "icon">[] = [
  {
    key: "approvals",
    href: "/approvals/insights" as Route,
    label: "Approval insights",
    icon: ChartColumn,
  },
  { key: "approvals", href: "/approvals/chains" as Route, label: "Approval chains", icon: Waypoints },
  { key: "approvals", href: "/approvals/teams" as Route, label: "Teams", icon: Users },
  { key: "approvals", href: "/approvals/away" as Route, label: "Away", icon: CalendarOff },
  {
    key: "switches",
    href: "/containment" as Route,
    label: "Containment settings",
    icon: SlidersHorizontal,
  },
];

/** Whether a path is in a section: its list or anything under it. */
export function isIn(pathname: string, { href, also }: Pick<NavItem, "href" | "also">): boolean {
  return [href, also].some((place) => pathname === place || pathname.startsWith(`${place}/`));
}
