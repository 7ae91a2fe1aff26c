import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { can, ROLES, type Permission, type Role } from "../../../lib/platform/ctx";
import { declaredIn, pagePermission, type Declared } from "./declared";

/** What browsers can ask of the console, read from the build: what is new there is tried without an edit here. */
export type Inventory = { pages: Page[]; routes: Route[]; actions: Action[] };

export type Page = {
  /** As Next writes it: `/approvals/[approvalId]`. */
  route: string;
  /** Undefined: it asks nobody, and has to be public by intention. */
  permission: Permission | null | undefined;
};

export type Route = Declared & { route: string; method: string };

export type Action = Declared & {
  id: string;
  /** `policy/actions.ts#saveDraftAction`, without the folders that are only for order. */
  key: string;
  /** The pages that it can be sent to. */
  pages: string[];
};

type References = Record<
  string,
  { workers: Record<string, unknown>; filename: string; exportedName: string }
>;

export async function readInventory(root: string): Promise<Inventory> {
  const json = async (file: string) =>
    JSON.parse(await readFile(join(root, ".next", file), "utf8")) as unknown;
  const paths = (await json("app-path-routes-manifest.json")) as Record<string, string>;
  const references = (await json("server/server-reference-manifest.json")) as { node: References };
  const inventory: Inventory = { pages: [], routes: [], actions: [] };
  for (const [name, route] of Object.entries(paths)) {
    const file = ["ts", "tsx"]
      .map((ending) => `app${name}.${ending}`)
      .find((it) => existsSync(join(root, it)));
    // Next's own: the page for what is not there, and the icon.
    if (!file) continue;
    const text = await readFile(join(root, file), "utf8");
    if (name.endsWith("/page")) inventory.pages.push({ route, permission: pagePermission(text) });
    else for (const it of handlersIn(file, text)) inventory.routes.push({ ...it, route, method: it.name });
  }
  const declared = new Map<string, Declared[]>();
  for (const [id, { filename, exportedName, workers }] of Object.entries(references.node)) {
    const known =
      declared.get(filename) ?? declaredIn(filename, await readFile(join(root, filename), "utf8"));
    declared.set(filename, known);
    const found = known.find(({ name }) => name === exportedName);
    if (!found) throw new Error(`${filename} has no ${exportedName}: is the build old?`);
    const pages = Object.keys(workers).flatMap((worker) => paths[worker.replace(/^app/, "")] ?? []);
    inventory.actions.push({ ...found, id, key: `${withoutGroups(filename)}#${exportedName}`, pages });
  }
  return inventory;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const handlersIn = (file: string, text: string) =>
  declaredIn(file, text).filter(({ name }) => METHODS.has(name));
const withoutGroups = (file: string) => file.replace(/^app\//, "").replace(/\([^)]*\)\//g, "");

/** The roles that may not, of which each has to be refused. */
export function rolesWithout(permission: Permission): Role[] {
  return ROLES.filter((role) => !can({ kind: "user", id: "", label: "", roles: [role] }, permission));
}
