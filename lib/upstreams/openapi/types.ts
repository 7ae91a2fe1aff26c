import type { Tool } from "../../capabilities/types";

/** Something about a document that a person should know, and where in it (JSON Pointer). */
export type Finding = { pointer: string; detail: string };

/** One operation as a tool. Where there is a fault, the tool is only its name. */
export type ReadOperation = {
  tool: Tool;
  method: string;
  path: string;
  summary: string;
  tags: string[];
  deprecated: boolean;
  /** Why it cannot be called from here; null: it can. */
  fault: string | null;
};

/** An OpenAPI document, read. */
export type OpenApiDocument = {
  title: string;
  version: string;
  openapi: string;
  /** SHA-256 (hex) of the text. */
  hash: string;
  /** Absolute addresses that it names. */
  servers: string[];
  operations: ReadOperation[];
  findings: Finding[];
};
