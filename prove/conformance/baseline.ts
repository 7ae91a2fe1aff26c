import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ROOT } from "../../scripts/supervisor/build";

export const REVISIONS = ["2026-07-28", "2025-11-25"] as const;
export type Revision = (typeof REVISIONS)[number];
/** What is tried: us as a server to agents, us as a client of upstreams. */
export const MODES = ["server", "client"] as const;
export type Mode = (typeof MODES)[number];

const Known = z.array(
  z.strictObject({ scenarios: z.array(z.string()).nonempty(), reason: z.string().min(20) }),
);
const PerRevision = z.strictObject({ "2026-07-28": Known, "2025-11-25": Known });
const Baseline = z.strictObject({ server: PerRevision, client: PerRevision });
export type Baseline = z.infer<typeof Baseline>;

export const PACKAGE = dirname(
  createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json"),
);

/** What is known not to pass, each with its reason. @throws where an entry has none */
export async function readBaseline(): Promise<Baseline> {
  return Baseline.parse(parse(await readFile(join(ROOT, "tests/conformance-baseline.yml"), "utf8")));
}

const Required = z.object({ server: z.array(z.string()), client: z.array(z.string()) });

/** The scenarios that a revision requires, as the suite's authors froze them when it came out. */
export async function requiredBy(revision: Revision, mode: Mode): Promise<string[]> {
  const text = await readFile(join(PACKAGE, "requirements", `${revision}.yaml`), "utf8");
  return Required.parse(parse(text))[mode];
}
