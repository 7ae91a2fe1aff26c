import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ESLint } from "eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const CRUISER = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

type Violation = { rule: { name: string }; from: string; to: string };
type Graph = {
  modules: { source: string; dependencies: { resolved: string }[] }[];
  summary: { violations: Violation[] };
};

/** Runs the real rule file over `folders` of `cwd`, as `npm run lint` does. */
function cruise(cwd: string, config: string, folders: readonly string[]): Graph {
  const run = spawnSync(
    process.execPath,
    [CRUISER, "--config", join(ROOT, config), "--output-type", "json", ...folders],
    {
      cwd,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (!run.stdout.startsWith("{")) throw new Error(run.stderr || run.stdout);
  return JSON.parse(run.stdout) as Graph;
}

/** A small tree that keeps every rule, and beside it one file per rule that breaks it. */
const SOUND: Record<string, string> = {
  "tsconfig.json": `{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "jsx": "react-jsx", "paths": { "@/*": ["./*"] } } }`,
  "lib/platform/env/index.ts": `export const env = () => ({});`,
  "lib/platform/env/process.ts": `export const setEnv = () => {};`,
  "lib/platform/env/hidden.ts": `export const hidden = 1;`,
  "lib/platform/db/generated/client.ts": `export class PrismaClient {}`,
  "lib/platform/db/index.ts": `import { PrismaClient } from "./generated/client"; import { env } from "../env"; export const db = [PrismaClient, env];`,
  "lib/policy/index.ts": `import { db } from "../platform/db"; export const policy = db;`,
  "lib/policy/inner.ts": `export const inner = 1;`,
  "lib/policy/types.ts": `export type Policy = string; export const POLICY = "p";`,
  "lib/sessions/index.ts": `export const sessions = 1;`,
  "lib/approvals/index.ts": `import { policy } from "../policy"; export const approvals = policy;`,
  "lib/gateway/index.ts": `import { approvals } from "../approvals"; export const gateway = approvals;`,
  "lib/web/index.ts": `import { gateway } from "../gateway"; export const web = gateway;`,
  "components/badge.tsx": `"use client"; import { POLICY } from "@/lib/policy/types"; export const Badge = () => POLICY;`,
  "app/page.tsx": `import { policy } from "@/lib/policy"; import { Badge } from "@/components/badge"; export default function Page() { return [policy, Badge]; }`,
  "app/actions.ts": `"use server"; import { policy } from "@/lib/policy"; export async function act() { return policy; }`,
  "app/view.tsx": `"use client"; import { act } from "./actions"; export const View = () => act;`,
};

const PLANTED: readonly { rule: string; file: string; code: string }[] = [
  {
    rule: "no-circular",
    file: "lib/policy/loop-a.ts",
    code: `import { b } from "./loop-b"; export const a = () => b;`,
  },
  {
    rule: "not-resolvable",
    file: "lib/policy/lost.ts",
    code: `import { x } from "./nowhere"; export const y = x;`,
  },
  {
    rule: "floor-of-platform",
    file: "lib/platform/env/up.ts",
    code: `import { policy } from "../../policy"; export const u = policy;`,
  },
  {
    rule: "floor-of-policy",
    file: "lib/policy/sideways.ts",
    code: `import { sessions } from "../sessions"; export const s = sessions;`,
  },
  {
    rule: "floor-of-approvals",
    file: "lib/approvals/up.ts",
    code: `import type { gateway } from "../gateway"; export type G = typeof gateway;`,
  },
  {
    rule: "floor-of-gateway",
    file: "lib/gateway/up.ts",
    code: `import { web } from "@/lib/web"; export const w = web;`,
  },
  {
    rule: "room-by-its-index",
    file: "lib/approvals/deep.ts",
    code: `import { inner } from "../policy/inner"; export const i = inner;`,
  },
  {
    rule: "platform-by-its-index",
    file: "lib/approvals/deep-platform.ts",
    code: `import { hidden } from "../platform/env/hidden"; export const h = hidden;`,
  },
  {
    rule: "outside-by-the-index",
    file: "app/deep.ts",
    code: `import { inner } from "@/lib/policy/inner"; export const i = inner;`,
  },
  {
    rule: "environment-set-by-commands-only",
    file: "lib/policy/set.ts",
    code: `import { setEnv } from "../platform/env/process"; export const s = setEnv;`,
  },
  {
    rule: "lib-stands-alone",
    file: "lib/approvals/app.ts",
    code: `import { View } from "../../app/view"; export const v = View;`,
  },
  {
    rule: "components-take-no-server-code",
    file: "components/server.tsx",
    code: `import { policy } from "@/lib/policy"; export const p = policy;`,
  },
  {
    rule: "components-know-no-page",
    file: "components/page.tsx",
    code: `import { View } from "@/app/view"; export const v = View;`,
  },
  {
    rule: "browser-safe-stays-safe",
    file: "lib/policy/schemas.ts",
    code: `import { inner } from "./inner"; export const s = inner;`,
  },
  {
    rule: "framework-on-the-web-floor-only",
    file: "lib/policy/next.ts",
    code: `import { headers } from "next/headers"; export const h = headers;`,
  },
  {
    rule: "framework-on-the-web-floor-only",
    file: "lib/policy/only.ts",
    code: `import "server-only"; export {};`,
  },
  {
    rule: "next-auth-behind-web",
    file: "app/auth.ts",
    code: `import NextAuth from "next-auth"; export const n = NextAuth;`,
  },
  {
    rule: "prisma-behind-platform-db",
    file: "lib/policy/prisma.ts",
    code: `import { PrismaClient } from "../platform/db/generated/client"; export const c = PrismaClient;`,
  },
];

const PLANTED_IN_BROWSER: typeof PLANTED = [
  {
    rule: "no-server-code-in-the-browser",
    file: "app/leak.tsx",
    code: `"use client"; import { helper } from "./helper"; export const l = helper;`,
  },
  {
    rule: "no-server-package-in-the-browser",
    file: "components/pool.tsx",
    code: `// why\n"use client";\nimport pg from "pg"; export const p = pg;`,
  },
  {
    rule: "no-node-module-in-the-browser",
    file: "components/(group)/[id]/files.tsx",
    code: `"use client"; import { readFileSync } from "node:fs"; export const r = readFileSync;`,
  },
];

function plant(root: string, files: Record<string, string>): void {
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
}

describe("the import rules", () => {
  let sound: string;
  let broken: string;

  beforeAll(() => {
    sound = mkdtempSync(join(tmpdir(), "agentgate-rules-"));
    broken = mkdtempSync(join(tmpdir(), "agentgate-rules-"));
    plant(sound, SOUND);
    plant(broken, SOUND);
    plant(broken, {
      "lib/policy/loop-b.ts": `import { a } from "./loop-a"; export const b = () => a;`,
      "app/helper.ts": `import { policy } from "@/lib/policy"; export const helper = policy;`,
    });
    for (const { file, code } of [...PLANTED, ...PLANTED_IN_BROWSER]) plant(broken, { [file]: code });
  });
  afterAll(() => {
    for (const folder of [sound, broken]) rmSync(folder, { recursive: true, force: true });
  });

  it("find nothing in a tree that keeps them", () => {
    const folders = ["app", "components", "lib"];
    const all = cruise(sound, ".dependency-cruiser.cjs", folders);
    expect(all.summary.violations).toEqual([]);
    expect(all.modules.length).toBeGreaterThan(10);
    expect(cruise(sound, ".dependency-cruiser.client.cjs", folders).summary.violations).toEqual([]);
  });

  it("see every planted violation, each by its own rule", () => {
    const folders = ["app", "components", "lib"];
    const found = [".dependency-cruiser.cjs", ".dependency-cruiser.client.cjs"].flatMap((config) =>
      cruise(broken, config, folders).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`),
    );
    const expected = [...PLANTED, ...PLANTED_IN_BROWSER].map(({ rule, file }) => `${rule} ${file}`);
    expect(expected.filter((each) => !found.includes(each))).toEqual([]);
  });

  it("look at a graph that is not empty and follows both kinds of import path", () => {
    const graph = cruise(ROOT, ".dependency-cruiser.cjs", ["app", "lib"]);
    const importsOf = (file: string) =>
      graph.modules.find(({ source }) => source === file)?.dependencies.map(({ resolved }) => resolved) ?? [];
    expect(graph.modules.length).toBeGreaterThan(40);
    expect(importsOf("lib/platform/db/index.ts")).toContain("lib/platform/env/index.ts");
    expect(
      graph.modules.some(
        ({ source, dependencies }) =>
          source.startsWith("app/") && dependencies.some(({ resolved }) => /^lib\/.*\.ts$/.test(resolved)),
      ),
    ).toBe(true);
  });
});

describe("the lint rules", () => {
  const cases: readonly [rule: string, code: string][] = [
    ["no-restricted-properties", `export const secret = process.env.SECRET;`],
    ["no-restricted-properties", `export const { env } = process;`],
    ["no-restricted-imports", `import { env } from "node:process"; export const secret = env.SECRET;`],
    [
      "no-restricted-syntax",
      `export const rows = (tx: { $queryRawUnsafe(sql: string): unknown }) => tx.$queryRawUnsafe("select 1");`,
    ],
    ["no-restricted-syntax", `import { Prisma } from "../db"; export const sql = Prisma.raw("select 1");`],
    ["no-restricted-syntax", `export const props = { dangerouslySetInnerHTML: { __html: "" } };`],
    ["@typescript-eslint/no-explicit-any", `export const anything = (value: any): unknown => value;`],
    ["@typescript-eslint/no-floating-promises", `export function go(): void { Promise.resolve(1); }`],
    [
      "@typescript-eslint/no-misused-promises",
      `export const go = (p: Promise<boolean>): number => (p ? 1 : 2);`,
    ],
    ["@typescript-eslint/consistent-type-imports", `import { Ctx } from "../ctx"; export type C = Ctx;`],
    ["no-console", `console.log("leak"); export {};`],
    ["max-lines", "export {};\n".padEnd(400, "\n")],
  ];

  it("see every planted violation", async () => {
    const eslint = new ESLint({ cwd: ROOT });
    const missed: string[] = [];
    for (const [rule, code] of cases) {
      // The text takes the place of an existing file, because typed rules need one that tsconfig knows.
      const [result] = await eslint.lintText(code, { filePath: join(ROOT, "lib/platform/ids/index.ts") });
      if (!result?.messages.some(({ ruleId }) => ruleId === rule)) missed.push(`${rule}: ${code}`);
    }
    expect(missed).toEqual([]);
  });

  it("refuse an unsafe query in a component as well", async () => {
    const eslint = new ESLint({ cwd: ROOT });
    const config = (await eslint.calculateConfigForFile(join(ROOT, "components/x.tsx"))) as {
      rules: Record<string, [number]>;
    };
    expect(config.rules["no-restricted-syntax"]?.[0]).toBe(2);
    expect(config.rules["@typescript-eslint/no-floating-promises"]?.[0]).toBe(2);
  });
});
