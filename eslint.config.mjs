import next from "eslint-config-next/core-web-vitals";
import nextTypescript from "eslint-config-next/typescript";
import prettier from "eslint-config-prettier/flat";
import { defineConfig, globalIgnores } from "eslint/config";

const TYPESCRIPT = ["**/*.ts", "**/*.tsx"];
const TESTS = ["**/*.test.ts", "**/*.test.tsx", "tests/**", "e2e/**"];
/** Programs that people run in a terminal: printing is their job. */
const COMMANDS = [
  "scripts/**",
  "bench/**",
  "prove/**",
  "prisma/**",
  "playwright.config.ts",
  "vitest.config.ts",
];

const UNBOUND_SQL = "Bind parameters: use the $queryRaw and $executeRaw templates.";
const RAW_HTML = "Render elements: HTML from a string is how an agent's text would become code.";

const restrictedSyntax = [
  {
    selector: "MemberExpression[property.name=/^\\$(queryRawUnsafe|executeRawUnsafe)$/]",
    message: UNBOUND_SQL,
  },
  {
    selector: "MemberExpression[property.value=/^\\$(queryRawUnsafe|executeRawUnsafe)$/]",
    message: UNBOUND_SQL,
  },
  { selector: "MemberExpression[object.name='Prisma'][property.name='raw']", message: UNBOUND_SQL },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: RAW_HTML },
  { selector: "Property[key.name='dangerouslySetInnerHTML']", message: RAW_HTML },
  {
    selector: "MemberExpression[object.name='AbortSignal'][property.name='any']",
    message: "It loses time-outs that are collected as garbage. Use lib/platform/deadline.",
  },
  { selector: "TSEnumDeclaration", message: "Use a union of string literals." },
];

export default defineConfig([
  globalIgnores([
    ".next/**",
    "dist/**",
    ".agentgate/**",
    "lib/platform/db/generated/**",
    "test-results/**",
    "playwright-report/**",
    "next-env.d.ts",
  ]),
  next,
  nextTypescript,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", { max: 300 }],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read the environment through lib/platform/env." },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            ...["node:process", "process"].map((name) => ({ name, importNames: ["env", "default"] })),
            { name: "next/link", importNames: ["default"], message: "Use components/ui/link." },
          ],
        },
      ],
      "no-restricted-syntax": ["error", ...restrictedSyntax],
    },
  },
  {
    files: TYPESCRIPT,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-unused-expressions": "error",
      "react-hooks/exhaustive-deps": "error",
    },
  },
  // The module that reads the environment, and the files that run before it, or without what loads it.
  {
    files: [
      "lib/platform/env/**",
      "next.config.js",
      "scripts/generate.mjs",
      "prove/conformance/client-command.mjs",
    ],
    rules: { "no-restricted-properties": "off" },
  },
  { files: [...COMMANDS, ...TESTS], rules: { "no-console": "off" } },
  { files: ["components/ui/link.tsx"], rules: { "no-restricted-imports": "off" } },
  // Playwright hands fixtures to a callback called `use`, which is no React hook.
  { files: ["e2e/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
  // dependency-cruiser loads CommonJS only.
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  prettier,
]);
