import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instantiateTemplate } from "../lib/policy";

const PROGRAM = resolve(import.meta.dirname, "../bin/agentgate.js");
let dir: string;

type Ended = { code: number; out: string; err: string };

/** Runs the command as a person would, in a folder of its own. */
function agentgate(...args: string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [PROGRAM, ...args], { cwd: dir }, (error, out, err) => {
      done({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "agentgate-policy-"));
  const { document, tests } = instantiateTemplate("read-only", {});
  await writeFile(join(dir, "good.yaml"), document);
  await writeFile(join(dir, "good.tests.yaml"), tests);
  await writeFile(join(dir, "bad.yaml"), document.replace("action: ALLOW", "action: ALOW"));
  await writeFile(join(dir, "catalog.json"), JSON.stringify({ principals: ["robot:only"] }));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe("npx agentgate policy check", () => {
  it("ends with 0 where all gates let the policy through, and finds its tests beside it", async () => {
    const { code, out } = await agentgate("policy", "check", "good.yaml");
    expect(out).toContain("✓ coverage     3 of 3 rules decide a test (100 %).");
    expect(out).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  it("ends with 1 for findings, each with file, line and column, code, sentence and fix", async () => {
    const { code, out } = await agentgate("policy", "check", "bad.yaml", "--tests", "good.tests.yaml");
    expect(out).toMatch(
      /^bad\.yaml:16:13: error INVALID_VALUE: rules\[0\]\.action is not one of the allowed values\.\n {4}Did you mean ALLOW\?/,
    );
    expect(code).toBe(1);
  });

  it("measures against a catalog and a coverage of one's own", async () => {
    const { code, out } = await agentgate(
      ...[
        "policy",
        "check",
        "good.yaml",
        "--catalog",
        "catalog.json",
        "--coverage",
        "100",
        "--format",
        "json",
      ],
    );
    const report = JSON.parse(out) as { ok: boolean; findings: { code: string }[] };
    expect(report.ok).toBe(true);
    expect(new Set(report.findings.map((finding) => finding.code))).toEqual(
      new Set(["PATTERN_MATCHES_NOTHING"]),
    );
    expect(code).toBe(0);
  });

  it("writes SARIF for code hosts", async () => {
    const { code, out } = await agentgate("policy", "check", "bad.yaml", "--format", "sarif");
    expect(JSON.parse(out)).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          results: [
            {
              ruleId: "INVALID_VALUE",
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "bad.yaml" },
                    region: { startLine: 16, startColumn: 13 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(code).toBe(1);
  });

  it.each([
    [["policy", "check"], "Name one policy"],
    [["policy", "check", "none.yaml"], "none.yaml: There is no such file."],
    [["policy", "check", "good.yaml", "--tests", "none.yaml"], "none.yaml: There is no such file."],
    [["policy", "check", "good.yaml", "--catalog", "good.yaml"], "good.yaml: "],
    [["policy", "check", "good.yaml", "--format", "xml"], "There is no format xml."],
    [["policy", "check", "good.yaml", "--coverage", "much"], "--coverage has to be a number"],
    [["policy", "check", "good.yaml", "--colour"], "Unknown option '--colour'"],
    [["polcy", "check"], 'There is no command "polcy check".'],
  ])("ends with 2 and a sentence for %j", async (args, sentence) => {
    const { code, out, err } = await agentgate(...args);
    expect(err).toContain(sentence);
    expect(err).not.toContain("    at ");
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  it("explains itself", async () => {
    const { code, out } = await agentgate("--help");
    expect(out).toContain("npx agentgate policy check FILE");
    expect(code).toBe(0);
  });
});
