import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkPolicy, parseCatalog } from "./index";

const guide = readFileSync(new URL("../../../docs/policy.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text ?? "");

describe("the guide to writing policies", () => {
  it("shows a policy, tests and a catalog that pass all gates together", () => {
    const [document = "", tests = ""] = blocks("yaml");
    const [catalog = ""] = blocks("json");
    const report = checkPolicy({ document, tests, catalog: parseCatalog(catalog) });
    expect(report.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(report.tests).toMatchObject({ passed: 2, failed: 0 });
    expect(report.ok).toBe(true);
  });

  it("explains every gate", () => {
    const { gates } = checkPolicy({ document: "", tests: "", catalog: parseCatalog("{}") });
    for (const { id } of gates) expect(guide).toContain(`| \`${id}\``);
  });
});
