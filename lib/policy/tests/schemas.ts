import { z } from "zod";
import { ACTIONS, RISK_LEVELS } from "../types";

/** At most this many tests are in one file. */
export const MAX_TESTS = 2_000;

const Name = z.string().trim().min(1).max(200);
const Count = z.int().min(0).max(1_000_000_000);
const Members = z.record(z.string(), z.json());

const Session = z.strictObject({
  kind: z.string().min(1).max(64).optional(),
  ageSeconds: Count.optional(),
  calls: Count.optional(),
  allowed: Count.optional(),
  denied: Count.optional(),
  held: Count.optional(),
  taint: z.array(z.string().min(1).max(200)).max(100).optional(),
});

/** What the registry says of the capability: overrides the catalog, or stands in for it. */
const CapabilityFacts = z.strictObject({
  risk: z.enum(RISK_LEVELS).optional(),
  operation: z.string().min(1).max(64).optional(),
  upstream: z.string().min(1).max(200).optional(),
  scope: z.string().max(500).optional(),
  reversible: z.boolean().optional(),
  idempotent: z.boolean().optional(),
  requiresApproval: z.boolean().optional(),
});

const Given = z.strictObject({
  principal: Name,
  capability: Name,
  args: Members.optional(),
  context: Members.optional(),
  session: Session.optional(),
  environment: Name.optional(),
  now: z.iso.datetime({ offset: true, error: 'has to be a time such as "2026-01-31T12:00:00Z"' }).optional(),
  facts: CapabilityFacts.optional(),
});

const Expectation = z.strictObject({
  action: z.enum(ACTIONS),
  /** The id of the rule that has to decide. */
  rule: z.string().min(1).max(64).optional(),
  /** A text that the reason has to contain. */
  reason: z.string().trim().min(1).max(500).optional(),
});

export const PolicyTest = z.strictObject({ name: Name, given: Given, expect: Expectation });
export type PolicyTest = z.infer<typeof PolicyTest>;

/** A file of policy tests, version 1, as written in YAML. Unknown fields are refused. */
export const PolicyTestFile = z.strictObject({
  version: z.literal(1),
  tests: z.array(PolicyTest).max(MAX_TESTS),
});

/** What may stand where, for suggestions: each key is a path without indexes. */
export const TEST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(PolicyTestFile.shape),
  tests: Object.keys(PolicyTest.shape),
  "tests.given": Object.keys(Given.shape),
  "tests.given.session": Object.keys(Session.shape),
  "tests.given.facts": Object.keys(CapabilityFacts.shape),
  "tests.expect": Object.keys(Expectation.shape),
};
