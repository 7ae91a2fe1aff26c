import { prefix, PRINCIPAL, type Template } from "./template";

export const PAYMENTS: Template = {
  id: "payments-with-limits",
  name: "Payments with limits",
  description: "Small payments run, larger ones are asked about, and above a ceiling nothing is paid.",
  riskLevel: "CRITICAL",
  useCase: "Agents that refund customers or pay invoices.",
  parameters: [
    PRINCIPAL,
    prefix("payments", "Where the payments are: refund, pay and what reads, under these segments."),
    {
      name: "small",
      label: "Small amount",
      description: "Up to this amount, a refund runs at once. In the unit of args.amount.",
      default: "50",
      kind: "integer",
    },
    {
      name: "large",
      label: "Large amount",
      description: "Above this amount, two admins have to approve.",
      default: "1000",
      kind: "integer",
    },
    {
      name: "ceiling",
      label: "Ceiling",
      description: "Above this amount, nothing is paid by an agent.",
      default: "10000",
      kind: "integer",
    },
    {
      name: "currency",
      label: "Currency",
      description: "The only currency that the limits are meant for.",
      default: "EUR",
      kind: "word",
    },
  ],
  document: `# Payments with limits: up to {{small}} at once, up to {{large}} with a reviewer, up to {{ceiling}} with two admins.
#
# An amount that is missing, or no number, fails the first condition, and a condition that can't be evaluated
# denies the call. The limits are per call; the rate limit is what bounds many small ones.

version: 1
description: Payments in {{currency}} by amount, never above {{ceiling}}.
default: DENY

rules:
  - id: amount-out-of-range
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.refund", "{{prefix}}.pay"]
    when: args.amount <= 0 || args.amount > {{ceiling}}
    action: DENY
    reason: Agents pay more than 0 and at most {{ceiling}} {{currency}}. Ask a person for anything else.

  - id: other-currency
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.refund", "{{prefix}}.pay"]
    when: args.?currency.orValue("") != "{{currency}}"
    action: DENY
    reason: Only payments in {{currency}} are allowed. Name it in the argument currency.

  - id: large-needs-two-admins
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.refund", "{{prefix}}.pay"]
    when: args.amount > {{large}}
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: two-admins, expiresInMinutes: 60 }
      confirmHighRiskAction: true
    reason: This is more than {{large}} {{currency}}, so two admins have to approve it.

  # Only refunds, which money can come back from, and not too many. acceptRisk is why it needn't be asked.
  - id: small-refunds-run
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.refund"]
    when: args.amount <= {{small}}
    action: ALLOW
    acceptRisk: HIGH
    obligations:
      rateLimit: { calls: 10, perSeconds: 3600 }
    reason: Small refunds are allowed.

  - id: payments-need-a-reviewer
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.refund", "{{prefix}}.pay"]
    action: REQUIRE_APPROVAL
    reason: A reviewer has to approve this payment.

  - id: looking-is-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.
`,
  tests: `version: 1
tests:
  - name: a small refund runs at once
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: {{small}}, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: ALLOW, rule: small-refunds-run }

  - name: a payment out is asked about, however small
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.pay"
      args: { amount: 1, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: payments-need-a-reviewer }

  - name: a refund above the small amount is asked about
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: {{large}}, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: payments-need-a-reviewer }

  - name: a large payment that is confirmed waits for two admins
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.pay"
      args: { amount: {{ceiling}}, currency: {{currency}} }
      context: { confirmHighRiskAction: true }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: large-needs-two-admins }

  - name: a large payment that isn't confirmed is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.pay"
      args: { amount: {{ceiling}}, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: large-needs-two-admins }

  - name: nothing above the ceiling is paid
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: {{ceiling}}.01, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: amount-out-of-range }

  - name: nothing negative is paid
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: -1, currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: amount-out-of-range }

  - name: an amount that is text is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: "1", currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: amount-out-of-range }

  - name: a missing amount is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { currency: {{currency}} }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: amount-out-of-range }

  - name: another currency is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.refund"
      args: { amount: 1, currency: XXX }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: other-currency }

  - name: looking at payments is free
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.list_payments"
      facts: { operation: READ, risk: MEDIUM }
    expect: { action: ALLOW, rule: looking-is-free }
`,
};
