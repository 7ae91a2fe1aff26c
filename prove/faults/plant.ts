import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import type pg from "pg";
import { bundleGateway, ROOT } from "../../scripts/supervisor/build";

/** A text that must be there exactly once, and what takes its place. */
export type Edit = { find: string; replace: string };
/** What is changed to make a bug: the gateway's source, one of the database's functions, or any of its objects. */
export type Plant = {
  source?: { file: string; edits: readonly Edit[] };
  database?: { function?: { name: string; edits: readonly Edit[] }; statements?: readonly string[] };
};

/** @throws Error where a text is not there exactly once: the product has changed, and the fault is no longer that bug */
export function edited(text: string, edits: readonly Edit[], where: string): string {
  return edits.reduce((before, { find, replace }) => {
    const parts = before.split(find);
    if (find === "" || parts.length !== 2)
      throw new Error(
        `A planted fault is stale: ${where} has this ${parts.length - 1} times, not once:\n${find}`,
      );
    return parts.join(replace);
  }, text);
}

/** The gateway's bundle with a bug in it, in a folder of its own; the product's tree has it never. */
export async function bundleWith(
  planted?: Plant["source"] | ((folder: string) => Plant["source"]),
): Promise<{ bundle: string; folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "agentgate-fault-"));
  const atExit = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", atExit);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    process.off("exit", atExit);
  };
  try {
    // Packages stay packages, and are looked for from where the bundle lies.
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const bundle = join(folder, "gateway.mjs");
    const plant = typeof planted === "function" ? planted(folder) : planted;
    const seen: string[] = [];
    const plugins = plant ? [planting(plant, seen)] : [];
    await writeFile(bundle, await bundleGateway(bundle, plugins));
    if (plant && seen.length === 0)
      throw new Error(`A planted fault is stale: ${plant.file} is no part of the gateway.`);
    return { bundle, folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function planting({ file, edits }: NonNullable<Plant["source"]>, seen: string[]): Plugin {
  const path = join(ROOT, file);
  const filter = new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  return {
    name: "fault",
    setup: ({ onLoad }) => {
      onLoad({ filter }, async () => {
        seen.push(path);
        return { contents: edited(await readFile(path, "utf8"), edits, file), loader: "ts" };
      });
    },
  };
}

/** Changes a database that is a trial's own. The client is a superuser's. */
export async function plantInDatabase(
  client: pg.Client,
  plant: NonNullable<Plant["database"]>,
): Promise<void> {
  if (plant.function) await plantInFunction(client, plant.function);
  for (const statement of plant.statements ?? []) await client.query(statement);
}

async function plantInFunction(
  client: pg.Client,
  { name, edits }: { name: string; edits: readonly Edit[] },
): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    "select pg_get_functiondef(oid) as text from pg_proc where proname = $1 and pronamespace = 'public'::regnamespace",
    [name],
  );
  const [found] = rows;
  if (!found || rows.length > 1)
    throw new Error(`A planted fault is stale: the database has ${rows.length} functions called ${name}.`);
  await client.query(edited(found.text, edits, name));
}
