import { once } from "node:events";
import { createServer } from "node:http";
import { outbound } from "../../../lib/outbound";
import type { Random } from "../../random";
import { Tally, type Check } from "../../suite";
import { faultOf } from "./fault";
import { hosts } from "./forms";
import type { Sink } from "./sink";

/** How many redirects are followed, one after the other; the next one is refused wherever it leads. */
const FOLLOWED = 3;
const ALLOW = ["127.0.0.1/32"];
const NOWHERE = ["file:///etc/passwd", "ftp://127.0.0.2/", "data:,x"];

/** A permitted server that sends on, one or several times, and at last to where nobody may go, or to where one may. */
export async function overRedirects(sink: Sink, count: number, random: Random): Promise<Check[]> {
  const refused = new Tally("No chain of redirects leads to a connection where none is permitted", "T71");
  const tooLong = new Tally(
    "A chain of more redirects than are followed is refused wherever it leads",
    "T71",
  );
  const arrives = new Tally("A chain to where one may go arrives there, so that there was a way", "T71");
  const server = await sendingOn(random);
  // The first hop is reached at a permitted address; everything that this machine also is, is not permitted.
  const elsewhere = hosts().filter((host) => !reachesPermitted(host));
  try {
    for (let trial = 0; trial < count; trial++) {
      const hidden = random.chance(0.1)
        ? random.pick(NOWHERE)
        : `http://${random.pick(elsewhere)}:${sink.port}/`;
      // The last of those that are followed would lead there.
      const before = random.integer(0, FOLLOWED - 1);
      const fault = await faultOf(sink, server.start(before, hidden), {
        ...{ allow: ALLOW, right: (refusal) => refusal !== "too_many_redirects" },
      });
      refused.add(about(hidden, fault ?? server.notAsked(before + 1)));
      if (trial % 5 > 0) continue;
      const beyond = random.integer(FOLLOWED, FOLLOWED * 2);
      const kept = await faultOf(sink, server.start(beyond, hidden), {
        ...{ allow: ALLOW, right: (refusal) => refusal === "too_many_redirects" },
      });
      tooLong.add(about(hidden, kept ?? server.notAsked(FOLLOWED + 1)));
      arrives.add(await lost(server.start(before, "/arrived")));
    }
  } finally {
    server.stop();
  }
  return [refused.check, tooLong.check, arrives.check];
}

function about(hidden: string, fault: string | null): string | null {
  return fault && `${fault}, sent on to ${JSON.stringify(hidden)}`;
}

async function lost(url: string): Promise<string | null> {
  const { fetch, close } = outbound({ allow: ALLOW });
  try {
    const said = await fetch(url).then((answer) => answer.text(), String);
    return said === "arrived" ? null : `${JSON.stringify(url)}: ${said}`;
  } finally {
    await close();
  }
}

type SendingOn = {
  /** Where a chain begins that sends on so often within the server, and then to `last`. */
  start: (times: number, last: string) => string;
  /** What is wrong where the server was not asked so often since; null where it was. */
  notAsked: (times: number) => string | null;
  stop: () => void;
};

async function sendingOn(random: Random): Promise<SendingOn> {
  let [last, asked] = ["", 0];
  const server = createServer((request, response) => {
    asked++;
    if (request.url === "/arrived") return void response.end("arrived");
    const left = Number(new URL(request.url ?? "/", "http://here").searchParams.get("left"));
    const location = left > 0 ? `/?left=${left - 1}` : last;
    response.writeHead(random.pick([301, 302, 303, 307, 308]), { location: headerSafe(location) }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    start: (times, to) => {
      [last, asked] = [to, 0];
      return `http://127.0.0.1:${port}/?left=${times}`;
    },
    notAsked: (times) => (asked === times ? null : `the server was asked ${asked} times, not ${times}`),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
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
