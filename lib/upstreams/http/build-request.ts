import type { HttpBinding } from "../../capabilities/types";
import { isObject, type Json, type JsonObject } from "../../platform/json";
import { misconfigured, UpstreamError } from "../errors";
import { argumentFault } from "./argument-fault";
import { headerText } from "./header-parameter";
import { pathText } from "./path-parameter";
import { queryPairs } from "./query-parameter";
import { encode, flat } from "./serialize";

export type BuiltRequest = {
  url: string;
  method: HttpBinding["method"];
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string | null;
};

const MAX_URL = 16_384;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * The request that a call becomes. Pure. Whatever the arguments hold, it goes to the base address's origin, below its
 * path, with the operation's own segments where they are: each value stays in its place.
 * @throws UpstreamError, effect none, where an argument cannot be sent
 */
export function buildRequest(baseUrl: string, binding: HttpBinding, args: JsonObject): BuiltRequest {
  if (!METHODS.has(binding.method))
    throw misconfigured("Its method is never sent. Import the document again.");
  const base = baseOf(baseUrl);
  const path = pathOf(binding, args);
  const query = queryOf(binding, args);
  const url = base.origin + base.path + path + (query === "" ? "" : `?${query}`);
  assertStays(url, base, path);
  const body = bodyOf(binding, args);
  const headers = { ...headersOf(binding, args), accept: binding.accept };
  return {
    url,
    method: binding.method,
    headers:
      body === null || !binding.body ? headers : { ...headers, "content-type": binding.body.contentType },
    body,
  };
}

type Base = { origin: string; path: string };

function baseOf(baseUrl: string): Base {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw misconfigured("Its base address is none.");
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw misconfigured("Its base address has more than scheme, host and path.");
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, "") };
}

/** The argument's value; null where it was not given, or given as nothing. */
function given(args: JsonObject, argument: string): Json {
  return Object.hasOwn(args, argument) ? (args[argument] ?? null) : null;
}

function pathOf({ path, parameters }: HttpBinding, args: JsonObject): string {
  const inPath = new Map(parameters.filter((one) => one.in === "path").map((one) => [one.name, one]));
  const pieces = path.split(/\{([^{}]*)\}/);
  const text = pieces.map((piece, index) => {
    if (index % 2 === 0) return fixed(piece);
    const parameter = inPath.get(piece);
    if (!parameter)
      throw misconfigured("Its path has a name without a parameter. Import the document again.");
    const value = given(args, parameter.argument);
    if (value === null) throw argumentFault(parameter.argument, "a part of the path is missing.");
    return pathText(parameter, value);
  });
  return text.join("");
}

/** The template's own text: what is encoded already stays, what no path has is encoded. */
function fixed(text: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}|[A-Za-z0-9\-._~!$&'()*+,;=:@/]|[^]/gu, (part) =>
    part.length === 3 && part.startsWith("%")
      ? part
      : /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]$/.test(part)
        ? part
        : encode(part),
  );
}

function queryOf({ parameters }: HttpBinding, args: JsonObject): string {
  const inQuery = parameters.filter((one) => one.in === "query");
  const pairs = inQuery.flatMap((parameter) => {
    const value = given(args, parameter.argument);
    const taken = new Set(inQuery.filter((one) => one !== parameter).map((one) => one.name));
    return value === null ? [] : queryPairs(parameter, value, taken);
  });
  return pairs.join("&");
}

function headersOf({ parameters }: HttpBinding, args: JsonObject): Record<string, string> {
  const set = parameters.flatMap((parameter): [string, string][] => {
    const value = parameter.in === "header" ? given(args, parameter.argument) : null;
    return value === null ? [] : [[parameter.name.toLowerCase(), headerText(parameter, value)]];
  });
  return Object.fromEntries(set);
}

function bodyOf({ body, method }: HttpBinding, args: JsonObject): string | null {
  if (!body || !Object.hasOwn(args, body.argument)) return null;
  if (method === "GET" || method === "HEAD")
    throw misconfigured("It sends a body with a method that has none.");
  const value = args[body.argument] ?? null;
  const type = (body.contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") return form(value, body.argument);
  if (!type.startsWith("text/") || type === "text/json") return JSON.stringify(value);
  if (typeof value === "string") return value;
  throw argumentFault(body.argument, "it is sent as text, so it has to be text.");
}

function form(value: Json, argument: string): string {
  if (!isObject(value)) throw argumentFault(argument, "a form is an object.");
  const pairs = Object.entries(value).flatMap(([key, inner]) => {
    if (inner === null) return [];
    const said = flat(inner, argument);
    if (said.kind === "map") throw argumentFault(argument, "it nests deeper than a form can say.");
    const texts = said.kind === "scalar" ? [said.text] : said.items;
    return texts.map((text) => `${encode(key)}=${encode(text)}`);
  });
  return pairs.join("&");
}

/** What was put together is read again as a client reads it: nothing may have moved. */
function assertStays(url: string, base: Base, path: string): void {
  if (url.length > MAX_URL) throw turned("The address would be too long.");
  const read = URL.canParse(url) ? new URL(url) : null;
  const same = read?.origin === base.origin && read.pathname === base.path + path && read.hash === "";
  if (!same) throw turned("With these arguments the address would lead elsewhere.");
}

function turned(message: string): UpstreamError {
  return new UpstreamError("UPSTREAM_FAILED", "none", message, { ours: true });
}
