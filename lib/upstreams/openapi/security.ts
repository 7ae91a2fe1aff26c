import { isObject, type JsonObject } from "../../platform/json";
import { toPointer } from "../../platform/errors";
import type { Findings } from "./findings";
import { follow } from "./pointer";
import { OperationFault } from "./refusal";
import { line, quoted } from "./words";

const MAX_SCHEMES = 50;

/**
 * Says which credential fits what the document asks for.
 * @returns place and lower-case name of each parameter that carries a credential: none of these is an argument
 */
export function readSecurity(root: JsonObject, findings: Findings): Set<string> {
  const carried = new Set<string>();
  const components = isObject(root.components) ? root.components : {};
  const schemes = isObject(components.securitySchemes) ? components.securitySchemes : {};
  for (const [name, value] of Object.entries(schemes).slice(0, MAX_SCHEMES)) {
    const pointer = toPointer(["components", "securitySchemes", name]);
    const scheme = schemeAt(root, value, pointer);
    if (!scheme) continue;
    findings.add(pointer, `${quoted(name)}: ${credentialFor(scheme)}`);
    if (scheme.type === "apiKey" && typeof scheme.in === "string" && typeof scheme.name === "string")
      carried.add(`${scheme.in} ${scheme.name.toLowerCase()}`);
  }
  return carried;
}

function schemeAt(root: JsonObject, value: JsonObject[string], pointer: string): JsonObject | null {
  try {
    const found = follow(root, value, pointer);
    return isObject(found.value) ? found.value : null;
  } catch (error) {
    if (error instanceof OperationFault) return null;
    throw error;
  }
}

function credentialFor(scheme: JsonObject): string {
  const http = typeof scheme.scheme === "string" ? scheme.scheme.toLowerCase() : "";
  if (scheme.type === "http" && http === "basic")
    return "give the upstream a credential that is sent as user name and password.";
  if (scheme.type === "http" && http === "bearer")
    return "give the upstream a credential that is sent as a bearer token.";
  if (scheme.type === "apiKey" && scheme.in === "header")
    return `give the upstream a credential that is sent in the header ${quoted(scheme.name)}.`;
  if (scheme.type === "apiKey")
    return `an API key in the ${line(scheme.in, 20)} is not supported; only headers carry credentials.`;
  if (scheme.type === "oauth2" || scheme.type === "openIdConnect")
    return "give the upstream an OAuth client credential, sent as a bearer token.";
  if (scheme.type === "mutualTLS") return "give the upstream a client certificate.";
  return "this way to prove who we are is not known here.";
}
