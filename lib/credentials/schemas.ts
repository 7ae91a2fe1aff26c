import { z } from "zod";

export const PROVIDERS = ["static", "oauth_client_credentials", "http_broker", "aws_sts"] as const;
export type Provider = (typeof PROVIDERS)[number];

const Line = (max: number) => z.string().trim().max(max);
const Name = Line(100).min(1, "Give it a name.");
const HttpUrl = z
  .url({ protocol: /^https?$/, error: "Write an address that starts with https:// or http://." })
  .max(2_048)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), "Leave user name and password out: use the secrets.");
const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, "A header's name has letters, digits and hyphens.");
const EnvName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "A variable's name has letters, digits and _.");
const SecretText = z.string().min(1).max(16_384);

/** Secrets of each provider: what a person types in, and what nobody sees again. */
export const SECRET_FIELDS = {
  static: [{ field: "value", label: "Secret", required: true }],
  oauth_client_credentials: [{ field: "clientSecret", label: "Client secret", required: true }],
  http_broker: [{ field: "apiKey", label: "Broker's API key", required: false }],
  aws_sts: [
    { field: "accessKeyId", label: "Access key id", required: true },
    { field: "secretAccessKey", label: "Secret access key", required: true },
  ],
} as const satisfies Record<Provider, readonly { field: string; label: string; required: boolean }[]>;

export const CredentialConfig = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("static") }),
  z.strictObject({
    provider: z.literal("oauth_client_credentials"),
    tokenUrl: HttpUrl,
    clientId: Line(256).min(1, "Say which client we are."),
    /** RFC 8707: which server the token is for. */
    resource: HttpUrl.optional(),
    audience: Line(512).optional(),
    /** RFC 7009. Without it, a token is good until it expires, and the record says so. */
    revocationUrl: HttpUrl.optional(),
    /** How we prove who we are. */
    authentication: z.enum(["basic", "post"]).default("basic"),
  }),
  z.strictObject({
    provider: z.literal("http_broker"),
    /** POST {url}/issue and {url}/revoke. */
    url: HttpUrl,
  }),
  z.strictObject({
    provider: z.literal("aws_sts"),
    roleArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "Write the role's ARN."),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "For example eu-central-1."),
    externalId: Line(1224).optional(),
    /** Another endpoint than AWS's own, for a private one. */
    endpoint: HttpUrl.optional(),
  }),
]);
export type CredentialConfig = z.output<typeof CredentialConfig>;

/** How it is handed to an upstream, and for how long. Kept beside the upstream that uses it. */
export const CredentialUse = z.strictObject({
  deliver: z.discriminatedUnion("as", [
    /** Authorization: Bearer … */
    z.strictObject({ as: z.literal("bearer") }),
    z.strictObject({ as: z.literal("header"), name: HeaderName, prefix: Line(40).default("") }),
    /** Authorization: Basic …, user name from here, the secret is the password. */
    z.strictObject({ as: z.literal("basic"), username: Line(256) }),
    /** Variables of a child: its name → which part: `value`, `accessKeyId`, `secretAccessKey`, `sessionToken`. */
    z.strictObject({
      as: z.literal("env"),
      names: z.record(EnvName, z.enum(["value", "accessKeyId", "secretAccessKey", "sessionToken", "region"])),
    }),
    /** Each request is signed (AWS Signature Version 4). */
    z.strictObject({ as: z.literal("aws_sigv4"), service: Line(64).min(1), region: Line(64).min(1) }),
  ]),
  per: z.enum(["session", "call"]).default("session"),
  scope: Line(512).default(""),
  /** Seconds asked for; an issuer may give less. */
  ttlSeconds: z.int().min(60).max(86_400).default(900),
});
export type CredentialUse = z.output<typeof CredentialUse>;

/** Secrets by field; an absent one stays as it is. */
const SecretTexts = z.record(z.string().max(32), SecretText);

export const CreateCredentialInput = z.strictObject({
  name: Name,
  config: CredentialConfig,
  secrets: SecretTexts.default({}),
});
export type CreateCredentialInput = z.input<typeof CreateCredentialInput>;

/** `version` is the one the person saw: another one by now is a conflict. */
export const UpdateCredentialInput = z.strictObject({
  id: z.uuid(),
  version: z.int(),
  name: Name,
  config: CredentialConfig,
  secrets: SecretTexts.default({}),
});
export type UpdateCredentialInput = z.input<typeof UpdateCredentialInput>;

export const CredentialRef = z.strictObject({ id: z.uuid() });
export const EnableCredentialInput = z.strictObject({ id: z.uuid(), enabled: z.boolean() });
export type EnableCredentialInput = z.input<typeof EnableCredentialInput>;
/** Tries to get something from the provider, and lets go of it at once. */
export const TryCredentialInput = z.strictObject({ id: z.uuid(), scope: Line(512).default("") });
export type TryCredentialInput = z.input<typeof TryCredentialInput>;
/** Ends what was issued: one, or all of a session, or all of a credential. */
export const RevokeIssuedInput = z.strictObject({
  reason: Line(500).min(1, "Say why."),
  target: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("issued"), id: z.uuid() }),
    z.strictObject({ kind: z.literal("session"), id: z.uuid() }),
    z.strictObject({ kind: z.literal("credential"), id: z.uuid() }),
  ]),
});
export type RevokeIssuedInput = z.input<typeof RevokeIssuedInput>;

/** What was issued, newest first: of one credential, of one session, or of both. */
export const ListIssuedInput = z.strictObject({
  credentialId: z.uuid().optional(),
  sessionId: z.uuid().optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListIssuedInput = z.input<typeof ListIssuedInput>;

type Deliver = CredentialUse["deliver"];

/** Headers that belong to the connection or to the protocol: a credential in their place would break either. */
const RESERVED_HEADERS = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "last-event-id",
  "mcp-protocol-version",
  "mcp-session-id",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Variables that decide which code a program runs, not what it may open. */
const RESERVED_VARIABLES =
  /^(PATH|HOME|SHELL|IFS|ENV|BASH_ENV|NODE_OPTIONS|NODE_PATH|PYTHON(PATH|HOME|STARTUP)|PERL5(LIB|OPT)|RUBY(LIB|OPT)|JAVA_TOOL_OPTIONS|LD_.*|DYLD_.*|GIT_.*)$/i;

/**
 * Why what a provider gives cannot be handed to an upstream in this way, in a sentence; null: it can. Pure, for
 * the form and for the verb.
 */
export function deliveryFault(provider: Provider, deliver: Deliver, upstreamKind: string): string | null {
  return placeFault(deliver, upstreamKind) ?? partsFault(provider, deliver) ?? wordingFault(deliver);
}

/** The same without an upstream: what is certain whatever it is delivered to. */
export function partsFault(provider: Provider, deliver: Deliver): string | null {
  const aws = provider === "aws_sts";
  if (deliver.as === "aws_sigv4") {
    return aws ? null : "Requests are signed with credentials of AWS STS; this one gives a single secret.";
  }
  if (deliver.as !== "env") {
    return aws ? "What AWS STS gives has three parts: sign requests with it, or set variables." : null;
  }
  const parts = Object.values(deliver.names);
  if (parts.length === 0) return "Name at least one variable.";
  if (aws && parts.includes("value")) {
    return "AWS STS gives accessKeyId, secretAccessKey and sessionToken, no single value.";
  }
  if (!aws && parts.some((part) => part !== "value")) return "This credential has one part, the value.";
  return null;
}

/** Names that cannot carry a credential. */
export function wordingFault(deliver: Deliver): string | null {
  if (deliver.as === "header") {
    if (RESERVED_HEADERS.has(deliver.name.toLowerCase()))
      return `The header ${deliver.name} has another purpose.`;
    if (!/^[\x20-\x7e]*$/.test(deliver.prefix))
      return "A header's prefix has letters, digits and signs only.";
  }
  if (deliver.as === "basic" && /[:\p{Cc}]/u.test(deliver.username)) {
    return "A user name has no colon and no control characters.";
  }
  if (deliver.as === "env") {
    const name = Object.keys(deliver.names).find((variable) => RESERVED_VARIABLES.test(variable));
    if (name !== undefined) return `The variable ${name} decides what a program runs; use another one.`;
  }
  return null;
}

function placeFault(deliver: Deliver, upstreamKind: string): string | null {
  if (upstreamKind === "builtin") return "Built-in tools need no credential.";
  if (upstreamKind === "mcp_stdio") {
    return deliver.as === "env" ? null : "A local server takes credentials as variables.";
  }
  return deliver.as === "env" ? "Only a local server has variables: send it with the requests." : null;
}
