import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { buildConnector } from "undici";
import { addressFault } from "./address-fault";
import { OutboundError } from "./errors";
import type { Network } from "./types";

/** All addresses of a name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const CONNECT_MS = 10_000;
/** How long one of several addresses of a name is tried before the next one is tried too. */
const NEXT_ADDRESS_MS = 1_000;

export const systemNames: Lookup = async (name) =>
  (await systemLookup(name, { all: true })).map(({ address }) => address);

/** Opens connections to nothing but what the network permits: checked where they are made, not where they are asked for. */
export function guardedConnector(network: Network, names: Lookup): buildConnector.connector {
  const encrypted = connectorFor(network.tls, (address) => refusalOf(address, network.allow), names);
  const open = connectorFor(network.tls, (address) => openRefusalOf(address, network), names);
  return (options, callback) => (options.protocol === "https:" ? encrypted : open)(options, callback);
}

type Refusal = (address: string) => OutboundError | null;

function connectorFor(tls: Network["tls"] = {}, refusal: Refusal, names: Lookup): buildConnector.connector {
  const { ca, certificate, key } = tls;
  const connect = buildConnector({
    timeout: CONNECT_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    lookup: guardedLookup(refusal, names),
    // Said outright, so that no variable of the environment can turn it off.
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  }) as (...args: Parameters<buildConnector.connector>) => Socket; // it returns the socket, though its type doesn't say so
  return (options, callback) => {
    const { hostname } = options;
    const refused = isIP(hostname) === 0 ? null : refusal(hostname);
    if (refused) return callback(refused, null);
    const socket = connect(options, callback);
    // Before TLS says a word: what it is connected to is what was checked.
    socket.once("connect", () => {
      const fault = refusal(socket.remoteAddress ?? "");
      if (fault) socket.destroy(fault);
    });
  };
}

/**
 * Resolves a name once, checks every answer, and hands on what it checked: between the check and the connection
 * nobody is asked again. One forbidden answer among permitted ones refuses the name.
 */
function guardedLookup(refusal: Refusal, names: Lookup): LookupFunction {
  return (name, { all }, callback) => {
    const answer = async () => {
      const addresses = (await names(name)).map((address) => ({ address, family: isIP(address) }));
      for (const { address } of addresses) {
        const refused = refusal(address);
        if (refused) throw refused;
      }
      const [first] = addresses;
      if (!first) throw Object.assign(new Error("The name has no address."), { code: "ENOTFOUND" });
      return { first, addresses };
    };
    answer().then(
      ({ first, addresses }) =>
        all ? callback(null, addresses) : callback(null, first.address, first.family),
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

function refusalOf(address: string, allow: readonly string[]): OutboundError | null {
  const fault = addressFault(address, allow);
  if (fault === null) return null;
  return new OutboundError(
    "address_not_permitted",
    `No connection was made: the address is ${fault}.`,
    address,
  );
}

/** On the internet everybody reads along. */
const UNENCRYPTED = "http:// is only for addresses inside a permitted network; use https://.";

function openRefusalOf(address: string, { allow, secret = false }: Network): OutboundError | null {
  const refused = refusalOf(address, allow);
  if (refused || !secret || addressFault(address, []) !== null) return refused;
  return new OutboundError("scheme_not_permitted", UNENCRYPTED, address);
}
