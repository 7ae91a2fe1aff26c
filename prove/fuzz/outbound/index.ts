import { randomFrom, type Random } from "../../random";
import { Tally, type Check, type Job, type Result } from "../../suite";
import { lookupBy, startDns, type DnsAnswer } from "./dns-server";
import { faultOf } from "./fault";
import { PRIVATE_V4, PRIVATE_V6, urls } from "./forms";
import { overRebinding } from "./rebinding";
import { overRedirects } from "./redirects";
import { startSink, type Sink } from "./sink";

type Numbers = { forms: number; rebindings: number; chains: number };
const NUMBERS: Record<Job["scale"], Numbers> = {
  pr: { forms: 120, rebindings: 50, chains: 30 },
  nightly: { forms: 1_000, rebindings: 500, chains: 200 },
};
/** A public address at which nothing is: its packets are not sent anywhere, because a test's lookup names it only beside others. */
const PUBLIC = "93.184.215.14";
const NAME = "names.test";

/** The guarded fetch against addresses that are private in disguise. A sink on all of this machine's addresses counts. */
export async function outboundSuite({ scale, seed, log }: Job): Promise<Result> {
  const random = randomFrom(seed);
  const { forms, rebindings, chains } = NUMBERS[scale];
  const sink = await startSink();
  try {
    const checks = [
      await overForms(sink, urls(forms, sink.port, random)),
      await overNames(sink, rebindings, random),
      await overRebinding(rebindings),
      ...(await overRedirects(sink, chains, random)),
    ];
    log(`${forms} spellings, ${rebindings} names, ${chains} chains of redirects`);
    return { checks, figures: [] };
  } finally {
    await sink.close();
  }
}

async function overForms(sink: Sink, all: readonly string[]): Promise<Check> {
  const tally = new Tally("No spelling of a private address leads to a connection", "T69");
  for (const url of all) tally.add(await faultOf(sink, url, {}));
  return tally.check;
}

/** Names of private addresses, by a real name server. */
async function overNames(sink: Sink, count: number, random: Random): Promise<Check> {
  const tally = new Tally(
    "No name that is private, also beside a public address, by an alias or behind a translator, leads to a connection",
    "T70",
  );
  let says: (nth: number) => readonly DnsAnswer[] = () => [];
  const dns = await startDns((_, nth) => says(nth));
  const names = lookupBy(dns);
  const addresses = (): DnsAnswer =>
    random.chance(0.6)
      ? { a: [random.pick(["127.0.0.1", ...PRIVATE_V4])] }
      : { aaaa: [random.pick(PRIVATE_V6)] };
  try {
    for (let trial = 0; trial < count; trial++) {
      const hidden = addresses();
      const kind = trial % 4;
      // Beside a public one, by way of an alias, wrapped for a translator (DNS64), or only after the first question.
      if (kind === 0) says = () => [{ a: [PUBLIC] }, hidden];
      else if (kind === 1) says = () => [{ cname: "10.0.0.1" }, hidden];
      else if (kind === 2) says = () => [{ aaaa: [`64:ff9b::${random.pick(PRIVATE_V4)}`] }];
      else says = (nth) => (nth % 2 === 1 ? [hidden] : [{ a: [PUBLIC] }]);
      const name = `${trial}.${NAME}`;
      const fault = await faultOf(sink, `http://${name}:${sink.port}/`, { names });
      tally.add(fault && `${fault} (${["both", "alias", "DNS64", "private first"][kind]})`);
    }
    tally.add(dns.asked() > 0 ? null : "the name server was never asked");
  } finally {
    dns.close();
  }
  return tally.check;
}
