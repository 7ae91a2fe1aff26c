import type { Parts } from "./providers";
import { ProviderFault } from "./provider-fault";
import type { CredentialUse } from "./schemas";
import type { CredentialMaterial } from "./types";

/** What a header may carry (RFC 9110), without what only some parsers accept. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;

/**
 * Turns what a provider gave into what opens an upstream. @throws ProviderFault configuration where it cannot be
 * delivered in this way; the sentence quotes nothing
 */
export function materialOf(
  parts: Parts,
  deliver: CredentialUse["deliver"],
  expiresAt: number | null,
): CredentialMaterial {
  const secrets = secretsOf(parts);
  if (deliver.as === "env") {
    const env = Object.entries(deliver.names).map(([name, part]) => [name, partOf(parts, part)] as const);
    return { env: Object.fromEntries(env), secrets, expiresAt };
  }
  if (deliver.as === "aws_sigv4") {
    if (parts.kind !== "aws") throw impossible("Requests cannot be signed with a single secret.");
    const { accessKeyId, secretAccessKey, sessionToken } = parts;
    const { service, region } = deliver;
    return { aws: { accessKeyId, secretAccessKey, sessionToken, service, region }, secrets, expiresAt };
  }
  if (parts.kind !== "value") throw impossible("What AWS gives does not fit into one header.");
  const { value } = parts;
  switch (deliver.as) {
    case "bearer":
      return { headers: { authorization: header(`Bearer ${value}`) }, secrets, expiresAt };
    case "header":
      return {
        headers: { [deliver.name.toLowerCase()]: header(deliver.prefix + value) },
        secrets,
        expiresAt,
      };
    case "basic": {
      const pair = Buffer.from(`${deliver.username}:${value}`).toString("base64");
      return { headers: { authorization: `Basic ${pair}` }, secrets: [...secrets, pair], expiresAt };
    }
  }
}

function secretsOf(parts: Parts): string[] {
  if (parts.kind === "value") return [parts.value];
  // The key's id names the key and opens nothing, but it is nobody's business either.
  return [parts.secretAccessKey, parts.sessionToken, parts.accessKeyId];
}

type EnvPart = Extract<CredentialUse["deliver"], { as: "env" }>["names"][string];

function partOf(parts: Parts, part: EnvPart): string {
  const text =
    parts.kind === "value" ? (part === "value" ? parts.value : null) : part === "value" ? null : parts[part];
  if (text === null) throw impossible(`It has no part called ${part}.`);
  if (text.includes("\0")) throw impossible("It has a character that no variable can carry.");
  return text;
}

function header(text: string): string {
  if (HEADER_TEXT.test(text)) return text;
  throw impossible("It has characters that no header can carry, a line break perhaps.");
}

function impossible(sentence: string): ProviderFault {
  return new ProviderFault("configuration", sentence);
}
