import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/lib/platform/json/types";
import { argumentsFrom, sampleArguments, trialFields } from "./fields";

const SCHEMA: JsonObject = {
  type: "object",
  properties: {
    path: { type: "string", description: "Where" },
    lines: { type: "integer", default: 10 },
    mode: { enum: ["text", "binary"] },
    follow: { type: "boolean" },
  },
  required: ["path", "mode"],
};

describe("the controls of a trial", () => {
  it("ask for plain arguments and start with what the schema proposes", () => {
    const fields = trialFields(SCHEMA);
    expect(fields?.map(({ name, kind, required, initial }) => [name, kind, required, initial])).toEqual([
      ["path", "text", true, ""],
      ["lines", "integer", false, "10"],
      ["mode", "choice", true, '"text"'],
      ["follow", "boolean", false, ""],
    ]);
  });

  it("leave anything nested to JSON", () => {
    const nested = { ...SCHEMA, properties: { filter: { type: "object" } } };
    expect(trialFields(nested)).toBeNull();
    expect(trialFields({ type: "object" })).toBeNull();
    expect(trialFields({ ...SCHEMA, properties: { either: { type: ["string", "null"] } } })).toBeNull();
  });

  it("send values of the right type, and nothing for what is empty and optional", () => {
    const fields = trialFields(SCHEMA) ?? [];
    expect(argumentsFrom(fields, { path: "", lines: "3", mode: '"binary"', follow: "true" })).toEqual({
      path: "",
      lines: 3,
      mode: "binary",
      follow: true,
    });
    expect(argumentsFrom(fields, { path: "/a", lines: "", mode: "", follow: "" })).toEqual({ path: "/a" });
  });

  it("send what is no number as it was typed, so that the gateway refuses it", () => {
    expect(argumentsFrom(trialFields(SCHEMA) ?? [], { path: "/a", lines: "many" })).toMatchObject({
      lines: "many",
    });
  });
});

it("a first text has what is required and what the schema proposes", () => {
  expect(sampleArguments(SCHEMA)).toEqual({ path: "", lines: 10, mode: "text" });
  expect(
    sampleArguments({
      properties: {
        filter: { type: "object", properties: { q: { type: "string" } }, required: ["q"] },
        tags: { type: "array" },
      },
      required: ["filter", "tags"],
    }),
  ).toEqual({ filter: { q: "" }, tags: [] });
});
