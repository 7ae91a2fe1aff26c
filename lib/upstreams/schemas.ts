import { z } from "zod";
import { nameFault } from "../capabilities/schemas";
import { CredentialUse } from "../credentials/schemas";

const Line = (max: number) => z.string().trim().max(max);
const Pem = z
  .string()
  .trim()
  .max(65_536)
  .regex(/^-----BEGIN /, "Paste the PEM text, from -----BEGIN to -----END.");
export const HttpAddress = z
  .url({ protocol: /^https?$/, error: "Write an address that starts with https:// or http://." })
  .max(2_048)
  .refine((url) => !/^https?:\/\/[^/]*@/.test(url), "Leave user name and password out: use a credential.");

export const Slug = z.string().superRefine((slug, check) => {
  const fault = nameFault(slug) ?? (slug.length > 64 ? "At most 64 characters." : null);
  if (fault) check.addIssue({ code: "custom", message: fault });
});

/** Each is optional; the defaults are in lib/upstreams/limits.ts. */
export const UpstreamLimits = z.strictObject({
  /** Calls running at once, per gateway process. */
  concurrency: z.int().min(1).max(256).optional(),
  /** Calls waiting for a place. */
  queue: z.int().min(0).max(1_024).optional(),
  /** Failures in a row that open the circuit breaker. */
  breakerFailures: z.int().min(1).max(100).optional(),
  /** Seconds that it stays open. */
  breakerSeconds: z.int().min(1).max(600).optional(),
  /** Largest answer. */
  maxAnswerKb: z.int().min(1).max(16_384).optional(),
  /** Memory of a local server and all it starts. */
  memoryMb: z.int().min(32).max(8_192).optional(),
});
export type UpstreamLimits = z.output<typeof UpstreamLimits>;

/** Whether prompts and resources pass through /mcp/{upstream}. */
const passThrough = z.boolean().optional();

/** What a person can set up. Programs of the operator's own choosing come from a file, not from a form. */
export const UpstreamTarget = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("mcp_http"),
    config: z.strictObject({ url: HttpAddress, passThrough }),
  }),
  z.strictObject({
    kind: z.literal("mcp_stdio"),
    config: z.strictObject({ server: z.string().regex(/^[a-z0-9-]{1,64}$/), passThrough }),
  }),
  z.strictObject({
    kind: z.literal("http"),
    config: z.strictObject({ baseUrl: HttpAddress }),
  }),
  z.strictObject({
    kind: z.literal("builtin"),
    config: z.strictObject({ suite: z.enum(["project", "document"]) }),
  }),
]);
export type UpstreamTarget = z.output<typeof UpstreamTarget>;

const Tls = z.strictObject({
  /** Trusted instead of the public roots. */
  ca: Pem.nullable().default(null),
  certificate: Pem.nullable().default(null),
  /** The certificate's private key. Absent: as it is; null: none. Kept encrypted, never shown. */
  key: Pem.nullable().optional(),
});

const Settings = {
  name: Line(100).min(1, "Give it a name."),
  description: Line(1_000).default(""),
  target: UpstreamTarget,
  limits: UpstreamLimits.default({}),
  credential: z.strictObject({ id: z.uuid(), use: CredentialUse }).nullable().default(null),
  tls: Tls.default({ ca: null, certificate: null }),
};

/** Where an OpenAPI document comes from: its text (a file, or pasted), or an address that we read. */
export const OpenApiSource = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("text"), text: z.string().max(5 * 1024 * 1024) }),
  z.strictObject({ from: z.literal("url"), url: HttpAddress }),
]);
export type OpenApiSource = z.output<typeof OpenApiSource>;

export const CreateUpstreamInput = z.strictObject({ slug: Slug, ...Settings });
export type CreateUpstreamInput = z.input<typeof CreateUpstreamInput>;

/** `updatedAt` is what the person saw: another time by now is a conflict. The kind stays. */
export const UpdateUpstreamInput = z.strictObject({ id: z.uuid(), updatedAt: z.iso.datetime(), ...Settings });
export type UpdateUpstreamInput = z.input<typeof UpdateUpstreamInput>;

export const EnableUpstreamInput = z.strictObject({ id: z.uuid(), enabled: z.boolean() });
export const UpstreamIdInput = z.strictObject({ id: z.uuid() });

export const ListUpstreamsInput = z.strictObject({});
export type ListUpstreamsInput = z.input<typeof ListUpstreamsInput>;

export const UpstreamTrafficInput = z.strictObject({
  id: z.uuid(),
  minutes: z.union([z.literal(60), z.literal(360), z.literal(1_440)]).default(60),
});
export type UpstreamTrafficInput = z.input<typeof UpstreamTrafficInput>;

/**
 * A connection as it would be (`target` and what goes with it), or without a target the one that is (`id`). With both,
 * the client key that is not given is the one that is kept.
 */
export const TestConnectionInput = z
  .strictObject({
    id: z.uuid().optional(),
    target: UpstreamTarget.optional(),
    credential: Settings.credential,
    tls: Settings.tls,
    limits: Settings.limits,
  })
  .refine(({ id, target }) => id !== undefined || target !== undefined, "Say which connection.");
export type TestConnectionInput = z.input<typeof TestConnectionInput>;

export const PreviewOpenApiInput = z.strictObject({ source: OpenApiSource, upstreamId: z.uuid().optional() });
export type PreviewOpenApiInput = z.input<typeof PreviewOpenApiInput>;

export const ImportOpenApiInput = z.strictObject({
  upstreamId: z.uuid(),
  source: OpenApiSource,
  /** Of the document that the person chose from; another one by now is a conflict. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  operations: z.array(z.string().max(128)).min(1, "Choose at least one operation.").max(500),
});
export type ImportOpenApiInput = z.input<typeof ImportOpenApiInput>;
