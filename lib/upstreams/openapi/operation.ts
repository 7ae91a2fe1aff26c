import { bindingFault } from "../../capabilities";
import type { HttpBinding, Tool } from "../../capabilities/types";
import { isObject, type Json, type JsonObject } from "../../platform/json";
import { readAnswers, readBody, type Body } from "./body";
import type { Findings } from "./findings";
import {
  asArguments,
  readParameters,
  type Argument,
  type Parameter,
  type ParameterSource,
} from "./parameters";
import { placeholders } from "./path";
import type { Piece } from "./piece";
import type { Found } from "./pointer";
import { OperationFault } from "./refusal";
import type { SchemaSet } from "./schema-set";
import { cut, line, quoted, text } from "./words";

export type Method = HttpBinding["method"];
export type Source = ParameterSource & {
  schemas: SchemaSet;
  /** The text of the document's own list of servers. */
  servers: string | undefined;
};
/** Where an operation stands. `shared` are its path's parameters. */
export type Place = { method: Method; path: string; shared: Found; value: JsonObject; pointer: string };

const MAX_DESCRIPTION = 2_000;

/** One operation as a tool. @throws OperationFault with why it cannot be one */
export function readTool(source: Source, name: string, place: Place): Tool {
  const tool = toolOf(source, name, place);
  // The registry has the last word, and it is better heard before than after a person chose.
  const refused = bindingFault("http", tool);
  if (refused !== null) throw new OperationFault(refused);
  return tool;
}

function toolOf(source: Source, name: string, place: Place): Tool {
  const { root, findings, schemas } = source;
  const { method, path, value, pointer } = place;
  const own = { value: value.parameters ?? null, pointer: `${pointer}/parameters` };
  const parameters = inPath(readParameters(source, [place.shared, own]), place, findings);
  const described = readBody(root, value.requestBody, `${pointer}/requestBody`, findings);
  const body = described && sendable(described, place, findings);
  const answers = readAnswers(root, value.responses, `${pointer}/responses`);
  const sent = asArguments(parameters, body !== null);
  const output = answers.output && outputSchema(schemas, answers.output, findings);
  const title = line(value.summary, 200);
  const description = descriptionOf(value);
  return {
    name,
    ...(title === "" ? {} : { title }),
    ...(description === "" ? {} : { description }),
    inputSchema: inputSchema(schemas, sent, body),
    ...(output ? { outputSchema: output } : {}),
    annotations: annotationsOf(method),
    binding: {
      method,
      path,
      parameters: sent.map(({ argument, name, in: where, style, explode }) => ({
        argument,
        name,
        in: where,
        style,
        explode,
      })),
      body: body && { argument: "body", contentType: body.contentType },
      accept: answers.accept,
    },
  };
}

/** Every name of the path has its parameter, and every parameter a place in it. */
function inPath(parameters: readonly Parameter[], { path, pointer }: Place, findings: Findings): Parameter[] {
  const names = placeholders(path);
  const described = new Set(parameters.filter((one) => one.in === "path").map((one) => one.name));
  const missing = names.find((name) => !described.has(name));
  if (missing !== undefined) {
    throw new OperationFault(`Its path has ${quoted(missing)}, which no parameter describes.`);
  }
  return parameters.filter((parameter) => {
    if (parameter.in !== "path" || names.includes(parameter.name)) return true;
    findings.add(pointer, `The path has no ${quoted(parameter.name)}; this parameter is left out.`);
    return false;
  });
}

function sendable(body: Body, { method, pointer }: Place, findings: Findings): Body | null {
  if (method !== "GET" && method !== "HEAD") return body;
  if (body.required) throw new OperationFault(`It wants a body with ${method}, which is never sent.`);
  findings.add(pointer, `A body is never sent with ${method}; it is left out.`);
  return null;
}

function inputSchema(schemas: SchemaSet, sent: readonly Argument[], body: Body | null): JsonObject {
  const wanted = [...sent, ...(body ? [{ ...body, argument: "body" }] : [])].map((one) => ({
    ...one,
    piece: schemas.at(one.schema.value, one.schema.pointer, "input"),
  }));
  const pieces = wanted.map(({ piece }) => piece);
  const required = wanted.filter((one) => one.required).map((one) => one.argument);
  return {
    type: "object",
    properties: Object.fromEntries(
      wanted.map(({ argument, piece, description }) => [argument, described(piece, description)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...withDefs(schemas.defsOf(pieces, "input")),
  };
}

/** The parameter's own words, where its schema has none. */
function described({ schema }: Piece, description: string): Json {
  if (description === "" || schema === false) return schema;
  if (schema === true) return { description };
  return "description" in schema ? schema : { ...schema, description };
}

/** MCP promises objects only; what is too large to promise is not promised. */
function outputSchema(schemas: SchemaSet, { value, pointer }: Found, findings: Findings): JsonObject | null {
  try {
    const piece = schemas.at(value, pointer, "output");
    if (!isObject(piece.schema) || !schemas.isObjectSchema(piece, "output")) return null;
    return { ...piece.schema, type: "object", ...withDefs(schemas.defsOf([piece], "output")) };
  } catch (error) {
    if (!(error instanceof OperationFault)) throw error;
    findings.add(pointer, `What it answers is not told: ${error.message}`);
    return null;
  }
}

const withDefs = (defs: JsonObject) => (Object.keys(defs).length === 0 ? {} : { $defs: defs });

function descriptionOf(value: JsonObject): string {
  const summary = line(value.summary, 200);
  const words = text(value.description, MAX_DESCRIPTION);
  const both = [summary, words === summary ? "" : words].filter((part) => part !== "");
  return cut(both.join("\n\n"), MAX_DESCRIPTION);
}

/** What HTTP says of its methods (RFC 9110, 9.2); of POST and PATCH it says nothing, so neither do we. */
function annotationsOf(method: Method): JsonObject {
  const safe = method === "GET" || method === "HEAD" || method === "OPTIONS";
  return {
    ...(safe ? { readOnlyHint: true } : {}),
    ...(method === "DELETE" ? { destructiveHint: true } : {}),
    ...(safe || method === "PUT" || method === "DELETE" ? { idempotentHint: true } : {}),
    openWorldHint: true,
  };
}
