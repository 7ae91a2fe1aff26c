import { z } from "zod";
import { templateSlots } from "./consequence";
import { nameFault } from "./names";
import { riskFaults } from "./rules";
import { CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS } from "./types";

export { consequence, consequenceParts, visible, type ConsequencePart } from "./consequence";
export { riskFaults, type RiskFault } from "./rules";

const Line = (max: number) => z.string().trim().max(max);
const Name = z.string().superRefine((name, check) => {
  const fault = nameFault(name);
  if (fault) check.addIssue({ code: "custom", message: fault });
});

const SpecShape = z.strictObject({
  operation: z.enum(OPERATIONS),
  sideEffects: z.strictObject({ reversible: z.boolean(), scope: Line(200), description: Line(1000) }),
  compensation: z.strictObject({
    supported: z.boolean(),
    strategy: Line(1000),
    capability: Name.nullable(),
  }),
  risk: z.strictObject({
    level: z.enum(RISK_LEVELS),
    justification: Line(1000).min(1, "Say why this is the risk."),
    requiresApproval: z.boolean(),
  }),
  idempotent: z.boolean(),
  timeoutMs: z.int().min(100).max(600_000),
  retries: z.int().min(0).max(5),
  consequence: Line(500).refine((template) => templateSlots(template) !== null, {
    message: "A slot is written {{args.name}} or {{args.name.inner}}.",
  }),
});

/** A whole capability spec; what breaks a risk consistency rule does not parse. */
export const CapabilitySpecInput = SpecShape.superRefine((spec, check) => {
  const { compensation } = spec;
  for (const fault of riskFaults(spec)) {
    check.addIssue({ code: "custom", path: fault.pointer.slice(1).split("/"), message: fault.detail });
  }
  if (compensation.supported && compensation.strategy === "" && compensation.capability === null) {
    check.addIssue({
      code: "custom",
      path: ["compensation", "strategy"],
      message: "A supported compensation names its strategy or its capability.",
    });
  }
  if (spec.retries > 0 && !spec.idempotent) {
    check.addIssue({
      code: "custom",
      path: ["retries"],
      message: "Only an idempotent capability may be retried: set retries to 0, or mark it idempotent.",
    });
  }
});
export type CapabilitySpecInput = z.input<typeof CapabilitySpecInput>;

/** A person's review. `definitionHash` is of the definition they saw: another one by now is a conflict. */
export const ReviewCapabilityInput = z.strictObject({
  capabilityId: z.uuid(),
  definitionHash: z.string().regex(/^[0-9a-f]{64}$/),
  spec: CapabilitySpecInput,
});
export type ReviewCapabilityInput = z.input<typeof ReviewCapabilityInput>;

/** The console's filters; `cursor` is the name of the last capability of the page before. */
export const ListCapabilitiesInput = z.strictObject({
  q: z.string().trim().max(200).optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  operation: z.enum(OPERATIONS).optional(),
  upstream: z.string().max(128).optional(),
  status: z.enum(CAPABILITY_STATUSES).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListCapabilitiesInput = z.input<typeof ListCapabilitiesInput>;
