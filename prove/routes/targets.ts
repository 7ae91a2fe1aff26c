import type { Permission } from "../../lib/platform/ctx";
import type { Answer, Sent } from "./http";
import { ACTION_INPUTS, ROUTE_INPUTS } from "./inputs";
import { BY_HAND, ofByHand } from "./inputs/by-hand";
import { PARAMETERS } from "./inputs/routes";
import type { Action, Inventory, Page, Route } from "./inventory/inventory";
import { ofAction, ofPage, ofRoute, type Verdict } from "./verdict";
import type { Victim } from "./world/victim";

/** One request of the right person, without their cookie, and how its answer is read. */
export type Target = {
  kind: "page" | "route" | "action";
  name: string;
  sent: Sent;
  permission: Permission | null;
  /** Whoever is not signed in is refused. False for what lets people sign in and out, and what tools call. */
  guarded: boolean;
  /** It can change something, so it has to come from a page of ours. */
  changes: boolean;
  /** It names something of the victim's by its id or name. */
  names: boolean;
  read: (answer: Answer) => Verdict;
};

/** Where somebody without a session has to be able to go. */
const PUBLIC_PAGES = ["/", "/login", "/no-access"];

export function targetsOf(inventory: Inventory, victim: Victim, origin: string): Target[] {
  const ids = idsOf(victim);
  const naming = (target: Omit<Target, "names">): Target => {
    const { path, body = "" } = target.sent;
    return { ...target, names: ids.some((id) => path.includes(id) || body.includes(id)) };
  };
  return [
    ...inventory.pages.map((page) => pageTarget(page, victim)),
    ...inventory.routes.filter(({ wrapped }) => wrapped).map((route) => routeTarget(route, victim, origin)),
    ...inOrder(inventory.actions).map((action) => actionTarget(action, victim, origin)),
  ].map(naming);
}

/** As the inputs stand, where what ends a thing comes after what needs it. */
function inOrder(actions: readonly Action[]): Action[] {
  const keys = Object.keys(ACTION_INPUTS);
  return actions.toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
}

function pageTarget({ route, permission }: Page, victim: Victim): Omit<Target, "names"> {
  return {
    ...{ kind: "page", name: `page ${route}`, permission: permission ?? null, changes: false, read: ofPage },
    guarded: !PUBLIC_PAGES.includes(route),
    sent: { method: "GET", path: filled(route, victim), headers: { accept: "text/html" } },
  };
}

function routeTarget(
  { route, method, permission }: Route,
  victim: Victim,
  origin: string,
): Omit<Target, "names"> {
  const name = `${method} ${route}`;
  const input = ROUTE_INPUTS[name]?.(victim) ?? {};
  const changes = method !== "GET" && method !== "HEAD";
  const path = filled(route, victim);
  const query = changes ? "" : new URLSearchParams(input as Record<string, string>).toString();
  return {
    ...{ kind: "route", name, permission, changes, guarded: true, read: ({ status }) => ofRoute(status) },
    sent: {
      ...{ method, path: query ? `${path}?${query}` : path },
      headers: changes ? { ...own(origin), "content-type": "application/json" } : {},
      ...(changes ? { body: JSON.stringify(input) } : {}),
    },
  };
}

/** As the page's script calls it: the arguments as React writes them, which is JSON for what we send. */
function actionTarget(action: Action, victim: Victim, origin: string): Omit<Target, "names"> {
  const { key, permission, wrapped, id } = action;
  // A page without parameters, where there is one: the action is the same.
  const page = action.pages.find((it) => !it.includes("[")) ?? action.pages[0] ?? "/";
  const byHand = wrapped ? undefined : BY_HAND[key];
  const body = byHand?.body ?? JSON.stringify([ACTION_INPUTS[key]?.(victim) ?? {}]);
  return {
    ...{ kind: "action", name: `action ${key}`, permission, guarded: wrapped, changes: true },
    read: wrapped ? ofAction : ofByHand,
    sent: {
      ...{ method: "POST", path: filled(page, victim), body },
      headers: {
        ...own(origin),
        ...{ accept: "text/x-component", "next-action": id },
        "content-type": byHand?.type ?? "text/plain;charset=UTF-8",
      },
    },
  };
}

const own = (origin: string) => ({ origin, "sec-fetch-site": "same-origin" });

function filled(route: string, victim: Victim): string {
  return route.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const value = PARAMETERS[name]?.(victim);
    // Nothing of that kind is there: an id that could be one.
    return encodeURIComponent(typeof value === "string" ? value : "018f0000-0000-7000-8000-000000000000");
  });
}

/** Everything that is the victim's alone by its spelling. */
export function idsOf(victim: object): string[] {
  return Object.values(victim).flatMap((value: unknown) => {
    if (typeof value === "string") return /^([0-9a-f-]{36}|chain-[0-9a-f-]{36})$/.test(value) ? [value] : [];
    return value !== null && typeof value === "object" ? idsOf(value) : [];
  });
}
