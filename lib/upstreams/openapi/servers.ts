import { isObject, type Json } from "../../platform/json";
import type { Findings } from "./findings";
import { quoted } from "./words";

const MAX_SERVERS = 20;
const MAX_URL = 2_048;
/** What the specification takes where nothing is said. */
const DEFAULT: readonly Json[] = [{ url: "/" }];

/** The addresses a document names, absolute: relative ones are meant from where the document was read. */
export function readServers(
  value: Json | undefined,
  pointer: string,
  sourceUrl: string | null,
  findings: Findings,
): string[] {
  const listed = Array.isArray(value) && value.length > 0 ? value : DEFAULT;
  const found = new Set<string>();
  for (const [index, server] of listed.slice(0, MAX_SERVERS).entries()) {
    const named = isObject(server) && typeof server.url === "string" ? server.url : "";
    const url = absolute(filledIn(named, isObject(server) ? server.variables : undefined), sourceUrl);
    if (url !== null) found.add(url);
    else if (listed !== DEFAULT)
      findings.add(
        `${pointer}/${index}`,
        `The server address ${quoted(named)} is not absolute. Set the base address yourself.`,
      );
  }
  return [...found];
}

function filledIn(url: string, variables: Json | undefined): string {
  return url.slice(0, MAX_URL).replace(/\{([^{}]{1,100})\}/g, (whole, name: string) => {
    const variable = isObject(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isObject(variable) && typeof variable.default === "string" ? variable.default : whole;
  });
}

function absolute(url: string, sourceUrl: string | null): string | null {
  if (url === "" || url.length > MAX_URL || /[{}]/.test(url)) return null;
  const base = sourceUrl === null ? undefined : sourceUrl;
  if (!URL.canParse(url, base)) return null;
  const { protocol, origin, pathname } = new URL(url, base);
  if (protocol !== "https:" && protocol !== "http:") return null;
  return origin + pathname.replace(/\/+$/, "");
}
