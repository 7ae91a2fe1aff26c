import { prefix, PRINCIPAL, type Template } from "./template";

export const MCP_FILESYSTEM: Template = {
  id: "mcp-filesystem",
  name: "MCP filesystem",
  description: "For the MCP filesystem server: read freely, ask before writing, never touch secrets.",
  riskLevel: "MEDIUM",
  useCase: "Coding and writing agents with a sandbox folder.",
  parameters: [
    PRINCIPAL,
    prefix("io.fs", "Where the filesystem server's tools are: the first segments of their names."),
  ],
  document: `# MCP filesystem: read freely, ask before writing, never touch secrets.
#
# The server keeps the agent inside its folders; these rules say what it may do there.

version: 1
description: Agents read files freely, ask before they write, and never touch secrets.
default: DENY

rules:
  # First, so that no rule below can let a secret through: not by reading, not by moving it elsewhere.
  - id: secrets-stay-shut
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: |
      ([args.?path.orValue(""), args.?source.orValue(""), args.?destination.orValue("")] + args.?paths.orValue([]))
        .exists(p, p.matches(r'(?i)(^|[/\\\\])(\\.env[^/\\\\]*|\\.ssh|id_(rsa|ecdsa|ed25519)|[^/\\\\]*(secret|password|credential)[^/\\\\]*|[^/\\\\]*\\.(pem|key|p12))($|[/\\\\])'))
    action: DENY
    reason: This file looks like it holds a secret. Agents don't read, write or move secrets.

  - id: no-way-out
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: |
      ([args.?path.orValue(""), args.?source.orValue(""), args.?destination.orValue("")] + args.?paths.orValue([]))
        .exists(p, p.matches(r'(^|[/\\\\])\\.\\.($|[/\\\\])'))
    action: DENY
    reason: Paths that climb with .. are not allowed. Name the file from the sandbox folder down.

  # An edit changes lines that the reviewer doesn't see. Writing the whole file shows everything.
  - id: no-edits-in-place
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.edit_file"]
    action: DENY
    reason: Editing in place is not allowed here. Write the whole file instead.

  - id: reading-is-free
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.*"]
    when: capability.operation == "READ" && capability.risk in ["LOW", "MEDIUM"]
    action: ALLOW
    reason: Reading is allowed.

  # Exactly these three. A tool that the server adds tomorrow is not among them, and so it is denied.
  - id: changes-need-a-reviewer
    principals: ["{{principal}}"]
    capabilities: ["{{prefix}}.write_file", "{{prefix}}.create_directory", "{{prefix}}.move_file"]
    action: REQUIRE_APPROVAL
    obligations:
      approval: { chain: reviewer, expiresInMinutes: 15 }
    reason: This changes files, so a reviewer has to approve it.
`,
  tests: `version: 1
tests:
  - name: a note is read at once
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_text_file"
      args: { path: notes/today.md }
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: reading-is-free }

  - name: a key is never read
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_text_file"
      args: { path: home/.ssh/id_ed25519 }
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY, rule: secrets-stay-shut, reason: secret }

  - name: a secret among many files is found
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_multiple_files"
      args: { paths: [a.txt, app/.env.local] }
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY, rule: secrets-stay-shut }

  - name: a secret isn't moved out of sight
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.move_file"
      args: { source: credentials.json, destination: notes.txt }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: secrets-stay-shut }

  - name: a path that climbs out is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_text_file"
      args: { path: ../../etc/passwd }
      facts: { operation: READ, risk: LOW }
    expect: { action: DENY, rule: no-way-out }

  - name: a name with two dots in it is no way out
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.read_text_file"
      args: { path: notes/version..2.md }
      facts: { operation: READ, risk: LOW }
    expect: { action: ALLOW, rule: reading-is-free }

  - name: edits in place are refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.edit_file"
      args: { path: notes/today.md }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY, rule: no-edits-in-place }

  - name: a write waits for a reviewer
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.write_file"
      args: { path: notes/today.md, content: hello }
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: REQUIRE_APPROVAL, rule: changes-need-a-reviewer }

  - name: a tool that the server adds tomorrow is refused
    given:
      principal: "{{principal|example}}"
      capability: "{{prefix}}.delete_everything"
      facts: { operation: WRITE, risk: HIGH }
    expect: { action: DENY }
`,
};
