import { styleText } from "node:util";
import type { CheckReport, Gate, PolicyFinding } from "../lib/policy";

/** Where the two texts came from, as they were named on the command line. */
export type CheckedFiles = { document: string; tests: string };

const MARKS: Record<Gate["status"], { sign: string; colour: "green" | "red" | "yellow" | "gray" }> = {
  passed: { sign: "✓", colour: "green" },
  warning: { sign: "!", colour: "yellow" },
  failed: { sign: "✗", colour: "red" },
  not_run: { sign: "-", colour: "gray" },
};

/** For people: each finding with its place, which terminals and editors make a link of, then the gates. */
export function formatText(report: CheckReport, files: CheckedFiles, colour: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const findings = report.findings.map((finding) => {
    const { line, column, severity, code, message, fix } = finding;
    const kind = paint(severity === "error" ? "red" : "yellow", severity);
    return `${files[finding.source]}:${line}:${column}: ${kind} ${code}: ${message}\n    ${paint("dim", fix)}`;
  });
  const gates = report.gates.map(({ id, status, summary }) => {
    const { sign, colour: shade } = MARKS[status];
    return `${paint(shade, sign)} ${id.padEnd(12)} ${summary}`;
  });
  const verdict = report.ok
    ? paint("green", "All gates let it through.")
    : paint("red", "It may not be published.");
  return [...findings, ...(findings.length > 0 ? [""] : []), ...gates, "", verdict].join("\n");
}

/** For programs: the report as the product stores it. */
export function formatJson(report: CheckReport): string {
  return JSON.stringify(report, null, 2);
}

/** SARIF 2.1.0, which code hosts show beside the lines. */
export function formatSarif(report: CheckReport, files: CheckedFiles): string {
  const codes = [...new Set(report.findings.map(({ code }) => code))];
  return JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "agentgate", rules: codes.map((id) => ({ id })) } },
          columnKind: "utf16CodeUnits",
          results: report.findings.map((finding) => sarifResult(finding, files)),
        },
      ],
    },
    null,
    2,
  );
}

function sarifResult(
  { code, severity, source, line, column, message, fix }: PolicyFinding,
  files: CheckedFiles,
) {
  const uri = files[source].replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return {
    ruleId: code,
    level: severity,
    message: { text: `${message} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}
