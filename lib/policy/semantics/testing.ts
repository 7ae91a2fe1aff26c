import type { Catalog, CatalogCapability } from "../check-types";
import { request } from "../testing";

export function capability(
  name: string,
  operation: string,
  riskLevel: CatalogCapability["riskLevel"],
): CatalogCapability {
  return { ...request({ capability: { name, operation, riskLevel } }).capability, inputSchema: {} };
}

/** Two agents and a filesystem with readers, writers and one risky tool. */
export const CATALOG: Catalog = {
  principals: ["agent:demo", "agent:ci"],
  environments: ["production", "staging"],
  tenant: request({}).tenant,
  capabilities: [
    capability("io.fs.read_file", "READ", "LOW"),
    capability("io.fs.list", "READ", "LOW"),
    capability("io.fs.write_file", "WRITE", "MEDIUM"),
    capability("io.fs.move_file", "WRITE", "HIGH"),
    capability("io.fs.create_directory", "WRITE", "MEDIUM"),
  ],
};

/** A document with these rules, each in YAML's flow style. */
export function rules(...lines: readonly string[]): string {
  return `version: 1\nrules:\n${lines.map((line) => `  - {${line}}\n`).join("")}`.replace(
    /rules:\n$/,
    "rules: []\n",
  );
}
