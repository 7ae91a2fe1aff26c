import { createServer } from "node:http";
import { once } from "node:events";
import { outbound, OutboundError, type Lookup } from "../../../lib/outbound";
import { randomFrom, type Random } from "../../random";
import { Tally, type Check, type Job, type Result } from "../../suite";
import { lookupBy, startDns, type DnsAnswer } from "./dns-server";
import { hosts, PRIVATE_V4, PRIVATE_V6, urls } from "./forms";
import { overRebinding } from "./rebinding";
import { startSink, type Sink } from "./sink";

type Numbers = { forms: number; rebindings: number; chains: number };
const NUMBERS: Record<Job["scale"], Numbers> = {
  pr: { forms: 120, rebindings: 50, chains: 30 },
  nightly: { forms: 1_000, rebindings: 500, chains: 200 },
};
/** A public address at which nothing is: its packets are not sent anywhere, because a test's lookup names it only beside others. */
const PUBLIC = "93.184.215.14";
const NAME = "names.test";
/** What is not refused by then was let through. */
const PATIENCE_MS = 3_000;

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
      await overRedirects(sink, chains, random),
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

type Way = { names?: Lookup; allow?: readonly string[] };

/** What is wrong where a fetch of this address is not refused by us, or connects. */
async function faultOf(sink: Sink, url: string, { names, allow = [] }: Way): Promise<string | null> {
  sink.reset();
  const { fetch, close } = outbound({ allow }, names);
  try {
    const got = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      ({ status }) => `HTTP ${status}`,
      (error: Error) => error,
    );
    if (sink.connects() > 0) return `${JSON.stringify(url)}: it connected`;
    if (typeof got === "string") return `${JSON.stringify(url)}: ${got}`;
    // A name that nobody knows leads nowhere either.
    return got instanceof OutboundError || unknownName(got)
      ? null
      : `${JSON.stringify(url)}: ${String(got.cause ?? got)}`;
  } finally {
    await close();
  }
}

function unknownName(error: Error): boolean {
  const cause: unknown = error.cause;
  return (
    cause instanceof Error && "code" in cause && /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(String(cause.code))
  );
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

/** A permitted server that sends on, one or several times, and at last to where nobody may go. */
async function overRedirects(sink: Sink, count: number, random: Random): Promise<Check> {
  const tally = new Tally("No chain of redirects leads to a connection where none is permitted", "T71");
  const all = hosts();
  let last = "";
  const server = createServer((request, response) => {
    const left = Number(new URL(request.url ?? "/", "http://here").searchParams.get("left"));
    const location = left > 0 ? `/?left=${left - 1}` : last;
    response.writeHead(random.pick([301, 302, 303, 307, 308]), { location: headerSafe(location) }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  // The first hop is reached at a permitted address; everything that this machine also is, is not permitted.
  const allow = ["127.0.0.1/32"];
  const elsewhere = all.filter((host) => !reachesPermitted(host));
  try {
    for (let trial = 0; trial < count; trial++) {
      last = random.chance(0.1)
        ? random.pick(["file:///etc/passwd", "ftp://127.0.0.2/", "data:,x"])
        : `http://${random.pick(elsewhere)}:${sink.port}/`;
      const start = `http://127.0.0.1:${port}/?left=${random.integer(0, 6)}`;
      tally.add(await redirectFault(sink, start, last, allow));
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return tally.check;
}

async function redirectFault(
  sink: Sink,
  url: string,
  last: string,
  allow: readonly string[],
): Promise<string | null> {
  const fault = await faultOf(sink, url, { allow });
  return fault && `${fault}, sent on to ${JSON.stringify(last)}`;
}

/** A header holds bytes: what is beyond them is written as UTF-8, as browsers read it. */
function headerSafe(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** True where a spelling is 127.0.0.1 itself, or a name that may be, which the chain's first hop needs permitted. */
function reachesPermitted(host: string): boolean {
  if (/localhost/i.test(host)) return true;
  const url = `http://${host}/`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return (
    ["127.0.0.1", "[::ffff:7f00:1]", "[::7f00:1]"].includes(hostname) ||
    /7f00:1\]$|7f00:1::|80ff:fffe\]$/.test(hostname)
  );
}
