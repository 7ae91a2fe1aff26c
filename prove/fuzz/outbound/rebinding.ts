import { once } from "node:events";
import { createServer } from "node:http";
import { outbound, OutboundError } from "../../../lib/outbound";
import { Tally, type Check } from "../../suite";
import { lookupBy, startDns } from "./dns-server";
import { startSink } from "./sink";

/**
 * A name that means a permitted address when it is asked for first, and a forbidden one, where the sink listens at the
 * same port, each time after. Whoever checks one answer and connects to the next connects to the sink.
 */
export async function overRebinding(count: number): Promise<Check> {
  const tally = new Tally(
    "A name that changes between check and connection leads only where it was checked",
    "T70",
  );
  const permitted = createServer((_, response) =>
    response.writeHead(200, { connection: "close" }).end("permitted"),
  );
  permitted.listen(0, "127.0.0.1");
  await once(permitted, "listening");
  const address = permitted.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const { port } = address;
  const sink = await startSink({ host: "::1", port });
  const dns = await startDns((_, nth) => (nth === 1 ? [{ a: ["127.0.0.1"] }] : [{ aaaa: ["::1"] }]));
  try {
    for (let trial = 0; trial < count; trial++) {
      const { fetch, close } = outbound({ allow: ["127.0.0.1/32"] }, lookupBy(dns));
      const url = `http://${trial}.rebind.test:${port}/`;
      const ask = () =>
        fetch(url).then(
          (answer) => answer.text(),
          (error: Error) => (error instanceof OutboundError ? "refused" : String(error.cause ?? error)),
        );
      const [first, second] = [await ask(), await ask()];
      await close();
      if (sink.connects() > 0) tally.add(`${url}: it connected to the forbidden address`);
      else tally.add((first !== "permitted" || second !== "refused") && `${url}: ${first}, then ${second}`);
      sink.reset();
    }
  } finally {
    dns.close();
    await sink.close();
    permitted.closeAllConnections();
    permitted.close();
  }
  return tally.check;
}
