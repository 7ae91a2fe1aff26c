import { isObject, type JsonObject } from "../platform/json";
import { ChildTransport } from "./child-transport";
import type { Live } from "./connection";

const KEY = "x-mcp-header";
/** RFC 9110 `token`. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = new Set<unknown>(["string", "integer", "boolean"]);
/** Values, in which the word would mean nothing. */
const VALUES = new Set(["default", "const", "enum", "examples"]);

/** Over HTTP, 2026-07-28 lets a tool ask for arguments in headers too (`x-mcp-header`). */
export function mirrorsArguments({ client, transport }: Live): boolean {
  return client.getProtocolEra() === "modern" && !(transport instanceof ChildTransport);
}

/**
 * Whether everything that a tool asks for in headers can be sent there: a token, of a plain type, named once, and of an
 * argument that is always in the same place. A tool that asks for anything else must not be called.
 */
export function hasSendableHeaders(inputSchema: JsonObject): boolean {
  const names = new Set<string>();
  const isSendable = ({ [KEY]: name, type }: JsonObject): boolean => {
    if (typeof name !== "string" || !TOKEN.test(name) || !TYPES.has(type)) return false;
    if (names.has(name.toLowerCase())) return false;
    names.add(name.toLowerCase());
    return true;
  };
  const visit = (node: unknown, placed: boolean): boolean => {
    if (Array.isArray(node)) return node.every((each) => visit(each, false));
    if (!isObject(node)) return true;
    if (KEY in node && !(placed && isSendable(node))) return false;
    return Object.entries(node).every(([keyword, value]) => {
      if (keyword === KEY || VALUES.has(keyword)) return true;
      if (keyword !== "properties" || !isObject(value)) return visit(value, false);
      const always = placed || node === inputSchema;
      return Object.values(value).every((property) => visit(property, always));
    });
  };
  return visit(inputSchema, false);
}
