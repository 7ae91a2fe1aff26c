import { idTime } from "../platform/ids";
import type { Slices } from "./breathe";
import { Counters } from "./counters";
import type { Judge } from "./judge";
import type { Client } from "./reading";
import { replay, type Replay } from "./replay";
import { answerOf, type StoredDecision, type Window } from "./stored-decisions";
import { Tally } from "./tally";
import type { ImpactAction, ImpactReport, ImpactSample } from "./types";
import { complete, countsBefore, type Session, type World } from "./world";

type Options = {
  client: Client;
  world: World;
  window: Window;
  candidate: Judge;
  /** Only calls of agents in this environment count; null for all. */
  environment: string | null;
};

/** One pass over a window of decisions, oldest first. */
export class ReplayRun {
  readonly #options: Options;
  readonly #tally = new Tally();
  readonly #counters = new Map<string, Counters>();
  readonly #revisions = new Set<string>();
  /** Sessions that began before the window, whose earlier calls aren't counted yet. */
  readonly #uncounted = new Set<string>();
  #beforePolicy = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  async add(rows: readonly StoredDecision[], slices: Slices): Promise<void> {
    const { client, world, window } = this.#options;
    for (const session of await complete(client, world, rows, slices)) this.#open(session);
    if (this.#uncounted.size > 0 && this.#readsCounts()) await this.#countEarlier(client, window);
    for (const row of rows) {
      this.#addOne(row);
      const pause = slices.pause();
      if (pause) await pause;
    }
  }

  report(
    days: number,
  ): ReturnType<Tally["report"]> & Pick<ImpactReport, "baselineRevisionIds" | "beforePolicy"> {
    return {
      baselineRevisionIds: [...this.#revisions].sort(),
      beforePolicy: this.#beforePolicy,
      ...this.#tally.report(days),
    };
  }

  #addOne(row: StoredDecision): void {
    const { world, candidate, environment } = this.#options;
    if (environment !== null && world.agents.get(row.agentId)?.environment !== environment) return;
    const answer = answerOf(row);
    if (answer.of === "the_same_call") return;
    const counters = this.#countersOf(row.sessionId);
    if (answer.of === "before_policy") {
      this.#beforePolicy++;
      return counters.countCall(row.action, row.action);
    }
    if (row.revisionId !== null) this.#revisions.add(row.revisionId);
    const again: Replay =
      answer.of === "rate_limit"
        ? { kind: "not_replayed", cause: "counters" }
        : replay(row, answer.action, world, counters, candidate);
    const wouldBe = this.#settle(row, again);
    counters.countCall(row.action, wouldBe);
  }

  /** Counts one answer of the policy; what the call would have been. */
  #settle(row: StoredDecision, again: Replay): ImpactAction {
    if (again.kind === "not_replayed") {
      this.#tally.notReplayed(again.cause);
      return row.action;
    }
    const { was, candidate, approximate } = again;
    const wouldBe = candidate.action;
    const agent = again.request.principal.name;
    this.#tally.replayed(
      {
        was,
        wouldBe,
        ruleAfter: candidate.ruleId,
        capability: row.capability,
        agent,
        approximate,
        asked: row.action === "REQUIRE_APPROVAL",
      },
      () => sampleOf(row, again, agent),
    );
    return wouldBe === was ? row.action : wouldBe;
  }

  #open(session: Session): void {
    if (session.startedAt.getTime() <= idTime(this.#options.window.fromId)) this.#uncounted.add(session.id);
  }

  #readsCounts(): boolean {
    const { candidate, world } = this.#options;
    return candidate.readsCounts || [...world.revisions.values()].some((judge) => judge?.readsCounts);
  }

  async #countEarlier(client: Client, { tenantId, fromId }: Window): Promise<void> {
    const sessionIds = [...this.#uncounted];
    this.#uncounted.clear();
    const earlier = await countsBefore(client, tenantId, sessionIds, fromId);
    for (const [sessionId, counts] of earlier) this.#countersOf(sessionId).addEarlier(counts);
  }

  #countersOf(sessionId: string | null): Counters {
    const key = sessionId ?? "";
    let counters = this.#counters.get(key);
    if (!counters) this.#counters.set(key, (counters = new Counters()));
    return counters;
  }
}

function sampleOf(
  row: StoredDecision,
  { was, candidate, approximate }: Extract<Replay, { kind: "replayed" }>,
  agent: string,
): ImpactSample {
  return {
    callId: row.callId,
    sessionId: row.sessionId,
    agent,
    capability: row.capability,
    decidedAt: new Date(row.decidedAt).toISOString(),
    was,
    wouldBe: candidate.action,
    ruleBefore: row.ruleId,
    ruleAfter: candidate.ruleId,
    reason: candidate.reason,
    approximate,
  };
}
