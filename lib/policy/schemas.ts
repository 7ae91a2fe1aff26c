import { z } from "zod";
import { ACTIONS, DEFAULT_CHAIN, isBuiltInChain, MODERATION_LEVELS } from "./types";

/** At most this many bytes of UTF-8 are a policy document. */
export const MAX_POLICY_BYTES = 256 * 1024;
export const MAX_RULES = 2_000;
/** At most this many characters are one condition. */
export const MAX_CONDITION_LENGTH = 4_096;
/** How long an approval by a built-in chain stays open where the rule doesn't say. */
export const DEFAULT_APPROVAL_MINUTES = 15;
const MAX_APPROVAL_MINUTES = 7 * 24 * 60;

const SEGMENT = "[A-Za-z0-9_-]+";
const CAPABILITY = new RegExp(`^(\\*|${SEGMENT}(\\.${SEGMENT})*(\\.\\*)?)$`);
const PRINCIPAL = /^(\*|[a-z]+:\*|[a-z]+:[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*(:\*)?)$/;

const CapabilityPattern = z
  .string()
  .max(200)
  .regex(
    CAPABILITY,
    "is not a capability pattern. Write a whole name (io.fs.read_file), whole leading segments and a star (io.fs.*), or *",
  );
const PrincipalPattern = z
  .string()
  .max(200)
  .regex(
    PRINCIPAL,
    "is not a principal pattern. Write a whole name (agent:demo), a kind and a star (agent:*), or *",
  );

const Prose = z.string().trim().min(1).max(500);

const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be a slug: small letters, digits and dashes");
const Environment = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "must be an environment's name: small letters, digits and dashes");

/** A built-in chain or one of the tenant's own, which only the registry knows. */
export const ChainName = z
  .string()
  .max(60)
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "is not the name of an approval chain. Write lower-case words with hyphens between them",
  );

const Approval = z
  .strictObject({
    role: z.enum(["reviewer", "admin"]).optional(),
    chain: ChainName.optional(),
    expiresInMinutes: z.int().min(1).max(MAX_APPROVAL_MINUTES).optional(),
  })
  .superRefine(({ role, chain }, issues) => {
    if (role !== undefined && chain !== undefined)
      issues.addIssue({ code: "custom", path: ["role"], message: "is said by the chain already" });
  })
  // A document's canonical form names who is asked, also where the text leaves it out. The time of a tenant's own
  // chain is the chain's to say; that of a built-in one has always been part of the form, and so of its hash.
  .transform(({ role, chain, expiresInMinutes: minutes }) => {
    const known = chain === undefined || isBuiltInChain(chain) ? DEFAULT_APPROVAL_MINUTES : undefined;
    const expiresInMinutes = minutes ?? known;
    const time = expiresInMinutes === undefined ? {} : { expiresInMinutes };
    return chain === undefined ? { role: role ?? DEFAULT_CHAIN, ...time } : { chain, ...time };
  });

/** A JSON Pointer (RFC 6901) below what is recorded of a call. */
const RecordPointer = z
  .string()
  .max(500)
  .regex(
    /^\/(arguments|context|result)(\/([^~/]|~[01])*)*$/,
    "is not a JSON Pointer under /arguments, /context or /result. Write for example /arguments/card/number",
  );

const Obligations = z.strictObject({
  approval: Approval.optional(),
  redact: z.array(RecordPointer).min(1).max(50).optional(),
  rateLimit: z
    .strictObject({ calls: z.int().min(1).max(10_000), perSeconds: z.int().min(1).max(86_400) })
    .optional(),
  confirmHighRiskAction: z.literal(true).optional(),
  moderation: z.enum(MODERATION_LEVELS).optional(),
});

/** What only means something where the call may still run. */
const UNLESS_DENIED = ["rateLimit", "confirmHighRiskAction", "moderation"] as const;

export const PolicyRule = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        "must be 1 to 64 letters, digits, dots, dashes or underscores",
      ),
    description: Prose.optional(),
    principals: z.array(PrincipalPattern).min(1).max(200),
    capabilities: z.array(CapabilityPattern).min(1).max(500),
    tenants: z.array(Slug).min(1).max(200).optional(),
    environments: z.array(Environment).min(1).max(20).optional(),
    when: z.string().min(1).optional(),
    action: z.enum(ACTIONS),
    acceptRisk: z.literal("HIGH").optional(),
    obligations: Obligations.optional(),
    reason: Prose.optional(),
  })
  .superRefine((rule, issues) => {
    if (rule.acceptRisk !== undefined && rule.action !== "ALLOW")
      issues.addIssue({
        code: "custom",
        path: ["acceptRisk"],
        message: "only means something where the action is ALLOW",
      });
    if (rule.obligations?.approval && rule.action === "DENY")
      issues.addIssue({
        code: "custom",
        path: ["obligations"],
        message: "asks for an approval that a DENY never waits for",
      });
    for (const field of UNLESS_DENIED) {
      if (rule.action === "DENY" && rule.obligations?.[field] !== undefined)
        issues.addIssue({
          code: "custom",
          path: ["obligations", field],
          message: "means nothing where the action is DENY",
        });
    }
  });
export type PolicyRule = z.infer<typeof PolicyRule>;

/** A policy document, version 1, as written in YAML. Unknown fields are refused. */
export const PolicyDocument = z.strictObject({
  version: z.literal(1),
  description: z.string().trim().min(1).max(2_000).optional(),
  default: z.enum(ACTIONS).default("DENY"),
  rules: z.array(PolicyRule).max(MAX_RULES),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** The same, whatever its rules say. */
export const PolicyOutline = PolicyDocument.extend({ rules: z.array(z.unknown()).max(MAX_RULES) });
