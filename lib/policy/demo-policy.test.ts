import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../platform/json";
import { compilePolicy, couldAllow, evaluate } from "./index";
import { request } from "./testing";

const policy = compilePolicy(readFileSync(new URL("../../deploy/demo/policy.yaml", import.meta.url), "utf8"));

function decide(tool: string, operation: "READ" | "WRITE", args: JsonObject, principal = "agent:demo") {
  const riskLevel = operation === "READ" ? "LOW" : "HIGH";
  const decision = evaluate(
    policy,
    request({ principal, args, capability: { name: `io.fs.${tool}`, operation, riskLevel } }),
  );
  return `${decision.action} ${decision.ruleId ?? "default"}`;
}

describe("the demo policy", () => {
  it.each([
    "read_text_file",
    "read_file",
    "list_directory",
    "directory_tree",
    "search_files",
    "get_file_info",
  ])("lets the demo agent %s", (tool) => {
    expect(decide(tool, "READ", { path: "notes/today.md" })).toBe("ALLOW reading-is-free");
  });

  it("lets the demo agent list its folders, which takes no arguments", () => {
    expect(decide("list_allowed_directories", "READ", {})).toBe("ALLOW reading-is-free");
  });

  it.each([
    ".env",
    "app/.env.local",
    "SECRETS.txt",
    "keys/id_rsa",
    "tls/server.pem",
    "a/.ssh/known_hosts",
    "x\\passwords.csv",
  ])("keeps %s shut for reading, writing and moving", (path) => {
    expect(decide("read_text_file", "READ", { path })).toBe("DENY secrets-stay-shut");
    expect(decide("read_multiple_files", "READ", { paths: ["a.md", path] })).toBe("DENY secrets-stay-shut");
    expect(decide("write_file", "WRITE", { path, content: "" })).toBe("DENY secrets-stay-shut");
    expect(decide("move_file", "WRITE", { source: path, destination: "a.md" })).toBe(
      "DENY secrets-stay-shut",
    );
    expect(decide("move_file", "WRITE", { source: "a.md", destination: path })).toBe(
      "DENY secrets-stay-shut",
    );
  });

  it.each(["environment.md", "keyboard.md", "notes/pem.md"])("doesn't take %s for a secret", (path) => {
    expect(decide("read_text_file", "READ", { path })).toBe("ALLOW reading-is-free");
  });

  it("refuses edits in place, and says what to do instead", () => {
    expect(decide("edit_file", "WRITE", { path: "a.md", edits: [] })).toBe("DENY no-edits-in-place");
    expect(couldAllow(policy, "agent:demo", "io.fs.edit_file")).toBe(false);
  });

  it.each([
    ["write_file", { path: "a.md", content: "x" }],
    ["create_directory", { path: "new" }],
    ["move_file", { source: "a.md", destination: "b.md" }],
  ])("asks a reviewer about %s", (tool, args) => {
    expect(decide(tool, "WRITE", args)).toBe("REQUIRE_APPROVAL changes-need-a-reviewer");
  });

  it("denies other tools, other servers and other agents", () => {
    expect(decide("delete_file", "WRITE", { path: "a.md" })).toBe("DENY default");
    expect(decide("read_text_file", "READ", { path: "a.md" }, "agent:other")).toBe("DENY default");
    expect(couldAllow(policy, "agent:demo", "db.delete_table")).toBe(false);
  });

  it("denies a path that isn't text rather than guessing", () => {
    expect(decide("read_text_file", "READ", { path: 5 })).toBe("DENY secrets-stay-shut");
  });

  it("asks about reading too where the registry hasn't rated the tool", () => {
    const unrated = request({
      capability: { name: "io.fs.read_text_file", riskLevel: null },
      args: { path: "a.md" },
    });
    expect(evaluate(policy, unrated)).toMatchObject({
      action: "REQUIRE_APPROVAL",
      ruleId: "reading-is-free",
    });
  });
});
