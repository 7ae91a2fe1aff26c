import { createHash } from "node:crypto";
import { canonical, type Json } from "../../lib/platform/json";
import type { Answer, Chain, DecisionRow, Effect, Facts, LeafRow } from "./facts";
import type { Kind } from "./schedule";

/** How often a promise was tried in some facts, and one line for each time it was broken. */
export type Verdict = { trials: number; violations: string[] };
export type Promised = { promise: string; test?: string; check: (facts: Facts) => Verdict };

/** Tries each thing; `check` says what is wrong with it, or nothing. */
function each<T>(things: Iterable<T>, check: (thing: T) => string | false | undefined): Verdict {
  const verdict: Verdict = { trials: 0, violations: [] };
  for (const thing of things) {
    verdict.trials++;
    const violation = check(thing);
    if (violation) verdict.violations.push(violation);
  }
  return verdict;
}

export function together(...verdicts: Verdict[]): Verdict {
  return {
    trials: verdicts.reduce((sum, { trials }) => sum + trials, 0),
    violations: verdicts.flatMap(({ violations }) => violations),
  };
}

function grouped<T>(things: readonly T[], key: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.push(thing);
    else groups.set(key(thing), [thing]);
  }
  return groups;
}

const leavesOf = (facts: Facts, action: string) =>
  grouped(
    facts.leaves.filter((leaf) => leaf.action === action),
    ({ subjectId }) => subjectId,
  );

/** I1: what a caller or a person was told is recorded, once, with one leaf. */
export function acknowledged(facts: Facts): Verdict {
  const rows = grouped(facts.decisions, ({ id }) => id);
  const leaves = leavesOf(facts, "decision.recorded");
  const outcomes = grouped(facts.outcomes, ({ decisionId }) => decisionId);
  const told = facts.answers.filter(({ callId, decisionId }) => decisionId !== null || callId !== null);
  const decisions = each(told, (answer) => {
    const id = (answer.decisionId ?? answer.callId)!;
    const [row, ...more] = rows.get(id) ?? [];
    if (!row) return `${of(answer)}: decision ${id} is not there`;
    if (more.length > 0) return `${of(answer)}: decision ${id} is there ${more.length + 1} times`;
    if (row.tenantId !== answer.tenantId) return `${of(answer)}: decision ${id} is another tenant's`;
    const kept = leaves.get(id)?.length ?? 0;
    if (kept !== 1) return `${of(answer)}: decision ${id} has ${kept} leaves`;
    return misrepresented(answer, row, outcomes.get(id)?.[0]?.status);
  });
  const ids = new Map(facts.leaves.map((leaf) => [leaf.id, leaf]));
  const votes = each(facts.votes, ({ auditId, approvalId, verdict }) => {
    const leaf = ids.get(auditId);
    return leaf?.subjectId !== approvalId && `a person's ${verdict} of ${approvalId} has no leaf ${auditId}`;
  });
  return together(decisions, votes);
}

/** What an answer says that its row does not. */
function misrepresented(answer: Answer, row: DecisionRow, outcome: string | undefined): string | false {
  if (answer.callId !== null && answer.kind !== "refused" && row.callId !== answer.callId)
    return `${of(answer)}: decision ${row.id} is of the call ${row.callId}, not ${answer.callId}`;
  if (answer.kind === "executed" && row.action !== "ALLOW")
    return `${of(answer)}: decision ${row.id} is ${row.action}`;
  if (answer.kind === "executed" && outcome !== "succeeded" && outcome !== "tool_error")
    return `${of(answer)}: it was told as executed, and its outcome is ${outcome ?? "not there"}`;
  if (answer.code === "POLICY_DENIED" && row.action !== "DENY")
    return `${of(answer)}: it was told as denied, and decision ${row.id} is ${row.action}`;
  if (answer.kind === "held" && row.action !== "REQUIRE_APPROVAL")
    return `${of(answer)}: it was told as held, and decision ${row.id} is ${row.action}`;
  return false;
}

/** I2: behind each effect stands a decision that was committed before. */
export function decidedBefore(facts: Facts): Verdict {
  const rows = new Map(facts.decisions.map((row) => [row.id, row]));
  return each(facts.effects, (effect) => {
    const row = rows.get(effect.key);
    if (!row) return `${effectOf(effect)}: there is no decision of that id`;
    if (row.action !== "ALLOW") return `${effectOf(effect)}: its decision is ${row.action}`;
    if (row.committedAt === null) return `${effectOf(effect)}: nobody knows when its decision was committed`;
    // Both are cut to whole milliseconds of one clock.
    const late = Math.floor(row.committedAt) - effect.at;
    return late > 0 && `${effectOf(effect)}: its decision was committed ${late} ms later`;
  });
}

/** I3: at most one effect of a call; exactly one where its caller was told so; none where it was told that. */
export function effectOnce(facts: Facts): Verdict {
  const done = facts.effects.filter(({ repeat }) => !repeat);
  const byName = grouped(done, ({ name }) => name);
  const byCall = grouped(done, ({ key }) => facts.decisions.find(({ id }) => id === key)?.callId ?? key);
  const most = each(
    byName,
    ([name, effects]) =>
      effects.length > 1 &&
      `${name}: ${effects.length} effects, with the keys ${effects.map(({ key }) => key).join(", ")}`,
  );
  const told = each(
    facts.answers.filter(({ kind }) => kind === "executed"),
    (answer) => {
      const effects = byName.get(answer.name) ?? [];
      return (
        !effects.some(({ key }) => key === answer.decisionId) &&
        `${of(answer)}: told as executed by decision ${answer.decisionId}, and the upstream has ${effects.length} effects, none with that key`
      );
    },
  );
  const none = each(
    facts.answers.filter(
      ({ kind, effect, callId }) => kind === "refused" && effect === "none" && callId !== null,
    ),
    (answer) =>
      (byCall.get(answer.callId!)?.length ?? 0) > 0 &&
      `${of(answer)}: told that nothing was executed, and call ${answer.callId} had an effect`,
  );
  return together(most, told, none);
}

/** Calls that must not run, whatever happens meanwhile. */
const NEVER: ReadonlySet<Kind> = new Set([
  "policy denies",
  "person denies",
  "session ends while held",
  "nobody decides",
]);
const ASKS: ReadonlySet<Kind> = new Set(["approve while waiting", "approve and race"]);

/** I4: a grant lets one call run once, and only what people approved in time. */
export function grantOnce(facts: Facts): Verdict {
  const allowed = facts.decisions.filter(({ action }) => action === "ALLOW");
  const spent = grouped(
    allowed.filter(({ grantId }) => grantId !== null),
    ({ grantId }) => grantId!,
  );
  const grants = each(facts.grants, (grant) => {
    const by = (spent.get(grant.id) ?? []).map(({ id }) => id);
    if (by.length > 1) return `grant ${grant.id}: spent by ${by.length} decisions: ${by.join(", ")}`;
    if ((by[0] ?? null) !== grant.consumedBy)
      return `grant ${grant.id}: its row says ${grant.consumedBy}, the decisions say ${by[0] ?? "nobody"}`;
    return (
      grant.consumedAt !== null &&
      grant.consumedAt > grant.expiresAt &&
      `grant ${grant.id}: spent ${grant.consumedAt - grant.expiresAt} ms after its end`
    );
  });
  const approvals = new Map(facts.approvals.map((row) => [row.id, row]));
  const approved = each(
    allowed.filter(({ approvalId }) => approvalId !== null),
    ({ id, approvalId }) => {
      const status = approvals.get(approvalId!)?.status;
      return (
        status !== "approved" &&
        `decision ${id}: allowed by request ${approvalId}, which is ${status ?? "not there"}`
      );
    },
  );
  const rows = new Map(facts.decisions.map((row) => [row.id, row]));
  const effects = each(facts.effects, (effect) => {
    const kind = facts.plans.get(effect.name);
    if (kind !== undefined && NEVER.has(kind)) return `${effectOf(effect)}: it ran, though ${kind}`;
    if (kind === undefined || !ASKS.has(kind)) return false;
    return (
      rows.get(effect.key)?.approvalId == null && `${effectOf(effect)}: it ran without the approval it needs`
    );
  });
  return together(grants, approved, effects);
}

/** I5: each leaf is what was hashed, canonical, of its row; and each row has its one leaf. */
export function leavesHold(facts: Facts): Verdict {
  const leaves = each(facts.leaves, leafFault);
  const recorded = leavesOf(facts, "decision.recorded");
  const settled = leavesOf(facts, "outcome.recorded");
  const rows = together(
    each(facts.decisions, ({ id }) => notOne(recorded.get(id), `decision ${id}`)),
    each(facts.outcomes, ({ decisionId }) => notOne(settled.get(decisionId), `the outcome of ${decisionId}`)),
  );
  const decisions = new Set(facts.decisions.map(({ id }) => id));
  const outcomes = new Set(facts.outcomes.map(({ decisionId }) => decisionId));
  const orphans = together(
    each(
      recorded.keys(),
      (id) => !decisions.has(id) && `a leaf speaks of decision ${id}, which is not there`,
    ),
    each(
      settled.keys(),
      (id) => !outcomes.has(id) && `a leaf speaks of the outcome of ${id}, which is not there`,
    ),
  );
  return together(leaves, rows, orphans);
}

function notOne(leaves: readonly LeafRow[] | undefined, what: string): string | false {
  const count = leaves?.length ?? 0;
  return count !== 1 && `${what} has ${count} leaves`;
}

type LeafObject = { id?: string; tenantId?: string; action?: string; subject?: { id?: string } };

function leafFault(leaf: LeafRow): string | false {
  if (createHash("sha256").update(leaf.bytes).digest("hex") !== leaf.hash)
    return `leaf ${leaf.id}: its hash is another`;
  const value = JSON.parse(leaf.bytes) as Json & LeafObject;
  if (canonical(value) !== leaf.bytes) return `leaf ${leaf.id}: its bytes are not canonical`;
  const same =
    value.id === leaf.id &&
    value.tenantId === leaf.tenantId &&
    value.action === leaf.action &&
    value.subject?.id === leaf.subjectId;
  return !same && `leaf ${leaf.id}: its columns are not what was hashed`;
}

/** What the first seal follows. */
const NOTHING = "0".repeat(64);

/** I5: each leaf has one place in its tenant's chain or waits for it, each place follows the one before, and all stay. */
export function chainHolds({ chains, leaves }: Pick<Facts, "chains" | "leaves">): Verdict {
  return together(
    ...chains.map((chain) => {
      const { tenantId, before, then, head, waiting, faults } = chain;
      const of = (lines: readonly string[]) => lines.map((line) => `chain of ${tenantId}: ${line}`);
      const growth: string[] = [];
      if (before && (then?.hash !== before.hash || then.root !== before.root))
        growth.push(`its checkpoint at ${before.size} is not what it was`);
      const last = chain.seals.at(-1) ?? { seq: before?.size ?? 0, hash: before?.hash ?? NOTHING };
      if ((head?.size ?? 0) !== last.seq || (head?.hash ?? NOTHING) !== last.hash)
        growth.push(`its newest checkpoint is at ${head?.size ?? 0}, its newest seal is ${last.seq}`);
      const sealed = grouped(chain.seals, ({ leafId }) => leafId);
      const queue = new Set(waiting);
      const own = each(
        leaves.filter((leaf) => leaf.tenantId === tenantId),
        ({ id, hash }) => {
          const found = sealed.get(id) ?? [];
          if (found.some(({ leafHash }) => leafHash !== hash))
            return `leaf ${id} was sealed with another hash`;
          const places = found.map(({ seq }) => seq);
          if (places.length + (queue.has(id) ? 1 : 0) === 1) return false;
          return `leaf ${id} has ${places.length} places (${places.join(", ")}) and is ${queue.has(id) ? "" : "not "}waiting`;
        },
      );
      const whole = { trials: 1, violations: [...growth, ...(faults ?? [])] };
      const all = together(placesFollow(chain), own, whole);
      return { ...all, violations: of(all.violations) };
    }),
  );
}

/** Worked out from the documents and with another serialization than the product's own verifier has. */
function placesFollow({ tenantId, before, seals }: Chain): Verdict {
  let last = { seq: before?.size ?? 0, hash: before?.hash ?? NOTHING };
  return each(seals, (seal) => {
    const { seq, leafId, leafHash, prev, hash, sealedAt, recordedAt, category } = seal;
    const follows = last;
    last = { seq, hash };
    if (seq !== follows.seq + 1) return `seal ${seq} comes after seal ${follows.seq}`;
    if (prev !== follows.hash) return `seal ${seq} names another hash than that of the seal before`;
    if (recordedAt === null || category === null) return `leaf ${leafId}, sealed as ${seq}, is not there`;
    const times = { at: recordedAt.toISOString(), sealedAt: sealedAt.toISOString() };
    const text = canonical({ ...times, category, leaf: leafHash, prev, seq, tenantId, v: 1 });
    const own = createHash("sha256").update(text).digest("hex");
    return own !== hash && `seal ${seq}: its hash is not its own`;
  });
}

/** One line that finds a call again. */
export function of({ name, via, door, status, code }: Answer): string {
  return `${name} by ${door} via ${via} (${status}${code && ` ${code}`})`;
}

function effectOf({ name, key, at }: Effect): string {
  return `the effect of ${name} at ${new Date(at).toISOString()} with key ${key || "none"}`;
}
