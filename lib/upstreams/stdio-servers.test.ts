import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { upstreamRef } from "@/tests/upstream-peers";
import type { CredentialMaterial } from "../credentials/types";
import { setEnv } from "../platform/env/process";
import { parseTarget } from "./config";
import { stdioServers } from "./stdio-servers";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "agentgate-stdio-"));
  file = join(folder, "servers.json");
  setEnv({ AGENTGATE_DIR: folder });
});
afterEach(() => setEnv({ AGENTGATE_STDIO_SERVERS: "" }));
afterAll(() => rmSync(folder, { recursive: true }));

function catalogue(content: unknown): void {
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  setEnv({ AGENTGATE_STDIO_SERVERS: file });
}

const program = {
  id: "notes",
  name: "Notes",
  command: "/opt/notes",
  args: ["--serve"],
  env: ["NOTES_TOKEN"],
};
const withEnv = (env: Record<string, string>): CredentialMaterial => ({ env, secrets: [], expiresAt: null });
const notes = upstreamRef("mcp_stdio", { server: "notes" });

test("without a file there is one program, in a folder of the tenant's own that nobody else may read", () => {
  expect(stdioServers()).toMatchObject({ servers: [{ id: "filesystem", env: [] }], fault: null });
  const upstream = upstreamRef("mcp_stdio", { server: "filesystem" });
  const target = parseTarget(upstream);
  expect(target).toMatchObject({ kind: "mcp_stdio", child: { command: process.execPath } });
  const own = join(folder, "files", upstream.tenantId);
  expect(target.kind === "mcp_stdio" && target.child.args.at(-1)).toBe(own);
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test("the operator's file takes the place of ours, and says what is run", () => {
  catalogue([program]);
  expect(stdioServers()).toEqual({
    servers: [{ id: "notes", name: "Notes", description: "", env: ["NOTES_TOKEN"] }],
    fault: null,
  });
  expect(parseTarget(notes)).toMatchObject({ child: { command: "/opt/notes", args: ["--serve"] } });
  expect(() => parseTarget(upstreamRef("mcp_stdio", { server: "filesystem" }))).toThrow(
    /offers no local server "filesystem"/,
  );
});

test("a credential sets the variables that the operator named, and no other", () => {
  catalogue([program]);
  expect(parseTarget(notes, withEnv({ NOTES_TOKEN: "t" }))).toMatchObject({
    child: { env: { NOTES_TOKEN: "t" } },
  });
  expect(() => parseTarget(notes, withEnv({ LD_PRELOAD: "/tmp/evil.so" }))).toThrow(
    /may not set the variable LD_PRELOAD/,
  );
});

test("the operator's bound on memory holds whatever a tenant asks for", () => {
  catalogue([{ ...program, memoryMb: 100 }]);
  const memoryOf = (memoryMb: number) => {
    const target = parseTarget({ ...notes, limits: { memoryMb } });
    return target.kind === "mcp_stdio" && target.limits.memoryMb;
  };
  expect([memoryOf(4_000), memoryOf(64)]).toEqual([100, 64]);
});

test.each([
  ["not JSON", "{", /it is not JSON/],
  ["an unknown member", [{ ...program, shell: true }], /0: .*shell/],
  ["an id twice", [program, program], /Each id once/],
  ["no command", [{ id: "a", name: "A" }], /0\.command/],
])(
  "a file with %s offers nothing and says why, and what it should run does not run",
  (_, content, message) => {
    catalogue(content);
    expect(stdioServers()).toEqual({ servers: [], fault: expect.stringMatching(message) as string });
    expect(() => parseTarget(notes)).toThrow(message);
  },
);

test("a file that is not there offers nothing and says why", () => {
  setEnv({ AGENTGATE_STDIO_SERVERS: join(folder, "none.json") });
  const fault = "The operator's list of programs is not usable. AGENTGATE_STDIO_SERVERS: it cannot be read.";
  expect(stdioServers()).toEqual({ servers: [], fault });
});
