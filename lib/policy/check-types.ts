import type { JsonObject } from "../platform/json";
import type { Action, CapabilityRequest, FindingCode, RiskLevel } from "./types";

/** One capability of the registry, with the JSON Schema of its arguments. */
export type CatalogCapability = CapabilityRequest & { inputSchema: JsonObject };

/** The names a policy meets where it is to run. What is checked against it is checked against today's registry. */
export type Catalog = {
  principals: readonly string[];
  capabilities: readonly CatalogCapability[];
  environments: readonly string[];
  /** The tenant's own approval chains; absent where it isn't known which there are. */
  chains?: readonly string[];
  tenant: { id: string; slug: string };
};

/** What the gates find beyond the faults of reading a document. */
export type GateCode =
  | "RULE_UNREACHABLE"
  | "RULE_SHADOWED"
  | "RISKY_WILDCARD"
  | "REASON_MISSING"
  | "PATTERN_MATCHES_NOTHING"
  | "UNKNOWN_CHAIN"
  | "TEST_FAILED"
  | "TEST_ERROR"
  | "NO_TESTS"
  | "RULE_UNTESTED"
  | "COVERAGE_LOW";

export type PolicySource = "document" | "tests";

/** One fault of a policy or of its tests: where (1-based), what, and how to mend it. */
export type PolicyFinding = {
  code: FindingCode | GateCode;
  severity: "error" | "warning";
  /** Which of the two texts line and column are of. */
  source: PolicySource;
  line: number;
  column: number;
  message: string;
  fix: string;
  ruleId?: string;
};

export type GateId = "schema" | "types" | "reachability" | "risk" | "reasons" | "tests" | "coverage";

export type Gate = {
  id: GateId;
  status: "passed" | "failed" | "warning" | "not_run";
  summary: string;
  findings: readonly PolicyFinding[];
};

export type TestResult = {
  name: string;
  /** Where the test is in the tests' text, 1-based. */
  line: number;
  status: "passed" | "failed" | "error";
  expected: { action: Action; rule?: string };
  /** Null where the test could not be run. */
  actual: { action: Action; rule: string | null; reason: string } | null;
  message: string | null;
};

/** A rule is covered where it decides at least one test. */
export type RuleCoverage = { ruleId: string; line: number; hits: number; covered: boolean };

export type TestRun = {
  results: readonly TestResult[];
  passed: number;
  failed: number;
  /** `total` counts the reachable rules, `reached` those of them that a test reaches; `percent` is 100 for none. */
  coverage: { rules: readonly RuleCoverage[]; reached: number; total: number; percent: number };
};

/** All gates over one draft. Plain JSON: it is stored with the revision. */
export type CheckReport = {
  /** Of the canonical document; null where the document can't be read. */
  hash: string | null;
  /** SHA-256 (hex) of the tests' text. */
  testsHash: string;
  gates: readonly Gate[];
  /** Those of all gates, in the order of the gates. */
  findings: readonly PolicyFinding[];
  tests: TestRun | null;
  /** True where the draft may be published, as far as these gates go. */
  ok: boolean;
};

/** One place of the request space where two policies answer differently. */
export type SemanticChange = {
  /** A name of the catalog, or a pattern for the names that aren't in it. */
  principal: string;
  capability: string;
  environment: string;
  from: Action;
  to: Action;
  direction: "loosens" | "tightens";
  /** What changes besides the action, such as the rate limit; null where it is the action itself. */
  detail: string | null;
  /** "always", or the conditions that are assumed to hold or not to hold. */
  when: string;
  ruleBefore: string | null;
  ruleAfter: string | null;
};

/** What a change of policy means. `loosens` is sound: false proves that no request gets a laxer answer. */
export type SemanticDiff = {
  /** For people, the most important first. */
  sentences: readonly string[];
  changes: readonly SemanticChange[];
  loosens: boolean;
  tightens: boolean;
  rules: { added: string[]; removed: string[]; changed: string[]; moved: string[] };
  /** True where `changes` doesn't list all of them. */
  truncated: boolean;
};

export type PolicyTemplate = {
  id: string;
  name: string;
  description: string;
  riskLevel: RiskLevel;
  useCase: string;
  parameters: readonly { name: string; label: string; description: string; default: string }[];
};
