import { prefix, PRINCIPAL, type Template } from "./template";

export const BREAK_GLASS: Template = {
  id: "break-glass",
  name: "Expiring break-glass",
  description: "Emergency changes, with two admins and a ticket, inside a window that closes by itself.",
  riskLevel: "CRITICAL",
  useCase: "Incidents in which an agent has to repair production now.",
  parameters: [
    PRINCIPAL,
    prefix("ops", "What may be repaired: the first segments of the capabilities' names."),
    {
      name: "from",
      label: "Opens",
      description: "When the window opens, in UTC.",
      default: "2026-01-01T00:00:00Z",
      kind: "time",
    },
    {
      name: "until",
      label: "Closes",
      description: "When it closes, in UTC. After that the rule never lets anything through again.",
      default: "2026-01-01T04:00:00Z",
      kind: "time",
    },
    {
      name: "calls",
      label: "Calls per session",
      description: "How many calls one session may make before it has to be opened anew.",
      default: "20",
      kind: "integer",
    },
  ],
  document: `# Expiring break-glass: from {{from}} until {{until}}, and never after.
#
# The ticket in context.break_glass is the agent's word: it opens nothing by itself, it only decides what the
# two admins are asked. The window is the gateway's clock.

version: 1
description: Inside the window, emergency changes wait for two admins; outside it nothing changes.
default: DENY

rules:
  - id: looking-is-free
    description: Finding out what is wrong is allowed at any time.
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  - id: window-is-closed
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: now < timestamp("{{from}}") || now >= timestamp("{{until}}")
    action: DENY
    reason: The break-glass window is closed. Ask an admin to publish a new one.

  - id: ticket-is-missing
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: '!context.?break_glass.orValue("").matches("^[A-Z][A-Z0-9]*-[0-9]+$")'
    action: DENY
    reason: Say which incident this is for, as context.break_glass with a ticket such as INC-42.

  - id: session-is-spent
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: session.calls >= {{calls}}
    action: DENY
    reason: This session has made as many emergency calls as it may. Open a new one.

  - id: two-admins-break-the-glass
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: two-admins, expiresInMinutes: 30 }
    reason: This is an emergency change, so two admins have to approve it.
`,
  tests: `version: 1
tests:
  - name: looking is free after the window too
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_logs"
      now: "{{until}}"
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: looking-is-free }

  - name: inside the window two admins are asked
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      context: { break_glass: INC-42 }
      now: "{{from}}"
      facts: { operation: WRITE, risk: CRITICAL }
    expect: { action: REQUIRE_APPROVAL, rule: two-admins-break-the-glass }

  - name: at the end of the window the door is shut
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      context: { break_glass: INC-42 }
      now: "{{until}}"
      facts: { operation: WRITE, risk: CRITICAL }
    expect: { action: DENY, rule: window-is-closed }

  - name: before the window the door is shut
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      context: { break_glass: INC-42 }
      now: "2000-01-01T00:00:00Z"
      facts: { operation: WRITE, risk: LOW }
    expect: { action: DENY, rule: window-is-closed }

  - name: without a ticket nothing is asked
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      now: "{{from}}"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: ticket-is-missing }

  - name: a ticket that is no text opens nothing
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      context: { break_glass: true }
      now: "{{from}}"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: ticket-is-missing }

  - name: a session that has made all its calls is spent
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.restart_service"
      context: { break_glass: INC-42 }
      session: { calls: {{calls}} }
      now: "{{from}}"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: session-is-spent }
`,
};
