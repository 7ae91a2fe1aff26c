const { readdirSync } = require("node:fs");
const { FLOORS } = require("./lib/floors.cjs");

const TEST_FILE = "[.]test[.]tsx?$";
/** The files of a room that a browser may load. */
const BROWSER_SAFE = "^lib/.+/(schemas|types|check-types|words)[.]ts$";
const FRAMEWORK = "^(node_modules/)?(next|react|react-dom|server-only|client-only)(/|$)";
/** Code that ships; scripts, tests and benches may use what only development installs. */
const SHIPPED = "^(app|components|gateway|lib)/";

const roomsFrom = (floor, ...not) =>
  Object.keys(FLOORS).filter((room) => FLOORS[room] >= floor && !not.includes(room));

/** One rule per room: neither sideways nor up. */
const floorRules = Object.entries(FLOORS)
  .map(([room, floor]) => ({ room, forbidden: roomsFrom(floor, room) }))
  .filter(({ forbidden }) => forbidden.length > 0)
  .map(({ room, forbidden }) => ({
    name: `floor-of-${room}`,
    comment: "A room imports rooms on lower floors only; see lib/floors.cjs.",
    severity: "error",
    from: { path: `^lib/${room}/` },
    to: { path: `^lib/(${forbidden.join("|")})/` },
  }));

/** A folder of lib/ that the table does not know would escape every rule above. */
function unknownRooms() {
  const folders = readdirSync("lib", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).filter((name) => !(name in FLOORS));
}
const strangers = unknownRooms();
if (strangers.length > 0) throw new Error(`lib/floors.cjs gives no floor to: ${strangers.join(", ")}`);

/** What one file takes from another room: its index, or what a browser may load too. */
const PUBLIC_OF_ROOM = [
  "^lib/[^/]+/(index|schemas|types|check-types|words)[.]ts$",
  "^lib/[^/]+/[^/]+/(schemas|types|check-types|words)[.]ts$",
];
const PUBLIC_OF_PLATFORM = [
  "^lib/platform/[^/]+/(index|schemas|types)[.]ts$",
  "^lib/platform/[^/]+[.]ts$",
  // Apart from its index, which the browser loads: this one makes a Response.
  "^lib/platform/errors/problem[.]ts$",
  // Has a rule of its own.
  "^lib/platform/env/process[.]ts$",
];

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "not-resolvable",
      comment: "An import that leads nowhere hides from every other rule. Next provides server-only itself.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(server-only|client-only)$" },
    },
    ...floorRules,
    {
      name: "room-by-its-index",
      comment: "Another room is used through its index.ts, or its browser-safe schemas.ts and types.ts.",
      severity: "error",
      from: { path: "^lib/([^/]+)/" },
      to: { path: "^lib/[^/]+/", pathNot: [`^lib/$1/`, "^lib/platform/", ...PUBLIC_OF_ROOM] },
    },
    {
      name: "platform-by-its-index",
      severity: "error",
      from: { path: "^lib/([^/]+)/([^/]+)" },
      to: { path: "^lib/platform/", pathNot: ["^lib/platform/$2/", ...PUBLIC_OF_PLATFORM] },
    },
    {
      name: "outside-by-the-index",
      comment:
        "Whatever stands outside lib/ uses a room through its index.ts. lib/web has none: each of its files is an entry, so that a page, a client bundle and the proxy load only what they use.",
      severity: "error",
      // Parsers and verifiers are fuzzed as they are, without the verbs around them.
      from: { pathNot: "^lib/|^prove/fuzz/(signatures|parsers)/" },
      to: {
        path: "^lib/",
        pathNot: [...PUBLIC_OF_ROOM, ...PUBLIC_OF_PLATFORM, "^lib/web/[^/]+[.]tsx?$", "^lib/floors[.]cjs$"],
      },
    },
    {
      name: "environment-set-by-commands-only",
      comment: "What ships reads its environment through env(); only those who start processes hand one on.",
      severity: "error",
      from: { path: SHIPPED, pathNot: TEST_FILE },
      to: { path: "^lib/platform/env/process[.]ts$" },
    },
    {
      name: "lib-stands-alone",
      comment: "lib/ never depends on what is built on it. Its tests may use the shared helpers of tests/.",
      severity: "error",
      from: { path: "^lib/", pathNot: TEST_FILE },
      to: { path: "^(app|components|gateway|scripts|bench|prove|e2e|tests|prisma)/" },
    },
    {
      name: "components-take-no-server-code",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(lib|gateway|prisma|scripts|tests|bench|prove|e2e)/", pathNot: BROWSER_SAFE },
    },
    {
      name: "components-know-no-page",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^app/" },
    },
    {
      name: "browser-safe-stays-safe",
      comment: "schemas.ts and types.ts reach the browser, so what they run may come only from their like.",
      severity: "error",
      from: { path: BROWSER_SAFE },
      to: {
        path: "^(lib|node_modules)/|^node:",
        pathNot: [BROWSER_SAFE, "^node_modules/zod/"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "framework-on-the-web-floor-only",
      comment: "The gateway runs without Next: below floor 6 there is no next, react or server-only.",
      severity: "error",
      from: { path: "^(lib|gateway)/", pathNot: "^lib/web/" },
      to: { path: FRAMEWORK },
    },
    {
      name: "next-auth-behind-web",
      severity: "error",
      // A journey has to make a session old, and a proof a false one, which only who can write its token can.
      from: { pathNot: "^(lib/web/|e2e/support/proof[.]ts$|prove/routes/world/people[.]ts$)" },
      to: { path: "^(node_modules/)?(next-auth|@auth)(/|$)" },
    },
    {
      name: "prisma-behind-platform-db",
      severity: "error",
      from: { pathNot: "^lib/platform/db/" },
      to: { path: "^lib/platform/db/generated/|^(node_modules/)?@prisma/client(/|$)" },
    },
    {
      name: "no-development-packages-in-what-ships",
      severity: "error",
      from: { path: SHIPPED, pathNot: TEST_FILE },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^lib/platform/db/generated/"] },
    exclude: { path: "^(dist|[.]next|[.]agentgate)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
