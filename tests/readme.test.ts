import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const README = read("README.md");

describe("README", () => {
  it("lists exactly the variables that the environment module reads", () => {
    const schema =
      /const Env = z\.object\(\{([\s\S]*?)\n\}\);/.exec(read("lib/platform/env/index.ts"))?.[1] ?? "";
    const known = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    const listed = [...README.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(known.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(known.toSorted());
  });

  it("gives each variable the default that the environment module has", () => {
    const schema = read("lib/platform/env/index.ts");
    const defaults = [...schema.matchAll(/^ {2}([A-Z_]+): .*\.default\("?([^")]+)"?\)/gm)].filter(
      ([, name]) => name !== "NODE_ENV",
    );
    expect(defaults.length).toBeGreaterThan(5);
    for (const [, name, value] of defaults)
      expect(README).toMatch(new RegExp(`\\| \`${name}\` +\\| \`${value}\` +\\|`));
  });

  it("names only commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [README, read("CONTRIBUTING.md")].flatMap((text) =>
      [...text.matchAll(/npm run ([a-z][a-z:0-9]*)/g)].map(([, name]) => name ?? ""),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("leads to files that exist", () => {
    for (const source of ["README.md", "CONTRIBUTING.md"]) {
      const links = [...read(source).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? "");
      expect(links.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
    }
  });
});
