import { randomBytes } from "node:crypto";
import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { putSecret, secretFields, type SecretOwner } from "../vault";
import type { EndpointConfig, EndpointKind, EndpointSecrets } from "./schemas";

/** After a rotation, the secret before signs as well for so long: the receiver changes over without losing anything. */
export const OVERLAP_MS = 24 * 3_600_000;

const BYTES = 32;

/** As the specification of Standard Webhooks has it: the key is what follows the prefix, decoded. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(BYTES).toString("base64")}`;
}

export const ownerOf = (id: string): SecretOwner => ({ kind: "endpoint", id });

const LABELS: Readonly<Record<EndpointKind, readonly { field: string; label: string }[]>> = {
  webhook: [{ field: "secret", label: "Signing secret" }],
  email: [],
  slack: [
    { field: "url", label: "Incoming webhook" },
    { field: "signingSecret", label: "Signing secret of the app" },
  ],
};

/** Since when each secret of an endpoint is set, and until when the one before it signs. */
export async function secretsOf(tx: Tx, kind: EndpointKind, id: string) {
  const set = new Map((await secretFields(tx, ownerOf(id))).map(({ field, setAt }) => [field, setAt]));
  const rotated = set.get("previousSecret");
  const until = rotated === undefined ? null : new Date(rotated.getTime() + OVERLAP_MS);
  return {
    secrets: LABELS[kind].map(({ field, label }) => ({
      ...{ field, label },
      setAt: set.get(field)?.toISOString() ?? null,
    })),
    previousSecretUntil: until !== null && until.getTime() > Date.now() ? until.toISOString() : null,
  };
}

type Issue = { path: PropertyKey[]; message: string };

/** What is missing or out of place among the secrets, given those that are kept already. */
export function secretIssues(
  config: EndpointConfig,
  given: EndpointSecrets,
  kept: readonly string[],
): Issue[] {
  const issue = (field: string, message: string) => ({ path: ["secrets", field], message });
  if (config.kind !== "slack")
    return Object.keys(given).map((field) => issue(field, "This kind of endpoint has no such secret."));
  const has = (field: keyof EndpointSecrets) => given[field] !== undefined || kept.includes(field);
  return [
    ...(has("url") ? [] : [issue("url", "Incoming webhook: it is needed.")]),
    ...(config.interactive && !has("signingSecret")
      ? [
          issue(
            "signingSecret",
            "Buttons need the app's signing secret: without it anybody could press them.",
          ),
        ]
      : []),
  ];
}

export async function putSecrets(tx: Tx, ctx: Ctx, id: string, given: EndpointSecrets): Promise<string[]> {
  const set: string[] = [];
  for (const [field, text] of Object.entries(given)) {
    if (text === undefined) continue;
    await putSecret(tx, ctx, ownerOf(id), field, text);
    set.push(field);
  }
  return set.sort();
}
