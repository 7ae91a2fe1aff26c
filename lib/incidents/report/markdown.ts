import { COMPENSATION_WORDS } from "../compensation/words";
import { KIND_WORDS, ROLE_WORDS, SEVERITY_WORDS, STATUS_WORDS, STEP_WORDS } from "../words";
import type { ReportContent } from "./collect";

/** The post-incident report for people. Pure. What agents, tools and people wrote is escaped: it stays text. */
export function reportMarkdown(content: ReportContent, exported: { at: string; by: string }): string {
  return [
    head(content, exported),
    people(content),
    timeline(content),
    impact(content),
    changes(content),
    compensation(content),
    runbook(content),
    calls(content),
  ].join("\n");
}

function head({ incident, cut }: ReportContent, { at, by }: { at: string; by: string }): string {
  const { ref, title, summary, severity, status, kind, openedBy, durations } = incident;
  const facts: [string, string | null][] = [
    ["Severity", `${severity}: ${SEVERITY_WORDS[severity]}`],
    ["Status", STATUS_WORDS[status].label],
    ["Opened", `${incident.openedAt} by ${esc(openedBy ?? "AgentGate")} (${KIND_WORDS[kind]})`],
    ["Contained", timeOf(incident.containedAt, durations.toContain)],
    ["Mitigated", timeOf(incident.mitigatedAt, durations.toMitigate)],
    ["Resolved", timeOf(incident.resolvedAt, durations.toResolve)],
    ["Agent", incident.agentName && esc(incident.agentName)],
    ["Sessions", incident.sessionIds.join(", ")],
  ];
  const lines = facts.map(([name, value]) => `| ${name} | ${value === null || value === "" ? "—" : value} |`);
  return [
    `# ${ref}: ${esc(title)}`,
    "",
    `Exported ${at} by ${esc(by)}. All times are UTC.`,
    ...(cut.length > 0 ? ["", `There was more than is written down here of: ${cut.join(", ")}.`] : []),
    "",
    "| Fact | |",
    "| --- | --- |",
    ...lines,
    ...(summary === "" ? [] : ["", esc(summary)]),
    "",
  ].join("\n");
}

function people({ incident }: ReportContent): string {
  const lines = incident.people.map(({ role, name }) => `- ${ROLE_WORDS[role]}: ${esc(name)}`);
  return section("People", lines, "Nobody was named.");
}

function timeline({ timeline: entries }: ReportContent): string {
  const lines = entries.map(({ at, title, body, actor, originalAt, correction, count, pinned }) => {
    const times = count > 1 ? ` (${count} times)` : "";
    const corrected = originalAt ? ` Time corrected from ${originalAt}: ${esc(correction ?? "")}` : "";
    const said = body === "" ? "" : ` ${esc(body)}`;
    return `- ${at} · ${pinned ? "**" : ""}${esc(title)}${pinned ? "**" : ""}${times} (${esc(actor)}).${said}${corrected}`;
  });
  return section("Timeline", lines, "Nothing is recorded.");
}

function impact({ impact: it }: ReportContent): string {
  const { calls: made, outcomes, effects, approvals, sessions } = it;
  return section("Impact", [
    `- ${plural(sessions.length, "session")}, ${plural(made.total, "call")}: ${made.allow} allowed, ${made.deny} denied, ${made.ask} for people to decide.`,
    `- Of what was let through: ${outcomes.succeeded} succeeded, ${outcomes.toolError} tool errors, ${outcomes.failed} failed, ${outcomes.inDoubt} in doubt, ${outcomes.running} still running.`,
    `- Approvals: ${approvals.approved} approved, ${approvals.denied} denied, ${approvals.waiting} waiting, ${approvals.other} ended otherwise.`,
    `- ${plural(effects.total, "side effect")}: ${effects.reversible} reversible, ${effects.irreversible} not, ${effects.unknown} unknown; ${effects.byCall} with a compensating call, ${effects.byHand} by hand, ${effects.noWay} without a known way.`,
    ...amounts(it.amounts),
  ]);
}

function amounts(totals: ReportContent["impact"]["amounts"]): string[] {
  if (totals.length === 0) return ["- Money and records: not declared by the capabilities."];
  return totals.map(({ of, unit, total, calls, unreadable }) => {
    const without = unreadable === 0 ? "" : `; of ${unreadable} it is not known`;
    const what = of === "money" ? "Money" : "Records";
    return `- ${what}: ${total} ${esc(unit)} in ${plural(calls, "call")}${without}.`;
  });
}

function changes({ changes: it }: ReportContent): string {
  const lines = [
    ...it.inForce.map(
      ({ environment, number, since }) =>
        `- In force when it was opened: revision ${number} in ${environment}, since ${since}.`,
    ),
    ...it.rows.map(
      ({ at, title, name, by }) => `- ${at} · ${title}${name === null ? "" : `: ${esc(name)}`} (${esc(by)}).`,
    ),
  ];
  return section("What changed in the 24 hours before", lines, "Nothing is recorded.");
}

function compensation({ compensation: it }: ReportContent): string {
  const lines = it.rows.map(({ at, capability, agent, state, detail, way, by }) => {
    const how = way.kind === "call" ? `taken back by ${esc(way.capability)}` : `no compensating call`;
    const who = by === null ? "" : ` (${esc(by)})`;
    return `- ${at} · ${esc(capability)} by ${esc(agent)}, ${how}: **${COMPENSATION_WORDS[state]}**${who}. ${esc(detail)}`.trimEnd();
  });
  return section("Side effects and compensation", lines, "Nothing ran that did more than read.");
}

function runbook({ incident }: ReportContent): string {
  const lines = incident.runbook.map(({ position, title, state, owner, evidence }) =>
    `${position}. ${esc(title)}: ${STEP_WORDS[state]}${owner ? ` (${esc(owner.name)})` : ""}. ${esc(evidence)}`.trimEnd(),
  );
  return section("Runbook", lines, "It has no steps.");
}

function calls({ calls: rows, revisions }: ReportContent): string {
  const numbers = new Map(revisions.map(({ id, number }) => [id, number]));
  const lines = rows.map(({ id, at, agent, capability, decision, state, ruleId, code, policyRevisionId }) => {
    const revision = policyRevisionId === null ? "—" : String(numbers.get(policyRevisionId) ?? "—");
    return `| ${at} | ${esc(agent)} | ${esc(capability)} | ${decision} | ${state} | ${esc(ruleId ?? code)} | ${revision} | ${id} |`;
  });
  if (lines.length === 0) return section("Decisions", [], "No call belongs to it.");
  const header = [
    "| Decided | Agent | Tool | Decision | State | Rule or code | Revision | Call |",
    `|${" --- |".repeat(8)}`,
  ];
  return section("Decisions", [...header, ...lines]);
}

function section(title: string, lines: readonly string[], none = ""): string {
  return [`## ${title}`, "", ...(lines.length > 0 ? lines : [none]), ""].join("\n");
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function timeOf(at: string | null, tookMs: number | null): string | null {
  if (at === null) return null;
  return tookMs === null ? at : `${at}, after ${Math.round(tookMs / 1_000)} s`;
}

/** Text that stays text on one line of Markdown: nothing of it formats, links, or hides. */
function esc(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu,
      (it) => `⟨U+${it.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`,
    )
    .replace(/[\\`*_{}[\]<>#|~!&]/g, "\\$&")
    .replace(/(https?|ftp|mailto)(:)/gi, "$1\\$2")
    .trim();
}
