import type { Machine } from "./machine";
import { held, withinLimit, type Check, type Figure, type Result, type Scale } from "./suite";

/** One suite's part of a report: its result, or why there is none. */
export type Part = {
  name: string;
  title: string;
  /** Runs exactly this part again. */
  command: string;
  seconds: number;
} & ({ result: Result } | { failed: string } | { skipped: string });

export type Report = {
  startedAt: string;
  scale: Scale;
  seed: number;
  commit: { id: string; changed: boolean } | null;
  machine: Machine;
  parts: readonly Part[];
};

export function partHeld(part: Part): boolean {
  return "skipped" in part || ("result" in part && held(part.result));
}

/**
 * What no violation in `trials` independent trials says: with 95 % confidence the rate is below this
 * (the "rule of three": Hanley and Lippman-Hand, JAMA 1983).
 */
export function boundOf(trials: number): number {
  return Math.min(1, 3 / trials);
}

/** The report as Markdown, for people; the JSON beside it has the same and every violation. */
export function markdownOf(report: Report): string {
  const { machine, commit } = report;
  const kept = report.parts.every(partHeld);
  return [
    `# AgentGate: proof of ${report.startedAt}`,
    "",
    kept ? "**Every promise that was tried was kept.**" : "**Not every promise was kept.**",
    "",
    `- Commit: ${commit ? `\`${commit.id}\`${commit.changed ? ", with changed files" : ""}` : "unknown"}`,
    `- Scale: ${report.scale}, seed ${report.seed}`,
    `- Machine: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, load ${machine.load} at the start`,
    ...report.parts.flatMap(partLines),
    "",
  ].join("\n");
}

function partLines(part: Part): string[] {
  const head = ["", `## ${part.name}: ${part.title}`, ""];
  if ("skipped" in part) return [...head, `Not run: ${part.skipped}`];
  const lines = [...head, `\`${part.command}\`, ${Math.round(part.seconds)} s`, ""];
  if ("failed" in part) return [...lines, "**It could not be carried out:**", "", ...fenced(part.failed)];
  const { checks, figures } = part.result;
  return [...lines, ...checkLines(checks), ...figureLines(figures)];
}

function checkLines(checks: readonly Check[]): string[] {
  if (checks.length === 0) return [];
  return [
    "| promise | test | trials | broken | at most, with 95 % confidence |",
    "| --- | --- | ---: | ---: | ---: |",
    ...checks.map(
      ({ promise, test, trials, violations }) =>
        `| ${cell(promise)} | ${test ?? ""} | ${grouped(trials)} | ${violations.length === 0 ? 0 : `**${grouped(violations.length)}**`} | ${boundText(trials, violations.length)} |`,
    ),
    ...checks.filter(({ violations }) => violations.length > 0).flatMap(violationLines),
  ];
}

/** Enough to begin with; the JSON has them all. */
const SHOWN = 5;

function violationLines({ promise, violations }: Check): string[] {
  const more = violations.length - SHOWN;
  return [
    "",
    `**Broken: ${promise}**`,
    "",
    ...fenced([...violations.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join("\n")),
  ];
}

function figureLines(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return [];
  return [
    "",
    "| figure | value | promised |",
    "| --- | ---: | ---: |",
    ...figures.map((figure) => {
      const value = `${rounded(figure.value)} ${figure.unit}`;
      return `| ${cell(figure.name)} | ${withinLimit(figure) ? value : `**${value}**`} | ${limitText(figure)} |`;
    }),
  ];
}

function boundText(trials: number, broken: number): string {
  if (broken > 0) return "";
  return trials === 0 ? "never tried" : `1 in ${grouped(Math.max(1, Math.floor(1 / boundOf(trials))))}`;
}

function limitText({ limit, unit }: Figure): string {
  if (!limit) return "";
  return "most" in limit
    ? `at most ${rounded(limit.most)} ${unit}`
    : `at least ${rounded(limit.least)} ${unit}`;
}

function fenced(text: string): string[] {
  return ["```text", text.replaceAll("```", "'''"), "```"];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString("en-GB", { maximumFractionDigits: digits });
}

function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}
