import type { PolicyDecision, SessionCounts } from "../policy";
import type { ImpactAction } from "./types";

const FIELD = { ALLOW: "allowed", DENY: "denied", REQUIRE_APPROVAL: "held" } as const;

/**
 * What one session has done so far, in the gateway's way of counting: as it was, and as it would be had the
 * candidate decided all along.
 */
export class Counters {
  readonly recorded: SessionCounts = { calls: 0, allowed: 0, denied: 0, held: 0 };
  readonly simulated: SessionCounts = { calls: 0, allowed: 0, denied: 0, held: 0 };
  /** When the candidate's limited rules let calls through or held them, in Unix milliseconds, by rule. */
  readonly #passed = new Map<string, number[]>();

  /** One more call; the second decision of one that people approved is not another. */
  countCall(was: ImpactAction, wouldBe: ImpactAction): void {
    this.recorded.calls++;
    this.recorded[FIELD[was]]++;
    this.simulated.calls++;
    this.simulated[FIELD[wouldBe]]++;
  }

  /** What came before the window, which is the same for both. */
  addEarlier(earlier: SessionCounts): void {
    for (const counts of [this.recorded, this.simulated]) {
      counts.calls += earlier.calls;
      counts.allowed += earlier.allowed;
      counts.denied += earlier.denied;
      counts.held += earlier.held;
    }
  }

  /** True where the candidate's own rate limit would refuse this call; otherwise the call counts towards it. */
  isOverLimit({ action, ruleId, obligations: { rateLimit } }: PolicyDecision, now: number): boolean {
    if (!rateLimit || action === "DENY" || ruleId === null) return false;
    const since = now - rateLimit.perSeconds * 1_000;
    const passed = (this.#passed.get(ruleId) ?? []).filter((at) => at >= since);
    this.#passed.set(ruleId, passed);
    if (passed.length >= rateLimit.calls) return true;
    passed.push(now);
    return false;
  }
}
