import { prefix, PRINCIPAL, type Template } from "./template";

export const WRITES_WITH_APPROVAL: Template = {
  id: "writes-with-approval",
  name: "Writes with approval",
  description: "Reads run at once, writes wait for a reviewer, and what can't be undone waits for two.",
  riskLevel: "MEDIUM",
  useCase: "Agents that prepare changes which a person then releases.",
  parameters: [
    PRINCIPAL,
    prefix("io", "What they may read and change: the first segments of the capabilities' names."),
    {
      name: "minutes",
      label: "Minutes to answer",
      description: "How long a question stands before it is refused.",
      default: "15",
      kind: "integer",
    },
  ],
  document: `# Writes with approval: agents read {{prefix}}.* freely, and every change waits for a person.

version: 1
description: Reads run at once, changes wait for a reviewer, and what can't be undone waits for two.
default: DENY

rules:
  - id: reading-is-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  # Above the ordinary writes: the first rule that fits decides.
  - id: no-way-back-needs-two
    description: Two people look at a change that nobody can take back.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation != "READ" && !capability.sideEffects.reversible
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: two-reviewers, expiresInMinutes: {{minutes}} }
    reason: This can't be undone, so two reviewers have to approve it.

  - id: changes-need-a-reviewer
    description: Everything else, risky reads too, waits for one person.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: reviewer, expiresInMinutes: {{minutes}} }
    reason: A reviewer has to approve this call.
`,
  tests: `version: 1
tests:
  - name: a read runs at once
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.get_item"
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: reading-is-free }

  - name: a change that can be undone waits for one reviewer
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_item"
      facts: { operation: WRITE, risk: MEDIUM, reversible: true }
    expect: { action: REQUIRE_APPROVAL, rule: changes-need-a-reviewer }

  - name: a change that can't be undone waits for two
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.delete_item"
      facts: { operation: WRITE, risk: HIGH, reversible: false }
    expect: { action: REQUIRE_APPROVAL, rule: no-way-back-needs-two, reason: two reviewers }

  - name: a read that nobody has called harmless waits too
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.export_everything"
      facts: { operation: READ, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: changes-need-a-reviewer }

  - name: anything elsewhere is refused
    given:
      principal: "{{principal|example}}"
      capability: elsewhere.update_item
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY }
`,
};
