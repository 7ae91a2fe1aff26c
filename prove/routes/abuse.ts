import type { Random } from "../random";
import { Tally, type Check } from "../suite";
import { atOnce, send, type Sent } from "./http";
import { MUTATIONS } from "./mutations";
import { around } from "./sweep";
import type { Target } from "./targets";
import type { World } from "./world";

type Try = { name: string; sent: Sent };

/** Every read, said in every odd way, by nobody and by a stranger. @param most that are tried, drawn from all */
export async function abuse(
  world: World,
  base: string,
  {
    targets,
    random,
    most,
    proxy,
  }: { targets: readonly Target[]; random: Random; most: number; proxy: boolean },
): Promise<Check[]> {
  const { victim, people } = world;
  const suffix = proxy ? "" : ", with proxy.ts removed";
  const silent = new Tally(
    `No odd header or path gets a byte of the tenant to those who are not in it${suffix}`,
    "T3",
  );
  const sound = new Tally(`No odd header or path makes the console fail${suffix}`, "T3");
  const all = triesOf(targets, people.stranger);
  await atOnce(drawn(all, most, random), async ({ name, sent }) => {
    const answer = await send(base, sent);
    const told = answer.told.includes(victim.marks.core);
    silent.add(
      told && `${name}: ${answer.status} of ${sent.path}: ${around(answer.told, victim.marks.core)}`,
    );
    sound.add(
      answer.status >= 500 && `${name}: ${answer.status} of ${sent.path}: ${answer.body.slice(0, 120)}`,
    );
  });
  return [silent.check, sound.check];
}

function triesOf(targets: readonly Target[], stranger: string): Try[] {
  const reads = targets.filter(({ guarded, changes }) => guarded && !changes);
  return reads.flatMap(({ name, sent }) =>
    ["", stranger].flatMap((cookie) => {
      const asked = cookie ? { ...sent, headers: { ...sent.headers, cookie } } : sent;
      const who = cookie ? "a stranger" : "nobody";
      return MUTATIONS.map(({ name: odd, of }) => ({ name: `${name}, ${odd}, as ${who}`, sent: of(asked) }));
    }),
  );
}

function drawn<T>(all: readonly T[], most: number, random: Random): T[] {
  const left = [...all];
  for (let at = left.length - 1; at > 0; at--) {
    const other = random.integer(0, at);
    [left[at], left[other]] = [left[other] as T, left[at] as T];
  }
  return left.slice(0, most);
}
