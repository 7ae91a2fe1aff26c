import { Validator } from "@seriousme/openapi-schema-validator";
import type { ValidateFunction } from "ajv";
import { DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import { singleton } from "../../platform/singleton";
import type { Findings } from "./findings";
import { cut } from "./words";

const MAX_FAULTS = 20;

/**
 * Checks a document against the schema that the OpenAPI Initiative publishes of its version. Only the schema:
 * the package's own validate() also resolves references, in a way that lets a document write to Object.prototype.
 */
export function checkStructure(document: JsonObject, version: "3.0" | "3.1", findings: Findings): void {
  const validate = singleton(`openapi-schema-${version}`, () => compiled(version));
  if (validate(document) === true) return;
  const errors = validate.errors ?? [];
  // Of the alternatives that all failed, the one that got furthest into the document says most.
  const deepest = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  for (const { instancePath, message } of deepest.slice(0, MAX_FAULTS))
    findings.add(instancePath, `By the specification this ${cut(message ?? "is not valid", 200)}.`);
}

type WithSchemas = { getAjvValidator: (version: string) => ValidateFunction };

function compiled(version: string): ValidateFunction {
  // Formats are none of our business here, and some are slow on long texts.
  const validator: unknown = new Validator({ validateFormats: false });
  if (!hasSchemas(validator))
    throw new DomainError("INTERNAL", "The OpenAPI schemas are not where they were.");
  return validator.getAjvValidator(version);
}

function hasSchemas(validator: unknown): validator is WithSchemas {
  return typeof validator === "object" && validator !== null && "getAjvValidator" in validator;
}
