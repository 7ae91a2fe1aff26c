import { prefix, PRINCIPAL, type Template } from "./template";

export const RELEASE_TRAIN: Template = {
  id: "release-train",
  name: "Release train",
  description:
    "Agents deploy freely before production, and to production on working days with two reviewers.",
  riskLevel: "HIGH",
  useCase: "Agents that build, deploy and roll back services.",
  parameters: [
    PRINCIPAL,
    prefix("release", "Where deploy, rollback and what reads are: the first segments of their names."),
    {
      name: "opens",
      label: "Train starts",
      description: "The first hour, in UTC, as two digits; not 00.",
      default: "08",
      kind: "hour",
    },
    {
      name: "closes",
      label: "Train ends",
      description: "The first hour after it, in UTC, as two digits; later on the same day.",
      default: "15",
      kind: "hour",
    },
  ],
  document: `# Release train: to production from Monday to Thursday, {{opens}}:00 to {{closes}}:00 UTC, with two reviewers.
#
# The environment is the agent's own, which the registry knows; no argument can talk its way past it.

version: 1
description: Deploy freely before production, on the train to production, and back at any hour.
default: DENY

rules:
  - id: looking-is-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  - id: trains-run-freely-before-production
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.deploy", "{{prefix}}.rollback"]
    environments: [preview, staging]
    action: ALLOW
    acceptRisk: HIGH
    reason: Before production, agents deploy freely.

  # Above the timetable: the way back is never shut.
  - id: rollback-needs-one
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.rollback"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: reviewer, expiresInMinutes: 30 }
    reason: A reviewer has to approve the rollback.

  # 0 is Sunday.
  - id: no-train-now
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.deploy"]
    when: |
      !(now.getDayOfWeek() in [1, 2, 3, 4])
        || now.getHours() < int("{{opens}}") || now.getHours() >= int("{{closes}}")
    action: DENY
    reason: Production takes releases from Monday to Thursday, {{opens}}:00 to {{closes}}:00 UTC.

  - id: production-needs-two
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.deploy"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: two-reviewers, expiresInMinutes: 60 }
    reason: Two reviewers have to approve a release to production.
`,
  tests: `version: 1
tests:
  - name: staging takes every build
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.deploy"
      args: { version: v1 }
      environment: staging
      now: "2026-01-05T{{opens}}:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: ALLOW, rule: trains-run-freely-before-production }

  - name: production asks two reviewers on a working day
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.deploy"
      args: { version: v1 }
      environment: production
      now: "2026-01-05T{{opens}}:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: production-needs-two }

  - name: production is shut before the train
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.deploy"
      args: { version: v1 }
      environment: production
      now: "2026-01-05T00:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: DENY, rule: no-train-now, reason: Monday }

  - name: production is shut after the train
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.deploy"
      args: { version: v1 }
      environment: production
      now: "2026-01-05T{{closes}}:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: DENY, rule: no-train-now }

  - name: production is shut on a Friday
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.deploy"
      args: { version: v1 }
      environment: production
      now: "2026-01-02T{{opens}}:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: DENY, rule: no-train-now }

  - name: a rollback is possible at any hour
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.rollback"
      environment: production
      now: "2026-01-03T00:00:00Z"
      facts: { operation: EXECUTE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: rollback-needs-one }

  - name: looking at releases is free
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.list_releases"
      environment: production
      now: "2026-01-05T{{opens}}:00:00Z"
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: looking-is-free }
`,
};
