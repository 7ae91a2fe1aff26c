import { Tally, type Result } from "../../suite";
import { mb, ms } from "./figures";
import type { Vitals } from "./vitals";

const GROWTH_MB = 50;
const BLOCKED_MS = 100;

/** Looks at the gateway's process from its warm-up on, until all that is sent to it was sent. */
export class Watch {
  readonly #clean = new Tally("Nothing that is sent reaches a prototype in the gateway's process", "T68");
  readonly #seen: Vitals[] = [];

  constructor(private readonly vitals: () => Promise<Vitals>) {}

  /** The first look is what all later ones are held against. */
  async look(): Promise<void> {
    const vitals = await this.vitals();
    this.#seen.push(vitals);
    this.#clean.add(vitals.polluted.length > 0 && `every object has: ${vitals.polluted.join(", ")}`);
  }

  result(): Result {
    const [before, ...later] = this.#seen;
    const longest = (of: (vitals: Vitals) => number) => Math.max(...later.map(of));
    const growth = (later.at(-1)?.rssMB ?? Number.NaN) - (before?.rssMB ?? Number.NaN);
    return {
      checks: [this.#clean.check],
      figures: [
        mb("growth of the gateway's memory while it is fuzzed", growth, GROWTH_MB),
        ms(
          "longest that fuzzing blocked the gateway's event loop",
          longest((it) => it.blockedMs),
          BLOCKED_MS,
        ),
        ms(
          "longest that its event loop waited, for want of a core too",
          longest((it) => it.lateMs),
        ),
      ],
    };
  }
}
