import type { LoadProcess } from "../../bench/load";
import type { OpenReport } from "../../bench/open-loop";
import type { Calling } from "../../bench/world";
import type { Result } from "../suite";
import { callOf, checkOf, clear, countsOf, latencies, type Stage } from "./calls";
import { CONNECTIONS, PATIENCE_MS, recorded } from "./overload";

const TIMES = 10;
/** Of capacity: what the others ask for, all the time. */
const QUIET_SHARE = 0.1;
/** Of capacity: what the neighbour asks for before it is noisy. */
const CALM_SHARE = 0.5;
const MOVED_PERCENT = 20;
/** Above any limit: JSON has neither infinity nor NaN. */
const NOT_MEASURED = 1e6;
/** The neighbour is at it before the others are measured, and after. */
const MARGIN_SECONDS = 1;

/** What a tenant that asks for ten times what the gateway can do costs another one, which asks for little. */
export async function noisy(stage: Stage, capacity: number, seconds: number): Promise<Result> {
  const { world, load, beside, disk } = stage;
  const quiet = await world.addTenant("Quiet");
  const before = await world.recorded();
  const ask = (
    load_: LoadProcess,
    calling: Calling,
    perSecond: number,
    lasting: number,
    connections: number,
  ) =>
    load_.runOpen({
      ...callOf(calling, world.port),
      ...{ perSecond, seconds: lasting, warmUpSeconds: MARGIN_SECONDS },
      ...{ connections, patienceMs: connections === CONNECTIONS ? PATIENCE_MS : 60_000 },
    });
  const both = async (share: number, connections: number) =>
    Promise.all([
      ask(load, quiet, QUIET_SHARE * capacity, seconds, 64),
      ask(beside, world, share * capacity, seconds + MARGIN_SECONDS, connections),
    ]);
  const calm = await both(CALM_SHARE, 64);
  const loud = await both(TIMES, CONNECTIONS);
  const now = await world.recorded();
  const rows = { decisions: now.decisions - before.decisions, outcomes: now.outcomes - before.outcomes };
  const undisturbed = [await clear(calm[0], disk), await clear(loud[0], disk)] as const;
  const [was, is] = [undisturbed[0].accepted.p99, undisturbed[1].accepted.p99];
  return {
    checks: [recorded([...calm, ...loud], rows), keptOut(loud[0])],
    figures: [
      ...latencies("of a quiet tenant beside one at half of capacity", calm[0], undisturbed[0]),
      ...latencies("of a quiet tenant beside one at ten times capacity", loud[0], undisturbed[1]),
      {
        name: "p99 of a quiet tenant, moved by its noisy neighbour (T85)",
        ...{
          value: was > 0 ? 100 * (is / was - 1) : NOT_MEASURED,
          unit: "%",
          limit: { most: MOVED_PERCENT },
        },
      },
    ],
  };
}

function keptOut(quiet: OpenReport) {
  const missing = quiet.due - countsOf(quiet).executed;
  return checkOf(
    "A tenant that asks for little is never refused because of one that asks for too much",
    quiet.due,
    [missing > 0 && `${missing} of ${quiet.due} were not answered by 200: ${JSON.stringify(quiet.statuses)}`],
    "T85",
  );
}
