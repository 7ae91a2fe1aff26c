import { setTimeout as pause } from "node:timers/promises";
import { withDeadline, type Deadline } from "../../lib/platform/deadline";
import { ask, PATIENCE_MS, type Ask } from "./client";
import type { Answer } from "./facts";
import { callOf, type PlannedCall } from "./schedule";
import type { Door, Topology } from "./topology";
import { argumentsOf, toolOf } from "./world";

/** Callers at work at the same time. */
const LANES = 14;
/** How long an agent that waits for people waits in one request. */
const WAIT_S = 5;
const RETRY_MS = 60;

export type Traffic = {
  seed: number;
  cycle: number;
  /** Planned calls, at least; more while `busy`. */
  calls: number;
  busy: () => boolean;
  topology: Topology;
  /** A session of each tenant's agent. */
  sessions: readonly [string, string];
  /** One more of each, for the calls that the policy refuses: in the end it is quarantined for them. */
  refused: readonly [string, string];
  /** No further call is begun. */
  made: () => void;
  /** Each answer, once it has come. */
  heard: (answer: Answer) => void;
  /** A session of this cycle's besides. */
  opened: (tenantId: string, sessionId: string) => void;
  signal: AbortSignal;
};

export type Driven = {
  /** All answers are there. */
  done: Promise<void>;
  /** A line for each call that is still being made, with the last that was heard of it. */
  underWay: () => string[];
};

/** Makes the cycle's calls, each as its plan says, until all are made and nothing is down any more. */
export function drive(traffic: Traffic): Driven {
  let next = 0;
  const callers = new Set<Caller>();
  const lane = async () => {
    for (;;) {
      const n = next++;
      if (traffic.signal.aborted || (n >= traffic.calls && !traffic.busy())) return traffic.made();
      const plan = callOf(traffic.seed, traffic.cycle, n, traffic.topology.doors.length);
      const caller = new Caller(traffic, plan);
      callers.add(caller);
      await caller.make();
      callers.delete(caller);
    }
  };
  const done = Promise.all(Array.from({ length: LANES }, lane)).then(() => undefined);
  return { done, underWay: () => [...callers].map((it) => it.line) };
}

/** One agent with one call in mind. */
class Caller {
  #tries: number;
  #last: Answer | undefined;

  constructor(
    private readonly traffic: Traffic,
    private readonly plan: PlannedCall,
  ) {
    this.#tries = plan.first;
  }

  async make(): Promise<void> {
    const { plan } = this;
    switch (plan.kind) {
      case "approve while waiting":
      case "person denies":
        await this.#settle({ waitSeconds: WAIT_S });
        break;
      case "approve and race":
        await this.#race();
        break;
      case "session ends while held":
        await this.#leave();
        break;
      case "nobody decides":
        await this.#bringForward();
        break;
      default:
        await this.#settle({});
    }
    if (plan.again && plan.keyed && !["approve and race", "session ends while held"].includes(plan.kind))
      await this.#once({ waitSeconds: 0 });
  }

  get line(): string {
    const { name, kind, door } = this.plan;
    const { via, status, code, approvalId } = this.#last ?? {};
    const heard = this.#last ? `last ${status} ${code} from ${via}, approval ${approvalId}` : "no answer yet";
    return `${name} (${kind}, ${door}): ${heard}`;
  }

  get #tenant() {
    return this.traffic.topology.tenants[this.plan.tenant];
  }

  /** The next process in turn. */
  #door(): Door {
    const { doors } = this.traffic.topology;
    return doors[this.#tries++ % doors.length]!;
  }

  async #once(more: Partial<Ask>): Promise<Answer> {
    const { traffic, plan } = this;
    const tenant = this.#tenant;
    const sessions = plan.kind === "policy denies" ? traffic.refused : traffic.sessions;
    const answer = await ask({
      ...{ name: plan.name, tenantId: tenant.id, apiKey: tenant.agent.apiKey, door: plan.door },
      ...{ sessionId: sessions[plan.tenant], tool: toolOf(plan), arguments: argumentsOf(plan) },
      ...(plan.keyed ? { key: plan.name } : {}),
      ...{ signal: traffic.signal, ...this.#door(), ...more },
    });
    this.#last = answer;
    traffic.heard(answer);
    return answer;
  }

  /** Until there is an answer, where the call has a key; otherwise once, since nobody knows what a lost one did. */
  async #settle(more: Partial<Ask>): Promise<Answer> {
    for (;;) {
      const answer = await this.#once(more);
      const open =
        answer.kind === "error" || answer.kind === "silence" || answer.code === "IDEMPOTENCY_IN_PROGRESS";
      if (!open || !this.plan.keyed || this.traffic.signal.aborted) return answer;
      await pause(RETRY_MS);
    }
  }

  /** Approved while nobody waits, then used by two at once, through two processes. */
  async #race(): Promise<void> {
    const { approvalId, kind } = await this.#settle({});
    if (kind !== "held" || approvalId === null || !(await this.#decided(approvalId))) return;
    const redeem = () => this.#once({ approvalId, key: undefined });
    const answers = await Promise.all([redeem(), redeem()]);
    if (answers.every((it) => it.kind === "error" || it.kind === "silence")) await redeem();
  }

  async #decided(approvalId: string): Promise<boolean> {
    while (!this.traffic.signal.aborted) {
      const body = await this.#call("GET", `/api/v1/approvals/${approvalId}?wait=2`);
      if (typeof body?.status === "string" && body.status !== "pending") return body.status === "approved";
      await pause(RETRY_MS);
    }
    return false;
  }

  /** Held in a session that then ends: nobody may run it any more, also not with the approval in hand. */
  async #leave(): Promise<void> {
    const opened = await this.#call("POST", "/api/v1/sessions", {});
    if (typeof opened?.session_id !== "string") return;
    const sessionId = opened.session_id;
    this.traffic.opened(this.#tenant.id, sessionId);
    const { approvalId } = await this.#settle({ sessionId });
    while (!this.traffic.signal.aborted) {
      const ended = await this.#call("POST", `/api/v1/sessions/${sessionId}/end`);
      if (ended) break;
      await pause(RETRY_MS);
    }
    if (approvalId !== null) await this.#once({ sessionId, approvalId, key: undefined });
  }

  /** Fifteen minutes are too long for a test: its deadline is brought forward, in the database. */
  async #bringForward(): Promise<void> {
    const { approvalId } = await this.#settle({});
    const sql = "update approvals set expires_at = clock_timestamp() where id = $1 and status = 'pending'";
    while (approvalId !== null && !this.traffic.signal.aborted) {
      const done = await this.traffic.topology.superuser.query(sql, [approvalId]).then(
        () => true,
        () => false,
      );
      if (done) return;
      await pause(RETRY_MS);
    }
  }

  /** @returns null where there was no usable answer */
  async #call(method: string, path: string, body?: object): Promise<Record<string, unknown> | null> {
    const { url } = this.#door();
    const send = async ({ signal }: Deadline) => {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#tenant.agent.apiKey}`,
          ...(body ? { "content-type": "application/json" } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal,
      });
      const answer = (await response.json()) as Record<string, unknown>;
      // A session that has ended before says 409, which is as good.
      return response.ok || response.status === 409 ? answer : null;
    };
    return withDeadline(PATIENCE_MS, send, this.traffic.signal).catch(() => null);
  }
}
