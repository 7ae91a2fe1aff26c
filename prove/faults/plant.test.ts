import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { MIGRATIONS_DIR } from "../../lib/platform/migrate";
import { ROOT } from "../../scripts/supervisor/build";
import { FAULTS } from "./faults";
import { bundleWith, edited } from "./plant";
import { SCENARIOS } from "./scenarios";

describe("planting", () => {
  it("fails loudly where the text is not there, or more than once", () => {
    const edit = (find: string) => () => edited("one two two", [{ find, replace: "x" }], "a file");
    expect(edit("one")()).toBe("x two two");
    expect(edit("three")).toThrow(/stale: a file has this 0 times/);
    expect(edit("two")).toThrow(/stale: a file has this 2 times/);
    expect(edit("")).toThrow(/stale/);
  });

  it("puts in what is given, also where it looks like a pattern", () =>
    expect(edited("a", [{ find: "a", replace: "$&$1" }], "a file")).toBe("$&$1"));

  it("fails where the file is no part of the gateway", async () => {
    const source = { file: "prove/suite.ts", edits: [{ find: "x", replace: "y" }] };
    await expect(bundleWith(source)).rejects.toThrow(/no part of the gateway/);
  });
});

describe("every fault", () => {
  it("has a name of its own", () => expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length));

  it.each(FAULTS)("$name still applies to the product as it is", async ({ source, database, scenario }) => {
    expect(SCENARIOS[scenario]).toBeDefined();
    expect(source ?? database).toBeDefined();
    if (source) {
      const { file, edits } = source;
      // It parses too. Bundling each would take a second.
      await transform(edited(readFileSync(join(ROOT, file), "utf8"), edits, file), { loader: "ts" });
    }
    if (database?.function) {
      const { name, edits } = database.function;
      expect(edited(newest(name), edits, name)).not.toBe(newest(name));
    }
  });
});

/** The last definition of a database function in the migrations. */
function newest(name: string): string {
  const folder = join(ROOT, MIGRATIONS_DIR);
  const texts = readdirSync(folder)
    .filter((it) => /^\d/.test(it))
    .sort()
    .map((it) => readFileSync(join(folder, it, "migration.sql"), "utf8"));
  const definition = new RegExp(`^CREATE (?:OR REPLACE )?FUNCTION ${name}\\([^]*?\\$\\$;$`, "gm");
  return texts.flatMap((text) => [...text.matchAll(definition)].map(([it]) => it)).at(-1) ?? "";
}
