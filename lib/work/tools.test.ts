import { expect, test } from "vitest";
import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../platform/json";
import { WORK_ARGUMENTS } from "./schemas";
import { WORK_TOOLS } from "./tools";
import { WORK_SUITES } from "./types";

const all = WORK_SUITES.flatMap((suite) => WORK_TOOLS[suite].map((tool) => ({ suite, tool })));

/** What a schema binds, without its words for people, and without the dialect and the pattern that only Zod writes. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => {
    if (key === "$schema" || (key === "description" && typeof inner === "string")) return false;
    return !(key === "pattern" && value.format === "uuid");
  });
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
}

test("there is a schema for every tool and a tool for every schema", () => {
  for (const suite of WORK_SUITES)
    expect(WORK_TOOLS[suite].map(({ name }) => name)).toEqual(Object.keys(WORK_ARGUMENTS[suite]));
});

test.each(all)("$suite.$tool.name takes what its schema says", ({ suite, tool }) => {
  const schemas: Record<string, z.ZodType> = WORK_ARGUMENTS[suite];
  const schema = schemas[tool.name];
  if (!schema) throw new Error("no schema");
  const own = z.toJSONSchema(schema, { target: "draft-2020-12" }) as JsonObject;
  const sorted = (of: Json) =>
    isObject(of) ? { ...of, required: [...((of.required as string[]) ?? [])].sort() } : of;
  expect(sorted(bare(tool.inputSchema))).toEqual(sorted(bare(own)));
});

test.each(all)(
  "$suite.$tool.name does not claim to read only, and says whether it adds or changes",
  ({ tool }) => {
    expect(tool.annotations).toMatchObject({
      readOnlyHint: false,
      openWorldHint: false,
      destructiveHint: !["create", "restore"].includes(tool.name),
      idempotentHint: tool.name !== "create",
    });
  },
);
