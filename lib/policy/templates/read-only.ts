import { prefix, PRINCIPAL, type Template } from "./template";

export const READ_ONLY: Template = {
  id: "read-only",
  name: "Read-only",
  description: "Agents may look, and nothing else. Reads of high risk are asked about.",
  riskLevel: "LOW",
  useCase: "Research, reporting and support agents that must never change anything.",
  parameters: [PRINCIPAL, prefix("io", "What they may read: the first segments of the capabilities' names.")],
  document: `# Read-only: agents may look at {{prefix}}.*, and nothing else.
#
# Whether a tool reads or writes is the registry's word, never the agent's. A tool that nobody has rated
# counts as HIGH.

version: 1
description: Agents read {{prefix}}.* freely, ask before risky reads, and change nothing.
default: DENY

rules:
  - id: reading-is-free
    description: Reads of low and medium risk run at once.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  - id: risky-reads-are-asked
    description: A read that reveals much waits for a person.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ"
    action: REQUIRE_APPROVAL
    reason: This read is of high risk, so a reviewer has to approve it.

  # The default would deny it too, but the agent is told why.
  - id: no-changes
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    action: DENY
    reason: Agents may only read here. Ask a person to make the change.
`,
  tests: `version: 1
tests:
  - name: a harmless read runs at once
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.list_items"
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: reading-is-free }

  - name: a read of high risk waits for a person
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.export_items"
      facts: { operation: READ, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: risky-reads-are-asked }

  - name: a write is refused with a reason
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_item"
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: no-changes, reason: only read }

  - name: anything elsewhere is refused
    given:
      principal: "{{principal|example}}"
      capability: elsewhere.list_items
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY }
`,
};
