import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { curlOf } from "./curl";

const call = (value: unknown) => ({
  sessionId: "01a1ff13-2a04-7335-91a4-7682e67cdf59",
  capability: "io.fs.write_file",
  arguments: { kind: "whole" as const, value, bytes: 0 },
});

describe("a call as a command", () => {
  it("reaches the shell as it is, whatever is in it", () => {
    const args = { text: `it's $HOME \`id\` "quoted" \\ and\nnew 'line'` };
    const command = curlOf(call(args)) ?? "";
    const told = command.replace("curl", `printf '%s\\n'`);
    const said = execFileSync("/bin/sh", ["-c", told], { encoding: "utf8" });
    expect(said).toContain(JSON.stringify(args));
    expect(said).not.toContain("uid=");
  });

  it("has variables for address and key, and is not made of cut arguments", () => {
    expect(curlOf(call({}))).toContain('"authorization: Bearer $AGENTGATE_API_KEY"');
    expect(curlOf({ ...call({}), arguments: { kind: "cut", beginning: "{", bytes: 40_000 } })).toBeNull();
  });
});
