import type { ErrorObject } from "ajv";
import { toPointer, type Fault } from "../platform/errors";

/** Ajv's error as a pointer to the fault and a sentence that says what to do about it. */
export function faultOf(error: ErrorObject): Fault {
  const params: Record<string, unknown> = error.params;
  const inner = (name: string): string => error.instancePath + toPointer([name]);
  switch (error.keyword) {
    case "required":
      return { pointer: inner(text(params.missingProperty)), detail: "This argument is required." };
    case "additionalProperties":
      return unknownArgument(inner(text(params.additionalProperty)));
    case "unevaluatedProperties":
      return unknownArgument(inner(text(params.unevaluatedProperty)));
    default:
      return { pointer: error.instancePath, detail: sentence(error, params) };
  }
}

function unknownArgument(pointer: string): Fault {
  return { pointer, detail: "The tool has no such argument." };
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  switch (error.keyword) {
    case "type":
      return `Must be of type ${list(params.type)}.`;
    case "enum":
      return `Must be one of ${list(params.allowedValues)}.`;
    case "const":
      return `Must be ${JSON.stringify(params.allowedValue)}.`;
    case "format":
      return `Must have the format ${text(params.format)}.`;
    case "pattern":
      return `Must match the pattern ${text(params.pattern).slice(0, 200)}.`;
    case "uniqueItems":
      return "Must not have two equal items.";
    case "anyOf":
    case "oneOf":
      return `Must fit ${error.keyword === "oneOf" ? "exactly one" : "at least one"} of the schemas that the tool allows here.`;
    default:
      return capitalised(error.message ?? `Breaks the schema's ${error.keyword}`);
  }
}

function list(value: unknown): string {
  const all = Array.isArray(value) ? value : [value];
  const shown = all.slice(0, 12).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return shown.join(", ") + (all.length > shown.length ? ", …" : "");
}

function capitalised(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
