import type { Tool } from "../../capabilities/types";
import { toPointer } from "../../platform/errors";
import { isObject, sha256, type Json, type JsonObject } from "../../platform/json";
import { Findings } from "./findings";
import { ToolNames } from "./names";
import { readTool, type Method, type Source } from "./operation";
import { parseText } from "./parse-text";
import { follow, type Found } from "./pointer";
import { OperationFault, unusable } from "./refusal";
import { SchemaSet } from "./schema-set";
import { readSecurity } from "./security";
import { readServers } from "./servers";
import { checkStructure } from "./structure";
import type { OpenApiDocument, ReadOperation } from "./types";
import { line } from "./words";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const MAX_OPERATIONS = 5_000;
/** Of all operations together. */
const MAX_PARAMETERS = 60_000;
const MAX_TAGS = 20;

/**
 * Reads an OpenAPI 3.0 or 3.1 document: each of its operations as a tool. Pure; fetches nothing, follows no
 * reference out of the document.
 * @param sourceUrl where the document was read, for server addresses that are relative to it
 * @throws DomainError INVALID_INPUT, with line or pointer, where it is no document we can use
 */
export function readOpenApi(text: string, sourceUrl: string | null = null): OpenApiDocument {
  const root = parseText(text);
  const version = versionOf(root);
  const findings = new Findings();
  checkStructure(root, version, findings);
  const info = isObject(root.info) ? root.info : {};
  if (!isObject(root.paths)) throw unusable("/paths", "It has no paths, so there is nothing to call.");
  const servers = readServers(root.servers, "/servers", sourceUrl, findings);
  const source = {
    root,
    findings,
    schemas: new SchemaSet(root, version === "3.0", findings),
    credentials: readSecurity(root, findings),
    servers: JSON.stringify(root.servers),
    budget: { parameters: MAX_PARAMETERS },
  };
  return {
    title: line(info.title, 200),
    version: line(typeof info.version === "number" ? String(info.version) : info.version, 100),
    openapi: line(root.openapi, 20),
    hash: sha256(text),
    servers,
    operations: readOperations(source, root.paths),
    findings: findings.list,
  };
}

function versionOf(root: JsonObject): "3.0" | "3.1" {
  if (root.swagger !== undefined) {
    throw unusable("/swagger", "Swagger 2 is not read. Convert the document to OpenAPI 3.0 or 3.1.");
  }
  const { openapi } = root;
  if (typeof openapi !== "string")
    throw unusable("/openapi", "It does not say which version of OpenAPI it is.");
  const version = /^(3\.[01])\.\d{1,3}(-.{0,20})?$/.exec(openapi)?.[1];
  if (version !== "3.0" && version !== "3.1")
    throw unusable("/openapi", "Only OpenAPI 3.0 and 3.1 are read.");
  return version;
}

function readOperations(source: Source, paths: JsonObject): ReadOperation[] {
  const names = new ToolNames();
  const operations: ReadOperation[] = [];
  for (const [path, value] of Object.entries(paths)) {
    if (path.startsWith("x-")) continue;
    const item = pathItem(source, value, toPointer(["paths", path]));
    if (!item) continue;
    for (const method of METHODS) {
      const own = item.value[method];
      if (own === undefined) continue;
      if (operations.length >= MAX_OPERATIONS) {
        throw unusable(
          "/paths",
          `It has more than ${MAX_OPERATIONS} operations. Cut it down to what is needed.`,
        );
      }
      operations.push(readOperation(source, names, { path, method, item, own }));
    }
  }
  return operations;
}

type Item = { value: JsonObject; pointer: string };

function pathItem({ root, findings }: Source, value: Json, pointer: string): Item | null {
  try {
    const found = follow(root, value, pointer);
    if (isObject(found.value)) return { value: found.value, pointer: found.pointer };
    throw new OperationFault("This is no path.");
  } catch (error) {
    if (!(error instanceof OperationFault)) throw error;
    findings.add(pointer, `${error.message} Its operations are left out.`);
    return null;
  }
}

type Raw = { path: string; method: string; item: Item; own: Json };

function readOperation(source: Source, names: ToolNames, { path, method, item, own }: Raw): ReadOperation {
  const value = isObject(own) ? own : {};
  const pointer = item.pointer + toPointer([method]);
  const name = names.next(value.operationId, method.toUpperCase(), path);
  const tool = toolOrFault(() => {
    if (!isObject(own)) throw new OperationFault("It is not described.");
    assertOwnServers(source, item.value, value);
    const shared: Found = { value: item.value.parameters ?? null, pointer: `${item.pointer}/parameters` };
    return readTool(source, name, { method: callable(method), path, shared, value, pointer });
  });
  return {
    tool:
      typeof tool === "string"
        ? { name, inputSchema: { type: "object", additionalProperties: false } }
        : tool,
    method: method.toUpperCase(),
    path,
    summary: line(value.summary, 200),
    tags: tagsOf(value.tags),
    deprecated: value.deprecated === true,
    fault: typeof tool === "string" ? tool : null,
  };
}

function toolOrFault(read: () => Tool): Tool | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof OperationFault) return error.message;
    throw error;
  }
}

function callable(method: string): Method {
  if (method === "trace") throw new OperationFault("TRACE is never called.");
  return method.toUpperCase() as Method; // safe: METHODS has no others
}

/** An upstream has one base address: an operation that is somewhere else would be called in the wrong place. */
function assertOwnServers({ servers: ours }: Source, item: JsonObject, own: JsonObject): void {
  const elsewhere = [item.servers, own.servers].some(
    (servers) => servers !== undefined && JSON.stringify(servers) !== ours,
  );
  if (elsewhere)
    throw new OperationFault("It has a server address of its own. Make an upstream for that address.");
}

function tagsOf(value: Json | undefined): string[] {
  const tags = Array.isArray(value) ? value : [];
  return tags
    .slice(0, MAX_TAGS)
    .map((tag) => line(tag, 60))
    .filter((tag) => tag !== "");
}
