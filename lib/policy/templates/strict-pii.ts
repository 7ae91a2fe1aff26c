import { prefix, PRINCIPAL, type Template } from "./template";

export const STRICT_PII: Template = {
  id: "strict-pii",
  name: "Strict PII",
  description: "Personal data moves only as tokens: anything else that touches it is refused.",
  riskLevel: "HIGH",
  useCase: "Agents near customer records, under data-protection rules.",
  parameters: [
    PRINCIPAL,
    prefix("crm", "Where the records are: the first segments of the capabilities' names."),
    {
      name: "label",
      label: "Taint label",
      description: "The label that a session carries once it has seen personal data.",
      default: "pii",
      kind: "word",
    },
  ],
  document: `# Strict PII: personal data moves only as tokens.
#
# Two things say that a call is about personal data: the session's taint, which the gateway puts there, and
# context.contains_pii, which the caller declares. Either is enough, and the caller can't talk a taint away.
# Only the word true counts as "tokenized"; anything but false counts as "contains".

version: 1
description: Calls with personal data that isn't tokenized are refused; tokenized ones wait for two reviewers.
default: DENY

rules:
  # First, so that no rule below can let raw personal data through.
  - id: pii-needs-tokens
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: |
      ("{{label}}" in session.taint || context.?contains_pii.orValue(false) != false)
        && context.?pii_tokenized.orValue(false) != true
    action: DENY
    reason: Personal data must be tokenized first. Send tokens and say so with context.pii_tokenized.

  - id: tokenized-writes-need-two
    description: Two people look at what is done with data about people, even as tokens.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: |
      ("{{label}}" in session.taint || context.?contains_pii.orValue(false) != false)
        && capability.operation != "READ"
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: two-reviewers, expiresInMinutes: 30 }
      moderation: strict
    reason: This changes data about people, so two reviewers have to approve it.

  - id: reading-is-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    obligations:
      moderation: strict
    reason: Reading is allowed.

  - id: the-rest-is-asked
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    action: REQUIRE_APPROVAL
    reason: A reviewer has to approve this call.
`,
  tests: `version: 1
tests:
  - name: a session that has seen personal data can't send it on
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.send_message"
      session: { taint: ["{{label}}"] }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens, reason: tokenized }

  - name: not even a read goes on from there
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.get_record"
      session: { taint: ["{{label}}"] }
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens }

  - name: declared personal data is refused as well
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_record"
      context: { contains_pii: true }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens }

  - name: a declaration that isn't plainly false counts as yes
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_record"
      context: { contains_pii: "no" }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens }

  - name: the caller can't talk a taint away
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_record"
      context: { contains_pii: false }
      session: { taint: ["{{label}}"] }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens }

  - name: tokens that are nearly declared don't count
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_record"
      context: { contains_pii: true, pii_tokenized: "true" }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: pii-needs-tokens }

  - name: tokenized changes wait for two
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_record"
      context: { contains_pii: true, pii_tokenized: true }
      facts: { operation: WRITE, risk: LOW }
    expect: { action: REQUIRE_APPROVAL, rule: tokenized-writes-need-two }

  - name: tokenized reads run
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.get_record"
      context: { contains_pii: true, pii_tokenized: true }
      facts: { operation: READ, risk: MEDIUM }
    expect: { action: ALLOW, rule: reading-is-free }

  - name: a change without personal data waits for one
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.update_settings"
      facts: { operation: WRITE, risk: MEDIUM }
    expect: { action: REQUIRE_APPROVAL, rule: the-rest-is-asked }
`,
};
