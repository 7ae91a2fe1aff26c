import { z } from "zod";
import { DomainError } from "../../platform/errors";
import { type Json, type JsonObject, parseJsonStrict } from "../../platform/json";
import type { Catalog } from "../check-types";
import { ChainName } from "../schemas";
import { RISK_LEVELS } from "../types";

const Name = z.string().min(1).max(200);

/** What is left out counts as the most careful reading of it. */
const CatalogCapability = z.strictObject({
  name: Name,
  upstream: z.string().default(""),
  operation: z.string().default("WRITE"),
  riskLevel: z.enum(RISK_LEVELS).nullable().default(null),
  reversible: z.boolean().default(false),
  scope: z.string().default(""),
  idempotent: z.boolean().default(false),
  requiresApproval: z.boolean().default(false),
  inputSchema: z.record(z.string(), z.json()).default({}),
});

const CatalogFile = z.strictObject({
  principals: z.array(Name).max(10_000).default([]),
  capabilities: z.array(CatalogCapability).max(10_000).default([]),
  environments: z.array(Name).max(100).default(["production"]),
  chains: z.array(ChainName).max(1_000).optional(),
  tenant: z.strictObject({ id: Name, slug: Name }).default({ id: "any", slug: "any" }),
});

/** Knows nothing: no pattern is a stranger to it, and each test has to bring its own facts. */
export const EMPTY_CATALOG: Catalog = parseCatalog("{}");

/** Reads a catalog from JSON. @throws DomainError INVALID_INPUT that says where and what */
export function parseCatalog(source: string): Catalog {
  const parsed = CatalogFile.safeParse(parseJsonStrict(source, { depth: 64, nodes: 1_000_000 }));
  if (parsed.success) {
    const { capabilities, chains, ...rest } = parsed.data;
    // The schema has seen that these are JSON; its own type only says so in other words.
    const schemaOf = (schema: Record<string, unknown>) => schema as Record<string, Json> as JsonObject;
    return {
      ...rest,
      ...(chains === undefined ? {} : { chains }),
      capabilities: capabilities.map((one) => ({ ...one, inputSchema: schemaOf(one.inputSchema) })),
    };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  throw new DomainError("INVALID_INPUT", `The catalog is not valid at "${where}": ${issue?.message ?? ""}.`);
}
