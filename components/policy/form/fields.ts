/** The fields of a rule in the order people read them; what the form adds goes to its place in it. */
export const RULE_FIELDS: readonly string[] = [
  "version",
  "id",
  "description",
  "default",
  "principals",
  "capabilities",
  "tenants",
  "environments",
  "when",
  "action",
  "acceptRisk",
  "obligations",
  "reason",
  "rules",
];
