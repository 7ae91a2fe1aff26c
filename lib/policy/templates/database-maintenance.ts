import { prefix, PRINCIPAL, type Template } from "./template";

export const DATABASE_MAINTENANCE: Template = {
  id: "database-maintenance",
  name: "Database maintenance",
  description: "Queries run; changes wait for a reviewer, at night only; what destroys data is refused.",
  riskLevel: "HIGH",
  useCase: "Agents that tune, clean up or migrate a database.",
  parameters: [
    PRINCIPAL,
    prefix("db", "Where the database's tools are: the first segments of their names."),
    {
      name: "opens",
      label: "Window opens",
      description: "The first hour of the window, in UTC, as two digits.",
      default: "01",
      kind: "hour",
    },
    {
      name: "closes",
      label: "Window closes",
      description: "The first hour after the window, in UTC, as two digits; later on the same day.",
      default: "05",
      kind: "hour",
    },
  ],
  document: `# Database maintenance: changes from {{opens}}:00 to {{closes}}:00 UTC, each approved by a person.
#
# The patterns look at the argument sql. They are a net under the database's own permissions, not instead of
# them: give the agent's account no right to drop anything either.

version: 1
description: Queries run, maintenance is approved inside its window, and nothing destroys data.
default: DENY

rules:
  # Patterns are RE2, linear in the text; (?i) ignores case, (?s) lets a dot match line ends.
  - id: never-destroy
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: args.?sql.orValue("").matches(r"(?i)\\b(drop|truncate|grant|revoke)\\b")
    action: DENY
    reason: Dropping, truncating and changing rights are not for agents. Ask a person.

  - id: never-change-all-rows
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: |
      args.?sql.orValue("").matches(r"(?i)\\b(update|delete)\\b")
        && !args.?sql.orValue("").matches(r"(?is)\\b(update|delete)\\b.*\\bwhere\\b")
    action: DENY
    reason: This changes every row. Add a WHERE that names the rows.

  - id: queries-are-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  - id: outside-the-window
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: now.getHours() < int("{{opens}}") || now.getHours() >= int("{{closes}}")
    action: DENY
    reason: Maintenance runs from {{opens}}:00 to {{closes}}:00 UTC. Come back then.

  - id: maintenance-needs-a-reviewer
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: reviewer, expiresInMinutes: 60 }
    reason: This changes the database, so a reviewer has to approve it.
`,
  tests: `version: 1
tests:
  - name: a query that reads runs at once
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.query"
      args: { sql: "SELECT id FROM orders" }
      facts: { operation: READ, risk: MEDIUM }
    expect: { action: ALLOW, rule: queries-are-free }

  - name: dropping a table is refused, even in the window
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.run_maintenance"
      args: { sql: "drop  table orders" }
      now: "2026-01-01T{{opens}}:00:00Z"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: never-destroy }

  - name: a query that hides a truncation is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.query"
      args: { sql: "SELECT 1; TRUNCATE orders" }
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY, rule: never-destroy }

  - name: a change without a WHERE is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.run_maintenance"
      args: { sql: "DELETE FROM orders" }
      now: "2026-01-01T{{opens}}:00:00Z"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: never-change-all-rows }

  - name: a change with a WHERE in the window waits for a reviewer
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.run_maintenance"
      args: { sql: "DELETE FROM orders WHERE id = 1" }
      now: "2026-01-01T{{opens}}:00:00Z"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: maintenance-needs-a-reviewer }

  - name: the last second of the window counts
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.run_maintenance"
      args: { task: vacuum }
      now: "2026-01-01T{{opens}}:59:59Z"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: maintenance-needs-a-reviewer }

  - name: outside the window nothing is changed
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.run_maintenance"
      args: { task: vacuum }
      now: "2026-01-01T{{closes}}:00:00Z"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: outside-the-window }
`,
};
