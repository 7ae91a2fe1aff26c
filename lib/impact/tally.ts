import { listCauses } from "./causes";
import type {
  FlipMatrix,
  ImpactAction,
  ImpactGroup,
  ImpactReport,
  ImpactSample,
  NotReplayedCause,
} from "./types";

export const MAX_SAMPLES = 50;
export const MAX_GROUPS = 100;

const LAXITY: Record<ImpactAction, number> = { DENY: 0, REQUIRE_APPROVAL: 1, ALLOW: 2 };

/** One replayed decision, as it is counted. */
export type Replayed = {
  was: ImpactAction;
  wouldBe: ImpactAction;
  ruleAfter: string | null;
  capability: string;
  agent: string;
  approximate: boolean;
  /** The decision opened a request for approval; a call that found one open or settled asks nobody. */
  asked: boolean;
};

/** Counts what becomes of decisions. They come oldest first. */
export class Tally {
  readonly #matrix: FlipMatrix = {
    ALLOW: { ALLOW: 0, REQUIRE_APPROVAL: 0, DENY: 0 },
    REQUIRE_APPROVAL: { ALLOW: 0, REQUIRE_APPROVAL: 0, DENY: 0 },
    DENY: { ALLOW: 0, REQUIRE_APPROVAL: 0, DENY: 0 },
  };
  readonly #causes = new Map<NotReplayedCause, number>();
  readonly #rules = new Map<string, ImpactGroup>();
  readonly #capabilities = new Map<string, ImpactGroup>();
  readonly #agents = new Map<string, ImpactGroup>();
  readonly #loosening: ImpactSample[] = [];
  readonly #tightening: ImpactSample[] = [];
  readonly #counts = { total: 0, replayed: 0, approximate: 0, loosening: 0, tightening: 0 };
  readonly #load = { before: 0, after: 0 };

  notReplayed(cause: NotReplayedCause): void {
    this.#counts.total++;
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  /** `sample` is only asked for where the decision flips. */
  replayed(it: Replayed, sample: () => ImpactSample): void {
    const counts = this.#counts;
    counts.total++;
    counts.replayed++;
    if (it.approximate) counts.approximate++;
    this.#matrix[it.was][it.wouldBe]++;
    if (it.asked) this.#load.before++;
    if (it.wouldBe === "REQUIRE_APPROVAL" && (it.asked || it.was !== "REQUIRE_APPROVAL")) this.#load.after++;
    const change = LAXITY[it.wouldBe] - LAXITY[it.was];
    count(this.#rules, it.ruleAfter ?? "default", it.ruleAfter ?? "the policy's default", change);
    count(this.#capabilities, it.capability, it.capability, change);
    count(this.#agents, it.agent, it.agent, change);
    if (change > 0) {
      counts.loosening++;
      keep(this.#loosening, sample());
    } else if (change < 0) {
      counts.tightening++;
      keep(this.#tightening, sample());
    }
  }

  /** What has been counted, for a window of this many days. */
  report(days: number): Pick<ImpactReport, Counted> {
    const { before, after } = this.#load;
    return {
      ...this.#counts,
      notReplayed: listCauses(this.#causes),
      matrix: this.#matrix,
      byRule: sorted(this.#rules),
      byCapability: sorted(this.#capabilities),
      byAgent: sorted(this.#agents),
      samples: { loosening: newest(this.#loosening), tightening: newest(this.#tightening) },
      reviewerLoad: { before, after, perDayBefore: perDay(before, days), perDayAfter: perDay(after, days) },
    };
  }
}

type Counted =
  | "total"
  | "replayed"
  | "approximate"
  | "notReplayed"
  | "matrix"
  | "loosening"
  | "tightening"
  | "byRule"
  | "byCapability"
  | "byAgent"
  | "samples"
  | "reviewerLoad";

function count(groups: Map<string, ImpactGroup>, key: string, label: string, change: number): void {
  let group = groups.get(key);
  if (!group) groups.set(key, (group = { key, label, total: 0, loosening: 0, tightening: 0 }));
  group.total++;
  if (change > 0) group.loosening++;
  else if (change < 0) group.tightening++;
}

/** Drops older samples now and then, not at each one. */
function keep(samples: ImpactSample[], sample: ImpactSample): void {
  samples.push(sample);
  if (samples.length >= 4 * MAX_SAMPLES) samples.splice(0, samples.length - MAX_SAMPLES);
}

function newest(samples: readonly ImpactSample[]): ImpactSample[] {
  return samples.slice(-MAX_SAMPLES).reverse();
}

/** What flips most comes first. */
function sorted(groups: ReadonlyMap<string, ImpactGroup>): ImpactGroup[] {
  const flips = (group: ImpactGroup): number => group.loosening + group.tightening;
  return [...groups.values()]
    .sort((a, b) => flips(b) - flips(a) || b.total - a.total || a.key.localeCompare(b.key))
    .slice(0, MAX_GROUPS);
}

function perDay(count: number, days: number): number {
  return Math.round((count / days) * 10) / 10;
}
